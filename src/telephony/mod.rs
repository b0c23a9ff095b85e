//! Telephone systems: what each says, read into one form, and the life of a call made of it.
//!
//! ```text
//! webhook ─▶ signature ─▶ reader of the provider ─┐
//! long poll, AMI ────────▶ reader of the provider ─┴▶ hear: ours left out ─▶ calls::record
//! ```
//!
//! A reader is a pure function from a payload to events (domain.md §6.4). A payload that tells a whole
//! call, as a report at its end does, is read into all the events that it tells.

pub mod aircall;
pub mod asterisk;
mod directory;
pub mod generic;
mod listening;
pub mod ovh;
mod payload;
mod queries;
pub mod ringover;
mod settings;
pub mod signatures;
mod silence;
pub mod threecx;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use crate::{
    calls::{self, CallEvent, Provider},
    values::CallId,
};

pub use directory::{Directory, Extension, directory, read_own_numbers, save_directory};
pub use listening::listen;
pub use payload::Unreadable;
pub use settings::{System, SystemSettings, save, system, systems};
pub use silence::{Silence, silence};

/// No system's clock is trusted that differs more from ours: old news may be days late, never early.
const EARLIEST: TimeDelta = TimeDelta::days(7);
const LATEST: TimeDelta = TimeDelta::minutes(5);

/// Writes what a message says of one call into that call. None where there is no call: a hang-up of
/// one that we never heard of, or a conversation among ourselves.
pub async fn hear(
    db: &PgPool,
    provider: Provider,
    events: Vec<CallEvent>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<CallId>> {
    queries::note_event(db, provider.as_str(), now).await?;
    let directory = directory(db).await?;
    let mut events: Vec<CallEvent> =
        events.into_iter().filter_map(|event| directory.seen_from_outside(event)).collect();
    for event in &mut events {
        if event.at < now - EARLIEST || event.at > now + LATEST {
            event.at = now;
        }
    }
    calls::record(db, &events, now).await
}
