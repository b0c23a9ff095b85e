//! Watches over requests: who must be told that time is short, or over.

use std::time::Duration;

use super::Job;
use crate::{announcements::Topic, app::App, tickets};

/// Tells of requests whose clocks run out, or whose next step is due.
#[derive(Debug)]
pub struct WatchTickets;

impl Job for WatchTickets {
    const NAME: &'static str = "watch_tickets";
    const EVERY: Duration = Duration::from_secs(30);
    // A danger is told at once.
    const WOKEN_BY: Option<Topic> = Some(Topic::Tickets);

    async fn run(app: App) -> anyhow::Result<usize> {
        Ok(tickets::escalate(&app.db, app.clock.now()).await?)
    }
}
