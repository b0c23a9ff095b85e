//! The SQL that changes a promise and notes it in its story.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::Kind;
use crate::values::{CallId, CustomerId, PromiseId, StaffId, TicketId};

/// An open promise, held until the transaction ends.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) kind: Kind,
    pub(super) what: String,
    pub(super) customer_id: Option<CustomerId>,
    pub(super) ticket_id: Option<TicketId>,
    pub(super) call_id: Option<CallId>,
    pub(super) owner_id: Option<StaffId>,
    pub(super) due_at: DateTime<Utc>,
}

pub(super) async fn lock_open(
    db: impl PgExecutor<'_>,
    id: PromiseId,
) -> sqlx::Result<Option<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"
        select kind as "kind: Kind", what, customer_id, ticket_id, call_id, owner_id, due_at
        from promises where id = $1 and kept_at is null for update
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

/// Whoever was told of the old time is told anew of this one.
pub(super) async fn set_due(
    db: impl PgExecutor<'_>,
    id: PromiseId,
    due_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update promises set due_at = $2, not_before = null, escalation = 0 where id = $1",
        id as _,
        due_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// False where that person does not work here any more.
pub(super) async fn set_owner(
    db: impl PgExecutor<'_>,
    id: PromiseId,
    to: Option<StaffId>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        r#"
        update promises set owner_id = $2
        where id = $1 and ($2::bigint is null or exists (select from staff where id = $2 and active))
        "#,
        id as _,
        to as _,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What was said of it; none where it was not kept since then.
pub(super) async fn reopen(
    db: impl PgExecutor<'_>,
    id: PromiseId,
    since: DateTime<Utc>,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"
        update promises p set kept_at = null, kept_by = null, outcome = null
        from promises old
        where p.id = $1 and old.id = p.id and p.kept_at > $2
        returning old.outcome as "outcome!"
        "#,
        id as _,
        since,
    )
    .fetch_optional(db)
    .await
}

/// Says which request a promise is about, where it was about none.
pub async fn name_ticket(
    db: impl PgExecutor<'_>,
    id: PromiseId,
    ticket: TicketId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update promises set ticket_id = $2 where id = $1 and ticket_id is null",
        id as _,
        ticket as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn note_put_off(
    db: impl PgExecutor<'_>,
    id: PromiseId,
    staff: StaffId,
    reason: &str,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into promise_events (promise_id, at, staff_id, kind, reason, due_from, due_to)
        values ($1, $2, $3, 'put_off', $4, $5, $6)
        "#,
        id as _,
        now,
        staff as _,
        reason,
        from,
        to,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn note_owner(
    db: impl PgExecutor<'_>,
    id: PromiseId,
    kind: &str,
    staff: Option<StaffId>,
    (from, to): (Option<StaffId>, Option<StaffId>),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into promise_events (promise_id, at, staff_id, kind, owner_from, owner_to)
        values ($1, $2, $3, $4, $5, $6)
        "#,
        id as _,
        now,
        staff as _,
        kind,
        from as _,
        to as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn note_reopened(
    db: impl PgExecutor<'_>,
    id: PromiseId,
    staff: StaffId,
    outcome: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into promise_events (promise_id, at, staff_id, kind, reason) values ($1, $2, $3, 'reopened', $4)",
        id as _,
        now,
        staff as _,
        outcome,
    )
    .execute(db)
    .await?;
    Ok(())
}
