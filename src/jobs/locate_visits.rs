//! Looks for the communes of visits that came without: imported ones, and those whose address was corrected.

use std::time::Duration;

use super::Job;
use crate::{app::App, appointments};

/// The way to a visit can be reckoned without it; with it, sooner.
#[derive(Debug)]
pub struct LocateVisits;

impl Job for LocateVisits {
    const NAME: &'static str = "locate_visits";
    const EVERY: Duration = Duration::from_mins(5);

    async fn run(app: App) -> anyhow::Result<usize> {
        let now = app.clock.now();
        Ok(appointments::locate_visits(&app.db, now).await?)
    }
}
