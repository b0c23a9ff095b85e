//! Who else is on a request: so that no customer is answered twice, or with two tongues.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::{Sort, queries_presence as queries};
use crate::{
    announcements::{Topic, announce},
    db,
    values::{StaffId, TicketId},
};

pub use queries::Present;

/// A page says every 20 seconds that it is still looked at: after two that were missed, it is not.
const HERE_FOR: TimeDelta = TimeDelta::seconds(50);

/// Who has not typed for so long only reads.
const WRITING_FOR: TimeDelta = TimeDelta::seconds(40);

/// Notes that somebody looks at the request, tells the others if that is news, and returns who else does.
pub async fn look(
    db: &PgPool,
    ticket: TicketId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Present>> {
    let mut tx = db::begin(db).await?;
    if queries::note_here(&mut *tx, ticket, staff, now + HERE_FOR, now).await? {
        queries::forget_elsewhere(&mut *tx, ticket, staff, now).await?;
        announce(&mut *tx, Topic::Presence, ticket.0).await?;
    }
    let others = queries::others(&mut *tx, ticket, staff, now).await?;
    tx.commit().await?;
    Ok(others)
}

/// Notes that somebody writes there, or with none that they have done so, and tells the others if that is news.
pub async fn note_writing(
    db: &PgPool,
    ticket: TicketId,
    staff: StaffId,
    writes: Option<Sort>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let mut tx = db::begin(db).await?;
    let until = writes.map(|_| now + WRITING_FOR);
    if queries::note_writing(&mut *tx, ticket, staff, writes, until, now + HERE_FOR, now).await? {
        announce(&mut *tx, Topic::Presence, ticket.0).await?;
    }
    tx.commit().await
}
