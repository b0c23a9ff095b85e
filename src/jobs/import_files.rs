//! Previews and imports the files that somebody chose on the screen: a long file is not the work of one page.

use std::{convert::Infallible, time::Duration};

use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};
use tracing::warn;

use super::Job;
use crate::{
    announcements::Topic,
    app::App,
    legacy::{self, Claimed, Progress, Teller},
};

/// How often a worker says that it lives: several times within [`legacy::LEASE`].
const HEARTBEAT: Duration = Duration::from_secs(10);

/// A file is claimed, then dealt with in one transaction that also finishes it. A worker that dies leaves it
/// to be claimed again, and nothing half done.
#[derive(Debug)]
pub struct ImportFiles;

impl Job for ImportFiles {
    const NAME: &'static str = "import_files";
    const EVERY: Duration = Duration::from_secs(10);
    const WOKEN_BY: Option<Topic> = Some(Topic::Imports);

    async fn run(app: App) -> anyhow::Result<usize> {
        let mut done = 0;
        loop {
            let claimed = legacy::claim(&mut *app.db.acquire().await?, app.clock.now()).await?;
            let Some(claimed) = claimed else { return Ok(done) };
            deal_with(&app, claimed).await?;
            done += 1;
        }
    }
}

async fn deal_with(app: &App, claimed: Claimed) -> anyhow::Result<()> {
    let id = claimed.id;
    let (teller, progress) = Teller::new();
    // Both at once: the heart beats while the import waits for the database, and on another connection.
    tokio::select! {
        outcome = legacy::work_on(&app.db, claimed, &teller, app.clock.now()) => Ok(outcome?),
        never = pass_on(app, id, progress) => match never {},
    }
}

/// Writes down how far the import is, whenever it says so and at every heartbeat.
async fn pass_on(app: &App, id: i64, mut progress: watch::Receiver<Progress>) -> Infallible {
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = heartbeat.tick() => {}
            Ok(()) = progress.changed() => {}
        }
        let far = *progress.borrow_and_update();
        if let Err(error) = legacy::note_progress(&app.db, id, far, app.clock.now()).await {
            warn!(%error, "how far the import is was not written down");
        }
    }
}
