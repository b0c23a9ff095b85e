//! `relais fill`: volume data for measuring.

use clap::Args;

use crate::{
    app::App,
    volume::{self, Size},
};

/// A company of that size with its history, in a database that has no customers yet.
#[derive(Args, Debug)]
pub struct Fill {
    #[arg(long, default_value_t = 200_000)]
    customers: u32,
    #[arg(long, default_value_t = 50)]
    technicians: u32,
    /// Years of history, with about four visits a technician and working day.
    #[arg(long, default_value_t = 10)]
    years: u32,
    /// The same seed makes the same company.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Fill {
    pub async fn run(self, app: &App) -> anyhow::Result<()> {
        let size = Size {
            customers: self.customers,
            technicians: self.technicians,
            years: self.years,
            seed: self.seed,
        };
        let written = volume::fill(&app.db, size, app.clock.now()).await?;
        println!(
            "{} customers, {} appointments, {} messages, {} events",
            written.customers, written.appointments, written.messages, written.events
        );
        Ok(())
    }
}
