//! Makes the visits of contracts of maintenance due, one ahead of time.

use std::time::Duration;

use super::Job;
use crate::{app::App, maintenance};

/// See [`maintenance::make_due_visits`].
#[derive(Debug)]
pub struct MakeMaintenance;

impl Job for MakeMaintenance {
    const NAME: &'static str = "make_maintenance";
    const EVERY: Duration = Duration::from_mins(1);

    async fn run(app: App) -> anyhow::Result<usize> {
        Ok(maintenance::make_due_visits(&app.db, app.clock.now()).await?)
    }
}
