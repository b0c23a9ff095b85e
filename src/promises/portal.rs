//! A call that somebody asked for on the portal.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{Kind, NewPromise, create};
use crate::db;

/// Promises the call. `what` says on one line whom to call, at which number, and about what; the same
/// again changes nothing while it is owed.
pub async fn promise_portal_callback(
    db: &PgPool,
    what: String,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    promise(db, Kind::PortalCallback, what, due_at, now).await
}

/// Promises a call at once to somebody in danger.
pub async fn promise_danger_call(
    db: &PgPool,
    what: String,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    promise(db, Kind::Danger, what, now, now).await
}

async fn promise(
    db: &PgPool,
    kind: Kind,
    what: String,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let new = NewPromise {
        kind,
        what,
        customer: None,
        call: None,
        ticket: None,
        owner: None,
        due_at,
        created_by: None,
    };
    let mut tx = db::begin(db).await?;
    create(&mut tx, &new, now).await?;
    tx.commit().await
}
