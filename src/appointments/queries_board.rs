//! What boards and pages show of appointments beside their details.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;

use super::Status;
use crate::{
    business_time::Span,
    catalog::Priority,
    travel::Commune,
    values::{AppointmentId, CustomerId, StaffId, TicketId},
};

/// No visit blocks its technician for longer, so that an index on starts finds those that began before.
const LONGEST_VISIT: TimeDelta = TimeDelta::days(1);

/// A visit as the planning shows it. Never a hold, never a cancelled one.
#[derive(Clone, Debug)]
pub struct BoardVisit {
    pub id: AppointmentId,
    pub status: Status,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// The technician is kept free until then.
    pub blocked_until: DateTime<Utc>,
    pub technician_id: StaffId,
    pub technician_name: String,
    pub service_name: String,
    pub priority: Priority,
    pub customer_name: String,
    pub city: Option<String>,
    /// Where nobody has looked for it yet, none.
    pub commune: Option<Commune>,
    pub version: i32,
}

/// Visits that take some time of `span`, by start.
pub async fn visits_within(db: impl PgExecutor<'_>, span: Span) -> sqlx::Result<Vec<BoardVisit>> {
    sqlx::query_as!(
        BoardVisit,
        r#"
        select a.id, a.status, a.starts_at, a.ends_at, a.blocked_until, a.technician_id, m.name as technician_name,
               v.name as service_name, t.priority as "priority: Priority", c.name as customer_name, s.city,
               a.commune as "commune: Commune", a.version
        from appointments a
        join staff m on m.id = a.technician_id
        join services v on v.id = a.service_id
        join tickets t on t.id = a.ticket_id
        join customers c on c.id = a.customer_id
        join sites s on s.id = a.site_id
        where a.starts_at >= $3 and a.starts_at < $2 and a.ends_at > $1 and a.status not in ('held', 'cancelled')
        order by a.starts_at, a.id
        "#,
        span.start,
        span.end,
        span.start - LONGEST_VISIT,
    )
    .fetch_all(db)
    .await
}

/// A slot that somebody keeps for a few minutes.
#[derive(Clone, Debug)]
pub struct BoardHold {
    pub technician_id: StaffId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub held_until: DateTime<Utc>,
}

/// Holds that are alive at `now` and take some time of `span`, by start.
pub async fn holds_within(
    db: impl PgExecutor<'_>,
    span: Span,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<BoardHold>> {
    sqlx::query_as!(
        BoardHold,
        r#"
        select technician_id, starts_at, ends_at, held_until as "held_until!"
        from appointments
        where status = 'held' and held_until > $3 and starts_at < $2 and ends_at > $1
        order by starts_at, id
        "#,
        span.start,
        span.end,
        now,
    )
    .fetch_all(db)
    .await
}

/// A technician's visits ahead that meet a time when they cannot come, by start.
pub async fn booked_within(
    db: impl PgExecutor<'_>,
    technician: StaffId,
    span: Span,
) -> sqlx::Result<Vec<BoardVisit>> {
    sqlx::query_as!(
        BoardVisit,
        r#"
        select a.id, a.status, a.starts_at, a.ends_at, a.blocked_until, a.technician_id, m.name as technician_name,
               v.name as service_name, t.priority as "priority: Priority", c.name as customer_name, s.city,
               a.commune as "commune: Commune", a.version
        from appointments a
        join staff m on m.id = a.technician_id
        join services v on v.id = a.service_id
        join tickets t on t.id = a.ticket_id
        join customers c on c.id = a.customer_id
        join sites s on s.id = a.site_id
        where a.technician_id = $1 and a.status = 'booked' and a.starts_at < $3 and a.ends_at > $2
        order by a.starts_at, a.id
        limit 200
        "#,
        technician as _,
        span.start,
        span.end,
    )
    .fetch_all(db)
    .await
}

/// An appointment as the page of its request lists it, cancelled ones too.
#[derive(Clone, Debug)]
pub struct TicketAppointment {
    pub id: AppointmentId,
    pub status: Status,
    pub starts_at: DateTime<Utc>,
    pub technician_name: String,
    pub service_name: String,
}

/// The latest first.
pub async fn of_ticket(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
) -> sqlx::Result<Vec<TicketAppointment>> {
    sqlx::query_as!(
        TicketAppointment,
        r#"
        select a.id, a.status, a.starts_at, m.name as technician_name, v.name as service_name
        from appointments a
        join staff m on m.id = a.technician_id
        join services v on v.id = a.service_id
        where a.ticket_id = $1 and a.status <> 'held'
        order by a.starts_at desc, a.id desc
        limit 100
        "#,
        ticket as _,
    )
    .fetch_all(db)
    .await
}

/// An appointment as `relais export appointments` writes it.
#[derive(Clone, Debug)]
pub struct ExportedAppointment {
    pub id: AppointmentId,
    pub technician: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub status: Status,
    pub customer_id: CustomerId,
    pub customer: String,
    pub street: String,
    pub postcode: Option<String>,
    pub city: Option<String>,
    pub service: String,
    pub ticket: String,
    pub cancel_reason: Option<String>,
}

/// The appointments after `after`, in the order of their ids, at most `limit`.
pub async fn exported_after(
    db: impl PgExecutor<'_>,
    after: AppointmentId,
    limit: i64,
) -> sqlx::Result<Vec<ExportedAppointment>> {
    sqlx::query_as!(
        ExportedAppointment,
        r#"
        select a.id, m.name as technician, a.starts_at, a.ends_at, a.status, c.id as customer_id, c.name as customer,
               s.street, s.postcode, s.city, v.name as service, t.number as ticket, a.cancel_reason
        from appointments a
        join staff m on m.id = a.technician_id
        join services v on v.id = a.service_id
        join tickets t on t.id = a.ticket_id
        join customers c on c.id = a.customer_id
        join sites s on s.id = a.site_id
        where a.id > $1 and a.status <> 'held'
        order by a.id
        limit $2
        "#,
        after as _,
        limit,
    )
    .fetch_all(db)
    .await
}

/// As many as are held in memory at once.
const EXPORTED_AT_ONCE: i64 = 500;

/// The appointments that begin in the span, in that order, after the one named; empty at the end.
pub async fn exported_between(
    db: impl PgExecutor<'_>,
    span: Span,
    after: Option<(DateTime<Utc>, AppointmentId)>,
) -> sqlx::Result<Vec<ExportedAppointment>> {
    sqlx::query_as!(
        ExportedAppointment,
        r#"
        select a.id, m.name as technician, a.starts_at, a.ends_at, a.status, c.id as customer_id, c.name as customer,
               s.street, s.postcode, s.city, v.name as service, t.number as ticket, a.cancel_reason
        from appointments a
        join staff m on m.id = a.technician_id
        join services v on v.id = a.service_id
        join tickets t on t.id = a.ticket_id
        join customers c on c.id = a.customer_id
        join sites s on s.id = a.site_id
        where a.starts_at >= $1 and a.starts_at < $2 and (a.starts_at, a.id) > ($3, $4) and a.status <> 'held'
        order by a.starts_at, a.id
        limit $5
        "#,
        span.start,
        span.end,
        after.map_or(span.start, |(at, _)| at),
        after.map_or(0, |(_, id)| id.0),
        EXPORTED_AT_ONCE,
    )
    .fetch_all(db)
    .await
}
