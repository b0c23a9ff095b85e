//! What happened: who did what when, written in the transaction that did it and never changed.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::values::{AppointmentId, CallId, CustomerId, StaffId, TicketId};

/// One thing that happened.
#[derive(Clone, Debug, Default)]
pub struct Event<'a> {
    /// None where nobody of ours did it: a customer on the portal, the passing of time.
    pub staff: Option<StaffId>,
    /// A short name for programs, as `appointment_booked`.
    pub kind: &'a str,
    pub customer: Option<CustomerId>,
    pub ticket: Option<TicketId>,
    pub appointment: Option<AppointmentId>,
    pub call: Option<CallId>,
    /// One plain French sentence, for people.
    pub text: String,
}

pub async fn record(
    db: impl PgExecutor<'_>,
    event: &Event<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into events (at, staff_id, kind, customer_id, ticket_id, appointment_id, call_id, text)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        "#,
        now,
        event.staff as _,
        event.kind,
        event.customer as _,
        event.ticket as _,
        event.appointment as _,
        event.call as _,
        event.text,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Something that happened, as a page lists it.
#[derive(Clone, Debug)]
pub struct PastEvent {
    pub at: DateTime<Utc>,
    /// None where nobody of ours did it.
    pub staff_name: Option<String>,
    pub kind: String,
    pub text: String,
}

/// What happened with a request, the latest first.
pub async fn of_ticket(db: impl PgExecutor<'_>, ticket: TicketId) -> sqlx::Result<Vec<PastEvent>> {
    sqlx::query_as!(
        PastEvent,
        r#"
        select e.at, s.name as "staff_name?", e.kind, e.text
        from events e left join staff s on s.id = e.staff_id
        where e.ticket_id = $1 order by e.at desc, e.id desc limit 200
        "#,
        ticket as _,
    )
    .fetch_all(db)
    .await
}
