//! Sends what is in the outbox: e-mails and texts apart, so that neither waits for the other's server.

use std::time::{Duration, Instant};

use tracing::warn;

use super::Job;
use crate::{
    announcements::Topic,
    app::App,
    company,
    messages::{self, Channel, Claimed},
};

/// How often a worker looks by itself: an office that can undo lets messages wait a few seconds, and nothing
/// announces that these are over.
const EVERY: Duration = Duration::from_secs(2);

/// How many leave at once on each channel.
const WORKERS: usize = 4;

/// After this a run begins no other message.
const LONGEST_RUN: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub struct DeliverEmails;

impl Job for DeliverEmails {
    const NAME: &'static str = "deliver_emails";
    const EVERY: Duration = EVERY;
    const WORKERS: usize = WORKERS;
    const WOKEN_BY: Option<Topic> = Some(Topic::Messages);

    async fn run(app: App) -> anyhow::Result<usize> {
        // Without a server the messages wait, and the page says so.
        if app.mailer.is_none() { Ok(0) } else { deliver_all(&app, Channel::Email).await }
    }
}

#[derive(Debug)]
pub struct DeliverTexts;

impl Job for DeliverTexts {
    const NAME: &'static str = "deliver_texts";
    const EVERY: Duration = EVERY;
    const WORKERS: usize = WORKERS;
    const WOKEN_BY: Option<Topic> = Some(Topic::Messages);

    async fn run(app: App) -> anyhow::Result<usize> {
        if app.texter.is_none() { Ok(0) } else { deliver_all(&app, Channel::Sms).await }
    }
}

/// Sends one after the other until nothing is due, each claimed at its own time; the next run goes
/// on with what is left, so that a long queue does not hold up a stop.
async fn deliver_all(app: &App, channel: Channel) -> anyhow::Result<usize> {
    let mut sent = 0;
    let started = Instant::now();
    while started.elapsed() < LONGEST_RUN {
        let Some(message) = messages::claim(&app.db, channel, app.clock.now()).await? else {
            break;
        };
        sent += usize::from(deliver(app, &message).await?);
    }
    Ok(sent)
}

async fn deliver(app: &App, message: &Claimed) -> anyhow::Result<bool> {
    if !messages::is_still_true(&app.db, message).await? {
        messages::withdraw(&app.db, message.id, "le rendez-vous a changé", app.clock.now()).await?;
        return Ok(false);
    }
    let company = company::load(&app.db).await?;
    let outcome = messages::send(app, &company, message).await;
    if let Err(error) = &outcome {
        warn!(message.id = message.id.0, message.attempts, %error, "message {} not sent", message.id);
    }
    Ok(messages::conclude(&app.db, message, outcome, app.clock.now()).await?)
}
