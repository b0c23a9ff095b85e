//! Reads the agendas that are kept elsewhere.

use std::time::Duration;

use super::Job;
use crate::{agendas::outside, app::App};

/// Not in the demo office, which asks nobody by itself.
#[derive(Debug)]
pub struct ReadAgendas;

impl Job for ReadAgendas {
    const NAME: &'static str = "read_agendas";
    const EVERY: Duration = Duration::from_mins(1);
    const WORKERS: usize = 2;

    async fn run(app: App) -> anyhow::Result<usize> {
        if app.settings.demo {
            return Ok(0);
        }
        outside::read_due(&app, app.clock.now()).await
    }
}
