//! `relais export`.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use futures_util::TryStreamExt as _;
use relais::{customers, legacy, matching, values::spreadsheet};
use sqlx::PgPool;

use super::{configure, database::with_database, export_appointments};

/// Write a table to standard output, as CSV in UTF-8.
#[derive(Args)]
pub(super) struct Arguments {
    what: Table,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Table {
    /// One line for each customer.
    Customers,
    /// One line for each appointment.
    Appointments,
    /// Which row of which legacy file is which customer.
    SourceLinks,
    /// Customers who may be one, the likeliest first.
    MatchProposals,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    #[default]
    Csv,
}

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let config = configure(false)?;
    let Format::Csv = arguments.format;
    with_database(&config, async |db| {
        let mut out = csv::Writer::from_writer(io::stdout().lock());
        match arguments.what {
            Table::Customers => customers(&db, &mut out).await?,
            Table::Appointments => export_appointments::write(&db, &mut out).await?,
            Table::SourceLinks => source_links(&db, &mut out).await?,
            Table::MatchProposals => match_proposals(&db, &mut out).await?,
        }
        Ok(out.flush()?)
    })
    .await
}

async fn customers(db: &PgPool, out: &mut csv::Writer<impl Write>) -> anyhow::Result<()> {
    out.write_record([
        "customer",
        "kind",
        "civility",
        "first_name",
        "last_name",
        "phones",
        "emails",
        "addresses",
    ])?;
    let mut customers = customers::export(db);
    while let Some(customer) = customers.try_next().await? {
        let cells = [
            customer.id.to_string(),
            customer.kind,
            customer.civility.unwrap_or_default(),
            customer.first_name.unwrap_or_default(),
            customer.last_name,
            customer.phones.join(" | "),
            customer.emails.join(" | "),
            customer.addresses.join(" | "),
        ];
        out.write_record(cells.iter().map(|cell| spreadsheet::harmless(cell).into_owned()))?;
    }
    Ok(())
}

async fn source_links(db: &PgPool, out: &mut csv::Writer<impl Write>) -> anyhow::Result<()> {
    out.write_record(["source", "row", "customer"])?;
    for link in legacy::source_links(db).await? {
        out.write_record([
            link.source.as_str(),
            &spreadsheet::harmless(&link.row),
            &link.customer.to_string(),
        ])?;
    }
    Ok(())
}

/// Only those that no person has decided. The score is the probability that they are one; a minus sign before a
/// reason says that it speaks against.
async fn match_proposals(db: &PgPool, out: &mut csv::Writer<impl Write>) -> anyhow::Result<()> {
    out.write_record(["customer_a", "customer_b", "score", "reasons"])?;
    for proposal in matching::open_proposals(db).await? {
        let reasons: Vec<String> = proposal
            .reasons
            .iter()
            .map(|reason| format!("{}{}", if reason.bits < 0.0 { "− " } else { "" }, reason.words))
            .collect();
        out.write_record([
            proposal.customer_a.to_string(),
            proposal.customer_b.to_string(),
            format!("{:.4}", proposal.probability),
            spreadsheet::harmless(&reasons.join(" ; ")).into_owned(),
        ])?;
    }
    Ok(())
}
