//! What somebody is typing on a request, kept until it is sent: found again after a crash or a lost session.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{Sort, queries_drafts as queries};
use crate::{
    db,
    values::{StaffId, TicketId},
};

/// More is not kept, in characters: what is sent is shorter.
const LONGEST: usize = 20_000;

/// What somebody left unfinished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub sort: Sort,
    /// As the form has it; may be empty, or an address that is no longer the customer's.
    pub recipient: String,
    /// As it was typed.
    pub body: String,
    pub updated_at: DateTime<Utc>,
}

pub async fn draft_of(
    db: &PgPool,
    ticket: TicketId,
    staff: StaffId,
) -> sqlx::Result<Option<Draft>> {
    queries::draft_of(db, ticket, staff).await
}

/// Keeps what stands in the form of `request_key`; nothing typed leaves no draft. False where that form was sent
/// meanwhile, so that what was said does not come back.
pub async fn keep_draft(
    db: &PgPool,
    ticket: TicketId,
    staff: StaffId,
    draft: &Draft,
    request_key: &str,
) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    if !queries::wait_for_sender(&mut *tx, ticket).await?
        || queries::sent(&mut *tx, staff, request_key).await?.is_some()
    {
        return Ok(false);
    }
    write(&mut tx, ticket, staff, draft).await?;
    tx.commit().await?;
    Ok(true)
}

pub(super) async fn write(
    db: &mut PgConnection,
    ticket: TicketId,
    staff: StaffId,
    draft: &Draft,
) -> sqlx::Result<()> {
    if draft.body.trim().is_empty() {
        return queries::delete(db, ticket, staff).await;
    }
    let body: String = draft.body.chars().take(LONGEST).collect();
    let recipient: String = draft.recipient.chars().take(400).collect();
    queries::save(db, ticket, staff, draft.sort, &recipient, &body, draft.updated_at).await
}
