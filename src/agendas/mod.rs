//! A technician's agenda as other programs read it: an iCalendar feed under a secret address (RFC 5545); and, `outside`,
//! agendas of other programs as we read them.

mod feed;
pub mod outside;
mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use crate::{
    app::{App, Settings},
    business_time::Span,
    company,
    values::{AgendaFeedId, SecretToken, StaffId},
};

pub use queries::{AgendaFeed, feeds};

/// Visits of so long ago stay in a feed: what a calendar holds further back it keeps or drops as it likes.
const BEFORE: TimeDelta = TimeDelta::days(60);
/// As far ahead as anybody books.
const AHEAD: TimeDelta = TimeDelta::days(400);

/// A feed as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// `text/calendar`, UTF-8.
    pub calendar: String,
    /// Changes when what the calendar says does: for `ETag`.
    pub fingerprint: String,
}

/// Opens an address under which a technician's agenda is read. `label` says where; None where one of that label is open.
pub async fn publish(
    app: &App,
    technician: StaffId,
    label: &str,
    by: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<AgendaFeedId>> {
    let name = SecretToken::generate().reveal();
    let hash = token_of(&app.settings, &name).hash_vec();
    queries::insert(&app.db, technician, label, (&name, &hash), by, now).await
}

/// Closes an address for good. False where it is closed already.
pub async fn revoke(db: &PgPool, id: AgendaFeedId, now: DateTime<Utc>) -> sqlx::Result<bool> {
    queries::revoke(db, id, now).await
}

/// The address of a feed; None where our key has changed since it was opened: it still works, but cannot be shown.
pub fn address(settings: &Settings, feed: &AgendaFeed) -> Option<String> {
    let token = token_of(settings, &feed.name);
    let is_same = token.hash_vec() == feed.token_hash;
    is_same.then(|| format!("{}/agenda/{}.ics", settings.public_url, token.reveal()))
}

/// What is read under an address; None where there is none, or no longer.
pub async fn read(
    app: &App,
    token: &SecretToken,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Published>> {
    let Some(technician) = queries::opened(&app.db, &token.hash_vec(), now).await? else {
        return Ok(None);
    };
    let span = Span::new(now - BEFORE, now + AHEAD);
    let visits = queries::visits(&app.db, technician.id, span).await?;
    let absences = queries::absences(&app.db, technician.id, span).await?;
    let company = company::load(&app.db).await?;
    Ok(Some(feed::write(&app.settings, &company, &technician, &visits, &absences, now)))
}

fn token_of(settings: &Settings, name: &str) -> SecretToken {
    settings.secret_of("agenda", name)
}
