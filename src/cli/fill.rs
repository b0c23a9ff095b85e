//! `relais fill`.

use clap::Args;
use relais::volume::{self, Size};

use super::{app::app, configure, database::with_database};

/// Fill a database that has no customers yet with a company of that size and its history, to measure on.
#[derive(Args)]
pub(super) struct Arguments {
    #[arg(long, default_value_t = 200_000)]
    customers: u32,
    #[arg(long, default_value_t = 50)]
    technicians: u32,
    /// Years of history, with about four visits a technician and working day.
    #[arg(long, default_value_t = 10)]
    years: u32,
    /// Requests beside those of the visits.
    #[arg(long, default_value_t = 0)]
    requests: u32,
    /// How many of these are open.
    #[arg(long, default_value_t = 0)]
    open: u32,
    /// The same seed makes the same company.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let config = configure(false)?;
    let Arguments { customers, technicians, years, requests, open, seed } = *arguments;
    let size = Size { customers, technicians, years, requests, open, seed };
    with_database(&config, async |db| {
        let app = app(&config, db)?;
        let written = volume::fill(&app.db, size, app.clock.now()).await?;
        println!(
            "{} customers, {} appointments, {} messages, {} events",
            written.customers, written.appointments, written.messages, written.events
        );
        Ok(())
    })
    .await
}
