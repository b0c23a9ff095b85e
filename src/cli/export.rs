//! `relais export`.

use std::io::{self, Write as _};

use chrono::Utc;
use clap::{Args, ValueEnum};
use futures_util::TryStreamExt as _;
use relais::{
    calls,
    clock::Clock,
    customers,
    exports::{
        self, Dialect, Format, List, Sheet, SheetError,
        returns::{self, Kind, Program},
    },
    legacy, matching, messages, tickets,
};
use sqlx::PgPool;
use tokio::sync::mpsc;

use super::{configure, database::with_database, export_appointments};

/// Write a table to standard output.
///
/// Customers, appointments and source-links are for programs: English headers, UTF-8, commas. The lists of the
/// screens are as they leave there: French headers, semicolons. What goes back to Sage and the ERP (changed-…, new-…)
/// is in their own columns, Windows-1252, and leaves once: the same command again writes what changed since.
#[derive(Args)]
pub(super) struct Arguments {
    what: Table,
    #[arg(long, value_enum, default_value_t)]
    format: Written,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Table {
    /// One line for each customer.
    Customers,
    /// One line for each appointment.
    Appointments,
    /// Which row of which legacy file is which customer.
    SourceLinks,
    /// Customers who may be one, the likeliest first.
    MatchProposals,
    /// All calls.
    Calls,
    /// All requests.
    Tickets,
    /// What is still owed.
    Promises,
    /// All e-mails and SMS.
    Messages,
    /// Customers changed since, for Sage to read back.
    ChangedSage,
    /// Customers changed since, for the ERP to read back.
    ChangedMde,
    /// Customers without a code in Sage.
    NewSage,
    /// Customers without a code in the ERP.
    NewMde,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Written {
    #[default]
    Csv,
    Xlsx,
}

/// Parts of a file that may wait for standard output.
const CHUNKS: usize = 4;

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let config = configure(false)?;
    let Arguments { what, format } = *arguments;
    with_database(&config, async |db| {
        if let Some((program, kind)) = what.returned() {
            anyhow::ensure!(format == Written::Csv, "Sage and the ERP read CSV only");
            return write_return(&db, program, kind).await;
        }
        let (out, mut parts) = mpsc::channel::<io::Result<Vec<u8>>>(CHUNKS);
        let writing = tokio::spawn(async move { write(&db, what, format.format(), out).await });
        while let Some(part) = parts.recv().await {
            io::stdout().write_all(&part?)?;
        }
        writing.await??;
        Ok(io::stdout().flush()?)
    })
    .await
}

impl Written {
    fn format(self) -> Format {
        match self {
            Self::Csv => Format::Csv,
            Self::Xlsx => Format::Xlsx,
        }
    }
}

impl Table {
    fn returned(self) -> Option<(Program, Kind)> {
        match self {
            Self::ChangedSage => Some((Program::Sage, Kind::Changed)),
            Self::ChangedMde => Some((Program::Mde, Kind::Changed)),
            Self::NewSage => Some((Program::Sage, Kind::New)),
            Self::NewMde => Some((Program::Mde, Kind::New)),
            _ => None,
        }
    }

    /// As the screen has it.
    fn list(self) -> Option<List> {
        match self {
            Self::Calls => Some(List::Calls(calls::Filter::All)),
            Self::Tickets => Some(List::Tickets(tickets::Filter::all())),
            Self::Promises => Some(List::Promises),
            Self::Messages => Some(List::Messages(messages::Filter::All, None)),
            _ => None,
        }
    }
}

async fn write_return(db: &PgPool, program: Program, kind: Kind) -> anyhow::Result<()> {
    let Some(batch) = returns::take(db, program, kind, None, Clock::System.now()).await? else {
        eprintln!("nothing waits to go back to {}", program.label());
        return Ok(());
    };
    if let Some((.., content)) = returns::content(db, batch).await? {
        io::stdout().write_all(&content)?;
    }
    Ok(io::stdout().flush()?)
}

async fn write(
    db: &PgPool,
    what: Table,
    format: Format,
    out: mpsc::Sender<io::Result<Vec<u8>>>,
) -> Result<(), SheetError> {
    let now: chrono::DateTime<Utc> = Clock::System.now();
    if let Some(list) = what.list() {
        return exports::write(db, &list, format, now, out).await;
    }
    let mut sheet = Sheet::new(format, Dialect::PROGRAM, out);
    match what {
        Table::Customers => write_customers(db, &mut sheet).await?,
        Table::Appointments => export_appointments::write(db, &mut sheet).await?,
        Table::MatchProposals => write_proposals(db, &mut sheet).await?,
        _ => write_source_links(db, &mut sheet).await?,
    }
    sheet.finish().await
}

async fn write_customers(db: &PgPool, sheet: &mut Sheet) -> Result<(), SheetError> {
    sheet
        .row(&[
            "customer",
            "kind",
            "civility",
            "first_name",
            "last_name",
            "phones",
            "emails",
            "addresses",
        ])
        .await?;
    let mut customers = customers::export(db);
    while let Some(customer) = customers.try_next().await? {
        sheet
            .row(&[
                customer.id.to_string(),
                customer.kind,
                customer.civility.unwrap_or_default(),
                customer.first_name.unwrap_or_default(),
                customer.last_name,
                customer.phones.join(" | "),
                customer.emails.join(" | "),
                customer.addresses.join(" | "),
            ])
            .await?;
    }
    Ok(())
}

async fn write_source_links(db: &PgPool, sheet: &mut Sheet) -> Result<(), SheetError> {
    sheet.row(&["source", "row", "customer"]).await?;
    for link in legacy::source_links(db).await? {
        sheet
            .row(&[link.source.as_str(), link.row.as_str(), link.customer.to_string().as_str()])
            .await?;
    }
    Ok(())
}

/// Only those that no person has decided. The score is the probability that they are one; a minus sign before a
/// reason says that it speaks against.
async fn write_proposals(db: &PgPool, sheet: &mut Sheet) -> Result<(), SheetError> {
    sheet.row(&["customer_a", "customer_b", "score", "reasons"]).await?;
    for proposal in matching::open_proposals(db).await? {
        let reasons: Vec<String> = proposal
            .reasons
            .iter()
            .map(|reason| format!("{}{}", if reason.bits < 0.0 { "− " } else { "" }, reason.words))
            .collect();
        sheet
            .row(&[
                proposal.customer_a.to_string(),
                proposal.customer_b.to_string(),
                format!("{:.4}", proposal.probability),
                reasons.join(" ; "),
            ])
            .await?;
    }
    Ok(())
}
