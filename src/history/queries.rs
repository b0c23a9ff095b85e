//! One statement for each kind of thing that happens; each reads an index backwards.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{AppointmentMoment, CallMoment, ChangeMoment, FollowUpMoment, TicketMoment};
use crate::{messages::MessageRow, values::CustomerId};

pub(super) async fn calls(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    before: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<CallMoment>> {
    sqlx::query_as!(
        CallMoment,
        r#"
        select calls.id, started_at as at, direction as "direction: _", state as "state: _", outcome as "outcome: _",
               concat_ws(' · ', nullif(note, ''), nullif(outcome_note, '')) as "note!", from_e164 as "number: _",
               staff.name as "staff_name?"
        from calls
        left join staff on staff.id = handled_by
        where customer_id = $1 and started_at < $2
        order by started_at desc
        limit $3
        "#,
        customer as _,
        before,
        limit,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn tickets(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    before: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<TicketMoment>> {
    sqlx::query_as!(
        TicketMoment,
        r#"
        select number, tickets.created_at as at, subject, status as "status: _", source as "source: _",
               staff.name as "staff_name?"
        from tickets
        left join staff on staff.id = created_by
        where customer_id = $1 and tickets.created_at < $2
        order by tickets.created_at desc
        limit $3
        "#,
        customer as _,
        before,
        limit,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn appointments(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    before: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<AppointmentMoment>> {
    sqlx::query_as!(
        AppointmentMoment,
        r#"
        select appointments.id, appointments.created_at as at, starts_at, ends_at, appointments.status as "status: _",
               services.name as service_name, staff.name as technician_name
        from appointments
        join services on services.id = service_id
        join staff on staff.id = technician_id
        where customer_id = $1 and appointments.created_at < $2
        order by appointments.created_at desc
        limit $3
        "#,
        customer as _,
        before,
        limit,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn messages(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    before: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<MessageRow>> {
    sqlx::query_as!(
        MessageRow,
        r#"
        select id, kind, channel, recipient, customer_id, null::text as customer_name, created_at, send_after, attempts,
               locked_until, sent_at, delivered_at, failed_at, withdrawn_at, last_error
        from messages
        where customer_id = $1 and created_at < $2
        order by created_at desc
        limit $3
        "#,
        customer as _,
        before,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Without what the other statements tell already.
pub(super) async fn changes(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    before: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<ChangeMoment>> {
    sqlx::query_as!(
        ChangeMoment,
        r#"
        select at, text, staff.name as "staff_name?"
        from events
        left join staff on staff.id = staff_id
        where customer_id = $1 and at < $2
          and kind not in ('call_concluded', 'call_missed', 'ticket_created', 'appointment_booked')
        order by at desc, events.id desc
        limit $3
        "#,
        customer as _,
        before,
        limit,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn follow_ups(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    before: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<FollowUpMoment>> {
    sqlx::query_as!(
        FollowUpMoment,
        r#"
        select at as "at!", subject, case when chased_on is null then chased else '' end as "chased!", status, is_open,
               remark
        from follow_ups
        cross join lateral (
            select coalesce(chased_on::timestamp at time zone 'Europe/Paris', imported_at) as at
        ) as dated
        where customer_id = $1 and at < $2
        order by at desc, id desc
        limit $3
        "#,
        customer as _,
        before,
        limit,
    )
    .fetch_all(db)
    .await
}
