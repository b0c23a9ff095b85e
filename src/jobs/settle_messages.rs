//! Ends what has waited too long in the outbox.

use std::time::Duration;

use super::Job;
use crate::{app::App, messages};

/// Late reminders are dropped; late news becomes a promise to call.
#[derive(Debug)]
pub struct SettleMessages;

impl Job for SettleMessages {
    const NAME: &'static str = "settle_messages";
    const EVERY: Duration = Duration::from_mins(1);

    async fn run(app: App) -> anyhow::Result<usize> {
        Ok(messages::settle_expired(&app.db, app.clock.now()).await?)
    }
}
