//! `relais user`.

use std::io::{self, IsTerminal as _};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use relais::{
    clock::Clock,
    scheduling,
    staff::{NewStaff, Role},
    values::{EmailAddress, text::clean_line},
};

use super::{configure, database::with_database};

/// Add the people who work here.
#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Add(Addition),
}

/// Add a colleague; the password is the first line of standard input.
#[derive(Args)]
struct Addition {
    #[arg(long)]
    email: String,
    #[arg(long)]
    name: String,
    /// office, technician or manager. Technicians get the usual hours.
    #[arg(long)]
    role: Role,
}

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let Command::Add(addition) = &arguments.command;
    let new = NewStaff {
        name: clean_line(&addition.name).context("--name")?,
        email: EmailAddress::parse(&addition.email).context("--email")?.to_string(),
        role: addition.role,
        phone: None,
        trade: None,
    };
    if new.name.is_empty() {
        bail!("--name is empty");
    }
    let config = configure(false)?;
    let password = read_password()?;
    let id = with_database(&config, async |db| {
        Ok(scheduling::hire(&db, &new, password, Clock::System.now()).await?)
    })
    .await?;
    println!("{} can sign in as {} ({}, no. {id})", new.name, new.email, new.role.name());
    Ok(())
}

fn read_password() -> anyhow::Result<String> {
    if io::stdin().is_terminal() {
        eprintln!("Password, then Enter (it shows; to hide it, send it through a pipe):");
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line).context("the password cannot be read")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
