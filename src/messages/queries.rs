//! The SQL statements of the outbox.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE32_NOPAD;
use sqlx::PgExecutor;

use super::{Channel, Draft, Kind, Visit, outbox::Claimed};
use crate::values::{AppointmentId, MessageId};

/// How a draft stands in the queue.
#[derive(Clone, Debug)]
pub(super) struct Queued {
    pub(super) dedup_key: String,
    pub(super) reference: String,
    pub(super) send_after: DateTime<Utc>,
    pub(super) expires_at: Option<DateTime<Utc>>,
}

/// Names a message to servers and gateways. Random, so that a gateway never mistakes it for one
/// from before a database was restored.
pub(super) fn new_reference(kind: Kind, appointment: AppointmentId) -> String {
    named_reference(kind, appointment.0)
}

/// As [`new_reference`], after whatever the message is about.
pub(super) fn named_reference(kind: Kind, about: i64) -> String {
    let random = BASE32_NOPAD.encode(&rand::random::<[u8; 10]>()).to_lowercase();
    format!("{}-{about}-{random}", kind.name().replace('_', "-"))
}

/// None where it is queued or sent already. What had been withdrawn is queued again.
pub(super) async fn enqueue(
    db: impl PgExecutor<'_>,
    draft: &Draft,
    visit: &Visit,
    queued: &Queued,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<MessageId>> {
    let (ics, ics_method) =
        draft.calendar.as_ref().map(|(ics, method)| (ics.as_str(), *method)).unzip();
    sqlx::query_scalar!(
        r#"
        insert into messages (kind, channel, customer_id, appointment_id, sequence, recipient, subject, body, ics,
                              ics_method, dedup_key, reference, created_at, send_after, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        on conflict (dedup_key) do update
        set subject = excluded.subject, body = excluded.body, ics = excluded.ics, ics_method = excluded.ics_method,
            created_at = excluded.created_at, send_after = excluded.send_after, expires_at = excluded.expires_at,
            attempts = 0, locked_until = null, last_error = null, withdrawn_at = null
        where messages.withdrawn_at is not null
        returning id
        "#,
        draft.kind as _,
        draft.channel as _,
        visit.customer as _,
        visit.appointment as _,
        visit.sequence,
        draft.recipient,
        draft.subject,
        draft.body,
        ics,
        ics_method,
        queued.dedup_key,
        queued.reference,
        now,
        queued.send_after,
        queued.expires_at,
    )
    .fetch_optional(db)
    .await
}

/// Takes the message of a channel that has been due longest, for `lease`; none where none is due.
///
/// `skip locked` lets workers claim at once without waiting for each other.
pub(super) async fn claim(
    db: impl PgExecutor<'_>,
    channel: Channel,
    lease: TimeDelta,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Claimed>> {
    sqlx::query_as!(
        Claimed,
        r#"
        update messages
        set attempts = attempts + 1, locked_until = $3
        where id = (
            select id from messages
            where channel = $1 and sent_at is null and failed_at is null and withdrawn_at is null
              and send_after <= $2 and (locked_until is null or locked_until <= $2)
              and (expires_at is null or expires_at > $2)
            order by send_after, id
            limit 1
            for update skip locked
        )
        returning id, kind, channel, recipient, subject, body, ics, ics_method, in_reply_to, reference, attempts,
                  locked_until as "locked_until!"
        "#,
        channel as _,
        now,
        now + lease,
    )
    .fetch_optional(db)
    .await
}

/// Whether the appointment still is in the state that the message speaks of.
pub(super) async fn is_still_true(db: impl PgExecutor<'_>, id: MessageId) -> sqlx::Result<bool> {
    let is_true = sqlx::query_scalar!(
        r#"
        select a.id is null
            or ((m.sequence is null or m.sequence = a.sequence)
                and case m.kind
                    when 'confirmation' then a.status <> 'cancelled'
                    when 'move' then a.status <> 'cancelled'
                    when 'cancellation' then a.status = 'cancelled'
                    when 'on_the_way' then a.status = 'en_route'
                    when 'earlier_slot' then a.status = 'booked' and exists (
                        select from earlier_offers o where o.appointment_id = a.id and o.ended_at is null)
                    else a.status = 'booked'
                end) as "is_true!"
        from messages m left join appointments a on a.id = m.appointment_id
        where m.id = $1
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(is_true.unwrap_or(false))
}

/// Also when the lease was lost meanwhile: it has left, and must not leave again.
pub(super) async fn set_sent(
    db: impl PgExecutor<'_>,
    id: MessageId,
    provider_id: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update messages
        set sent_at = $3, provider_id = $2, locked_until = null, failed_at = null, withdrawn_at = null, last_error = null
        where id = $1 and sent_at is null
        "#,
        id as _,
        provider_id,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Only while the claim holds: another worker may have the message by now.
pub(super) async fn set_retry(
    db: impl PgExecutor<'_>,
    message: &Claimed,
    reason: &str,
    send_after: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update messages set send_after = $3, locked_until = null, last_error = $4 where id = $1 and locked_until = $2",
        message.id as _,
        message.locked_until,
        send_after,
        reason,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Whether it was open until now.
pub(super) async fn set_withdrawn(
    db: impl PgExecutor<'_>,
    id: MessageId,
    reason: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        r#"
        update messages set withdrawn_at = $3, locked_until = null, last_error = $2
        where id = $1 and sent_at is null and failed_at is null and withdrawn_at is null
        "#,
        id as _,
        reason,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The kinds of what was taken back. What a worker holds is not: it may be on its way.
pub(super) async fn withdraw_pending(
    db: impl PgExecutor<'_>,
    appointment: AppointmentId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Kind>> {
    sqlx::query_scalar!(
        r#"
        update messages set withdrawn_at = $2, locked_until = null, last_error = 'le rendez-vous a changé'
        where appointment_id = $1 and sent_at is null and failed_at is null and withdrawn_at is null
          and (locked_until is null or locked_until <= $2)
        returning kind as "kind: Kind"
        "#,
        appointment as _,
        now,
    )
    .fetch_all(db)
    .await
}

/// Whether the customer has, or is just being, told of the appointment.
pub(super) async fn was_told(
    db: impl PgExecutor<'_>,
    appointment: AppointmentId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select exists (
            select 1 from messages
            where appointment_id = $1 and kind in ('confirmation', 'move') and withdrawn_at is null
              and (sent_at is not null or failed_at is null)
        ) as "told!"
        "#,
        appointment as _,
    )
    .fetch_one(db)
    .await
}
