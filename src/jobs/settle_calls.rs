//! Settles calls of which nobody says any more.

use std::time::Duration;

use super::Job;
use crate::{app::App, calls};

/// A ring that ended, and no answer followed: the call was missed, and somebody owes a call back.
#[derive(Debug)]
pub struct SettleCalls;

impl Job for SettleCalls {
    const NAME: &'static str = "settle_calls";
    const EVERY: Duration = Duration::from_secs(3);

    async fn run(app: App) -> anyhow::Result<usize> {
        Ok(calls::settle_rung_out(&app.db, app.clock.now()).await?)
    }
}
