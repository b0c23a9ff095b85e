//! Agendas kept elsewhere, read from the address under which Outlook or Google publishes them: when they are busy, their
//! technician is not free.
//!
//! ```text
//! a published address ─▶ delivery::PublicWeb ─▶ reading ─▶ busy_times ─▶ every diary of `scheduling`
//! ```
//!
//! Nothing of what an agenda says is kept but when. A reading that fails leaves the times as they were, and is seen: on
//! the settings page at once, on every page of the office after a day.

mod event;
mod moments;
mod queries;
mod reading;
mod recurrence;
mod windows_zones;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use url::Url;

use crate::{
    announcements::{Topic, announce},
    app::App,
    business_time::Span,
    db,
    delivery::{ReadError, Reading, Version},
    scheduling,
    values::{OutsideAgendaId, StaffId},
};

use queries::Claimed;
pub use queries::{OutsideAgenda, outside_agendas, stale_since};
pub use reading::{Busy, NoAgenda, read as busy_within};

/// Between readings.
const EVERY: TimeDelta = TimeDelta::minutes(15);
/// After one that failed: the others' server may be under repair.
const EVERY_WHILE_FAILING: TimeDelta = TimeDelta::minutes(30);
/// Nobody reads for longer.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// As far ahead as anybody books, and until the whole is read again.
const AHEAD: TimeDelta = TimeDelta::days(400);
/// What comes again is reckoned anew so often, though the server says that nothing changed: the time ahead moves on.
const WHOLE_EVERY: TimeDelta = TimeDelta::days(7);
/// Past times stay on the board for so long.
const KEPT: TimeDelta = TimeDelta::days(60);
/// A run does not go on for ever.
const MOST_A_RUN: usize = 50;

/// What became of a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// So many events ahead.
    Read(i32),
    /// In French; what was known before stays.
    Failed(String),
    /// Another process is at it, or nothing is followed any more.
    NotOurs,
}

/// Why an address is not followed.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    #[error(transparent)]
    Address(#[from] ReadError),
    #[error("Cette adresse est déjà lue pour ce technicien.")]
    Followed,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Whose agenda stands at an address.
#[derive(Clone, Copy, Debug)]
pub struct NewAgenda<'a> {
    pub technician: StaffId,
    pub label: &'a str,
    pub address: &'a str,
}

/// Follows an agenda from now on; it is due at once.
pub async fn follow(
    app: &App,
    new: NewAgenda<'_>,
    by: StaffId,
    now: DateTime<Utc>,
) -> Result<OutsideAgendaId, FollowError> {
    let address = app.public_web.address(new.address)?;
    let id = queries::insert(&app.db, new, address.as_str(), by, now).await?;
    id.ok_or(FollowError::Followed)
}

/// Follows it no longer: its technician is free again. Whether it was followed.
pub async fn stop(db: &PgPool, id: OutsideAgendaId) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let was_there = queries::delete(&mut *tx, id).await?;
    announce(&mut *tx, Topic::Planning, id.0).await?;
    tx.commit().await?;
    Ok(was_there)
}

/// Takes an agenda's text as if it had just been read from its address.
pub async fn take(
    app: &App,
    id: OutsideAgendaId,
    text: Vec<u8>,
    now: DateTime<Utc>,
) -> anyhow::Result<Outcome> {
    match queries::claim(&app.db, id, now, now + LEASE).await? {
        Some(claimed) => understand(app, &claimed, text, &Version::default(), now).await,
        None => Ok(Outcome::NotOurs),
    }
}

/// Reads one now, due or not.
pub async fn read_now(
    app: &App,
    id: OutsideAgendaId,
    now: DateTime<Utc>,
) -> anyhow::Result<Outcome> {
    match queries::claim(&app.db, id, now, now + LEASE).await? {
        Some(claimed) => read_claimed(app, &claimed, now).await,
        None => Ok(Outcome::NotOurs),
    }
}

/// Reads all that are due, one after the other; how many.
pub async fn read_due(app: &App, now: DateTime<Utc>) -> anyhow::Result<usize> {
    let mut done = 0;
    while done < MOST_A_RUN {
        let Some(claimed) = queries::claim_due(&app.db, now, now + LEASE).await? else { break };
        read_claimed(app, &claimed, now).await?;
        done += 1;
    }
    queries::delete_ended_before(&app.db, now - KEPT).await?;
    Ok(done)
}

/// The host alone: the rest of the address is the secret.
pub fn shown_address(address: &str) -> String {
    let url = address.parse::<Url>().ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or("?");
    format!("{host}/…")
}

async fn read_claimed(app: &App, claimed: &Claimed, now: DateTime<Utc>) -> anyhow::Result<Outcome> {
    let is_whole_due = claimed.expanded_at.is_none_or(|at| at + WHOLE_EVERY <= now);
    let known = if is_whole_due {
        Version::default()
    } else {
        Version { etag: claimed.etag.clone(), last_modified: claimed.last_modified.clone() }
    };
    let next = now + EVERY;
    match app.public_web.read(&claimed.address, &known).await {
        Ok(Reading::Unchanged) => {
            queries::note_unchanged(&app.db, claimed, next, now).await?;
            Ok(Outcome::Read(claimed.events))
        }
        Ok(Reading::Content { body, version }) => {
            understand(app, claimed, body, &version, now).await
        }
        Err(error) => fail(app, claimed, error.to_string(), now).await,
    }
}

async fn understand(
    app: &App,
    claimed: &Claimed,
    text: Vec<u8>,
    version: &Version,
    now: DateTime<Utc>,
) -> anyhow::Result<Outcome> {
    let horizon = Span::new(now - TimeDelta::days(1), now + AHEAD);
    // Years of a busy calendar take a while.
    match tokio::task::spawn_blocking(move || busy_within(&text, horizon)).await? {
        Ok(busy) => keep(app, claimed, (&busy, version), horizon, now).await,
        Err(error) => fail(app, claimed, error.to_string(), now).await,
    }
}

async fn keep(
    app: &App,
    claimed: &Claimed,
    (busy, version): (&Busy, &Version),
    horizon: Span,
    now: DateTime<Utc>,
) -> anyhow::Result<Outcome> {
    let events = i32::try_from(busy.events)?;
    let mut tx = db::begin(&app.db).await?;
    // Who books at this moment looks at what is busy under the same lock.
    scheduling::queries::lock_technicians(&mut *tx, &[claimed.technician_id]).await?;
    let read = queries::Read { events, remark: &busy.remark, version };
    if !queries::note_read(&mut *tx, claimed, read, now + EVERY, now).await? {
        return Ok(Outcome::NotOurs);
    }
    if queries::busy_times(&mut *tx, claimed.id, horizon).await? != busy.spans {
        queries::replace_busy_times(&mut tx, claimed, horizon, &busy.spans).await?;
        announce(&mut *tx, Topic::Planning, claimed.id.0).await?;
    }
    tx.commit().await?;
    Ok(Outcome::Read(events))
}

async fn fail(
    app: &App,
    claimed: &Claimed,
    failure: String,
    now: DateTime<Utc>,
) -> anyhow::Result<Outcome> {
    queries::note_failure(&app.db, claimed, &failure, now + EVERY_WHILE_FAILING, now).await?;
    Ok(Outcome::Failed(failure))
}
