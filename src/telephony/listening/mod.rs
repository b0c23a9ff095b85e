//! Systems that we call: OVH's long poll and Asterisk's manager interface, one connection each,
//! made again for as long as the program runs.

mod ami;
mod ovh;

use std::{future::Future, time::Duration};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::{System, hear, queries, settings};
use crate::{
    app::App,
    calls::{CallEvent, Provider},
};

/// The first pause after a failure; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// How often a system that is not set up is looked at again, and one that is connected for changes.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Listens to every system that we call, until `shutdown`.
pub async fn listen(app: App, shutdown: CancellationToken) {
    let ovh = keep_connected(&app, Provider::Ovh, ovh::listen);
    let ami = keep_connected(&app, Provider::Asterisk, ami::listen);
    shutdown.run_until_cancelled(Box::pin(async { tokio::join!(ovh, ami) })).await;
}

/// Connects, and connects again: after a failure with a pause that grows, after a change at once.
async fn keep_connected<'a, F>(
    app: &'a App,
    provider: Provider,
    connect: impl Fn(Line<'a>, System) -> F,
) where
    F: Future<Output = anyhow::Result<()>>,
{
    let mut pause = FIRST_PAUSE;
    loop {
        let line = Line { app, provider };
        match settings::system(&app.db, provider).await {
            Ok(system) if system.settings.enabled => {
                let changed_at = system.changed_at;
                let outcome = tokio::select! {
                    outcome = connect(line, system) => outcome,
                    () = line.wait_for_change(changed_at) => Ok(()),
                };
                if let Err(error) = outcome {
                    // Whoever spoke to us meanwhile deserves a quick try.
                    if line.worked_since(changed_at).await {
                        pause = FIRST_PAUSE;
                    }
                    line.failed(&error).await;
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                } else {
                    pause = FIRST_PAUSE;
                }
            }
            Ok(_) => sleep(LOOK_AGAIN).await,
            Err(error) => {
                warn!(%error, "the settings of the telephone cannot be read");
                sleep(LOOK_AGAIN).await;
            }
        }
    }
}

/// What a connection does beside speaking its protocol.
#[derive(Clone, Copy)]
struct Line<'a> {
    app: &'a App,
    provider: Provider,
}

impl Line<'_> {
    fn now(self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// The other side answered: it is there.
    async fn works(self) -> anyhow::Result<()> {
        queries::note_contact(&self.app.db, self.provider.as_str(), self.now()).await?;
        Ok(())
    }

    async fn hear(self, events: Vec<CallEvent>) -> anyhow::Result<()> {
        hear(&self.app.db, self.provider, events, self.now())
            .await
            .context("a call was not kept")?;
        Ok(())
    }

    async fn failed(self, error: &anyhow::Error) {
        let provider = self.provider.as_str();
        warn!(provider, error = format!("{error:#}"), "the telephone system cannot be heard");
        let words: String = format!("{error:#}").chars().take(300).collect();
        if let Err(error) = queries::note_failure(&self.app.db, provider, &words, self.now()).await
        {
            warn!(provider, %error, "the failure could not be noted");
        }
    }

    /// Whether this connection had worked before it failed.
    async fn worked_since(self, changed_at: Option<DateTime<Utc>>) -> bool {
        let system = settings::system(&self.app.db, self.provider).await;
        system.is_ok_and(|system| {
            system.failing_since.is_none()
                && system.last_contact_at.is_some_and(|at| Some(at) >= changed_at)
        })
    }

    async fn wait_for_change(self, changed_at: Option<DateTime<Utc>>) {
        loop {
            sleep(LOOK_AGAIN).await;
            if let Ok(system) = settings::system(&self.app.db, self.provider).await
                && (system.changed_at != changed_at || !system.settings.enabled)
            {
                return;
            }
        }
    }
}
