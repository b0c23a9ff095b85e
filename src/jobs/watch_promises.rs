//! Watches over promises: who must be told, and what goes back to whom.

use std::time::Duration;

use super::Job;
use crate::{announcements::Topic, app::App, promises, relays};

/// Tells of promises that are late or soon late, and gives relays back when the absent one returns.
#[derive(Debug)]
pub struct WatchPromises;

impl Job for WatchPromises {
    const NAME: &'static str = "watch_promises";
    const EVERY: Duration = Duration::from_secs(30);
    // A danger is told at once.
    const WOKEN_BY: Option<Topic> = Some(Topic::Promises);

    async fn run(app: App) -> anyhow::Result<usize> {
        let now = app.clock.now();
        let returned = relays::give_back_on_return(&app.db, now).await?;
        Ok(returned + promises::escalate(&app.db, now).await?)
    }
}
