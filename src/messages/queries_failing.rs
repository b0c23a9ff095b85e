//! The SQL statements about messages that cannot leave, or could not.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use super::{Channel, Kind};
use crate::values::{AppointmentId, CustomerId, MessageId, TicketId};

/// Takes the messages of one appointment one after the other, whoever comes: always in the same order.
pub(super) async fn lock_siblings(db: &mut PgConnection, id: MessageId) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        select id from messages
        where id = $1 or appointment_id = (select appointment_id from messages where id = $1)
        order by id for update
        "#,
        id as _,
    )
    .fetch_all(db)
    .await?;
    Ok(())
}

/// A message that failed, and what a person needs to know to tell its customer otherwise.
#[derive(Clone, Debug)]
pub(super) struct Failed {
    pub(super) kind: Kind,
    pub(super) channel: Channel,
    pub(super) customer_id: Option<CustomerId>,
    pub(super) customer_name: Option<String>,
    pub(super) ticket_id: Option<TicketId>,
    pub(super) window_starts_at: Option<DateTime<Utc>>,
    pub(super) window_ends_at: Option<DateTime<Utc>>,
    /// Whether it is the first about this state of the appointment to fail.
    pub(super) is_first: bool,
}

/// None where it had failed, arrived or been withdrawn before. Call [`lock_siblings`] first.
pub(super) async fn set_failed(
    db: impl PgExecutor<'_>,
    id: MessageId,
    reason: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Failed>> {
    sqlx::query_as!(
        Failed,
        r#"
        with failed as (
            update messages set failed_at = $3, locked_until = null, last_error = $2
            where id = $1 and failed_at is null and delivered_at is null and withdrawn_at is null
            returning id, kind, channel, customer_id, ticket_id, appointment_id, sequence
        )
        select f.kind as "kind: Kind", f.channel as "channel: Channel", f.customer_id as "customer_id: CustomerId",
               c.name as "customer_name?", coalesce(f.ticket_id, a.ticket_id) as "ticket_id: TicketId",
               a.window_starts_at as "window_starts_at?", a.window_ends_at as "window_ends_at?",
               not exists (
                   select 1 from messages o
                   where o.appointment_id = f.appointment_id and o.kind = f.kind and o.id <> f.id
                     and o.sequence is not distinct from f.sequence and o.failed_at is not null
               ) as "is_first!"
        from failed f
        left join customers c on c.id = f.customer_id
        left join appointments a on a.id = f.appointment_id
        "#,
        id as _,
        reason,
        now,
    )
    .fetch_optional(db)
    .await
}

/// What has not left and is worth nothing any more.
pub(super) async fn expired(
    db: impl PgExecutor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(MessageId, Kind, Option<String>)>> {
    let rows = sqlx::query!(
        r#"
        select id, kind, last_error from messages
        where sent_at is null and failed_at is null and withdrawn_at is null and expires_at <= $1
          and (locked_until is null or locked_until <= $1)
        order by id limit 500
        "#,
        now,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.kind, row.last_error)).collect())
}

/// The request that an appointment answers.
pub(super) async fn ticket_of(
    db: impl PgExecutor<'_>,
    appointment: AppointmentId,
) -> sqlx::Result<Option<TicketId>> {
    let ticket = sqlx::query_scalar!(
        r#"select ticket_id as "ticket: TicketId" from appointments where id = $1"#,
        appointment as _
    )
    .fetch_optional(db)
    .await?;
    Ok(ticket.flatten())
}

/// A message that somebody wants sent once more.
#[derive(Clone, Debug)]
pub(super) struct ToResend {
    pub(super) kind: Kind,
    pub(super) channel: Channel,
    pub(super) customer_id: Option<CustomerId>,
    pub(super) ticket_id: Option<TicketId>,
    pub(super) appointment_id: Option<AppointmentId>,
    pub(super) has_failed: bool,
}

pub(super) async fn lock_to_resend(
    db: impl PgExecutor<'_>,
    id: MessageId,
) -> sqlx::Result<Option<ToResend>> {
    sqlx::query_as!(
        ToResend,
        r#"
        select kind, channel, customer_id, ticket_id as "ticket_id: TicketId", appointment_id, failed_at is not null as "has_failed!"
        from messages where id = $1 for update
        "#,
        id as _
    )
    .fetch_optional(db)
    .await
}

/// Queues a failed message again. One that a server had accepted gets a new name: under the old one
/// a gateway would think that it had sent it already.
pub(super) async fn requeue(
    db: impl PgExecutor<'_>,
    id: MessageId,
    new_reference: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update messages
        set former_references = case when sent_at is null then former_references
                                     else array_append(former_references, reference) end,
            reference = case when sent_at is null then reference else $2 end,
            expires_at = case when expires_at > $3 then expires_at end,
            attempts = 0, locked_until = null, sent_at = null, provider_id = null, failed_at = null,
            last_error = null, send_after = $3
        where id = $1
        "#,
        id as _,
        new_reference,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whether it is still worth sending: a reminder before its time is over, news before the visit is.
pub(super) async fn is_in_time(
    db: impl PgExecutor<'_>,
    id: MessageId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select coalesce(case when m.kind like 'reminder%' then m.expires_at else a.window_ends_at end > $2, true)
            as "is_in_time!"
        from messages m left join appointments a on a.id = m.appointment_id
        where m.id = $1
        "#,
        id as _,
        now,
    )
    .fetch_one(db)
    .await
}
