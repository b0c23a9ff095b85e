//! The SQL statements about what is still being typed.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Draft, Sort};
use crate::values::{StaffId, TicketId};

pub(super) async fn draft_of(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    staff: StaffId,
) -> sqlx::Result<Option<Draft>> {
    sqlx::query_as!(
        Draft,
        r#"
        select kind as "sort: Sort", recipient, body, updated_at from ticket_drafts where ticket_id = $1 and staff_id = $2
        "#,
        ticket as _,
        staff as _,
    )
    .fetch_optional(db)
    .await
}

/// Waits for whoever is just sending on the request. False where there is no such request.
pub(super) async fn wait_for_sender(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!("select id from tickets where id = $1 for share", ticket as _)
        .fetch_optional(db)
        .await?;
    Ok(found.is_some())
}

/// What was sent or noted with the form of that key.
pub(super) async fn sent(
    db: impl PgExecutor<'_>,
    staff: StaffId,
    request_key: &str,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"
        select body as "body!" from messages where dedup_key = 'answer:' || $1
        union all select body from ticket_notes where request_key = $1
        limit 1
        "#,
        format!("{staff}:{request_key}"),
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn save(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    staff: StaffId,
    sort: Sort,
    recipient: &str,
    body: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into ticket_drafts (staff_id, ticket_id, kind, recipient, body, updated_at) values ($1, $2, $3, $4, $5, $6)
        on conflict (staff_id, ticket_id) do update
        set kind = excluded.kind, recipient = excluded.recipient, body = excluded.body, updated_at = excluded.updated_at
        "#,
        staff as _,
        ticket as _,
        sort as _,
        recipient,
        body,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    staff: StaffId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from ticket_drafts where ticket_id = $1 and staff_id = $2",
        ticket as _,
        staff as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
