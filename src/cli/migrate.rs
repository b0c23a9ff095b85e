//! `relais migrate`.

use clap::Args;

use super::{configure, database::with_database};

/// Bring the database up to date and end. Two at once are safe.
#[derive(Args)]
pub(super) struct Arguments {}

pub(super) async fn run(_arguments: &Arguments) -> anyhow::Result<()> {
    let config = configure(false)?;
    with_database(&config, async |_| Ok(())).await?;
    println!("The database is up to date.");
    Ok(())
}
