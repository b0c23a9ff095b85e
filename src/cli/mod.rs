//! The command line.

mod app;
mod database;
mod doctor;
mod export;
mod export_appointments;
mod fill;
mod import;
mod logs;
mod migrate;
mod serve;
mod user;

use clap::{Parser, Subcommand};
use relais::config::{Config, Variables};

/// The after-sales CRM of a trades company: phone, portal and van over one PostgreSQL database.
#[derive(Parser)]
#[command(
    version,
    after_help = "Settings come from the environment and from .env; .env.example explains each."
)]
struct Arguments {
    /// Without a command: serve.
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Arguments),
    Migrate(migrate::Arguments),
    User(user::Arguments),
    Import(import::Arguments),
    Export(export::Arguments),
    Doctor(doctor::Arguments),
    Fill(fill::Arguments),
}

pub(crate) async fn run() -> anyhow::Result<()> {
    let command =
        Arguments::parse().command.unwrap_or_else(|| Command::Serve(serve::Arguments::default()));
    match command {
        Command::Serve(arguments) => serve::run(&arguments).await,
        Command::Migrate(arguments) => migrate::run(&arguments).await,
        Command::User(arguments) => user::run(&arguments).await,
        Command::Import(arguments) => import::run(&arguments).await,
        Command::Export(arguments) => export::run(&arguments).await,
        Command::Doctor(arguments) => doctor::run(&arguments).await,
        Command::Fill(arguments) => fill::run(&arguments).await,
    }
}

/// Reads the settings, and begins to log as they say.
fn configure(demo: bool) -> anyhow::Result<Config> {
    let config = Config::read(&Variables::from_environment()?, demo)?;
    logs::start(config.log.as_deref())?;
    Ok(config)
}
