//! How the mailbox fares, so that one that is silent is seen.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;

use super::{queries_facts, queries_watch};
use crate::{app::App, delivery::Mailbox};

/// A connection that breaks is made again; only if that fails for so long is it told.
const BORNE: TimeDelta = TimeDelta::minutes(2);

/// A mailbox that works is asked within each minute: if nobody asked for so long, no process reads it.
const UNREAD: TimeDelta = TimeDelta::minutes(10);

/// The mailbox as the settings page shows it.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    /// None where none is set.
    pub name: Option<String>,
    pub last_contact_at: Option<DateTime<Utc>>,
    pub last_mail_at: Option<DateTime<Utc>>,
    pub failing_since: Option<DateTime<Utc>>,
    /// In French; empty where nothing fails.
    pub failure: String,
    pub acknowledges: bool,
}

pub async fn watch(app: &App) -> sqlx::Result<Watch> {
    let acknowledges = queries_facts::acknowledges(&app.db).await?;
    let Some(mailbox) = &app.mailbox else { return Ok(Watch { acknowledges, ..Watch::default() }) };
    let name = mailbox.name();
    let fare = queries_watch::fare(&app.db, &name).await?.unwrap_or_default();
    Ok(Watch {
        name: Some(name),
        last_contact_at: fare.last_contact_at,
        last_mail_at: fare.last_mail_at,
        failing_since: fare.failing_since,
        failure: fare.failure,
        acknowledges,
    })
}

/// Since when nobody has been told of mails; none where all is well or no mailbox is set.
pub async fn failing_since(
    db: impl PgExecutor<'_>,
    mailbox: Option<&Mailbox>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    let Some(mailbox) = mailbox else { return Ok(None) };
    let fare = queries_watch::fare(db, &mailbox.name()).await?.unwrap_or_default();
    let broken = fare.failing_since.filter(|since| *since + BORNE <= now);
    let unread = fare.last_contact_at.filter(|at| *at + UNREAD <= now);
    Ok(broken.or(unread))
}

pub async fn save_acknowledging(db: impl PgExecutor<'_>, acknowledges: bool) -> sqlx::Result<()> {
    queries_watch::save_acknowledging(db, acknowledges).await
}
