//! Imports what somebody, or a nightly export, puts into the watched folder.

use std::time::Duration;

use super::Job;
use crate::{app::App, legacy};

/// Does nothing without `IMPORT_DIR`.
#[derive(Debug)]
pub struct WatchImports;

impl Job for WatchImports {
    const NAME: &'static str = "watch_imports";
    const EVERY: Duration = Duration::from_secs(30);

    async fn run(app: App) -> anyhow::Result<usize> {
        match &app.settings.import_dir {
            Some(folder) => Ok(legacy::import_folder(&app.db, folder, app.clock.now()).await?),
            None => Ok(0),
        }
    }
}
