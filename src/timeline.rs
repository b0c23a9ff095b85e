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
