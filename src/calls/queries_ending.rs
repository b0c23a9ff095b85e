//! The SQL that ends calls.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::OutcomeKind;
use crate::values::{AppointmentId, CallId, CustomerId, PhoneNumber, StaffId, TicketId};

/// A missed call: it is to be called back, as a promise says.
pub(super) async fn set_callback(
    db: impl PgExecutor<'_>,
    id: CallId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update calls set outcome = 'callback', closed_at = $2 where id = $1",
        id as _,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn reopen(db: impl PgExecutor<'_>, id: CallId) -> sqlx::Result<()> {
    sqlx::query!("update calls set outcome = null, closed_at = null where id = $1", id as _)
        .execute(db)
        .await?;
    Ok(())
}

/// What a conclusion must know of its call, which nobody else concludes meanwhile.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) version: i32,
    pub(super) outcome: Option<OutcomeKind>,
    pub(super) handled_by: Option<StaffId>,
    pub(super) from_e164: Option<PhoneNumber>,
    pub(super) ticket_id: Option<TicketId>,
    /// Whose request that is.
    pub(super) ticket_customer_id: Option<CustomerId>,
}

impl Standing {
    /// As [`super::Call::is_open`].
    pub(super) fn is_open(&self) -> bool {
        matches!(self.outcome, None | Some(OutcomeKind::Callback))
    }
}

pub(super) async fn lock(db: impl PgExecutor<'_>, id: CallId) -> sqlx::Result<Option<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"
        select version, outcome as "outcome: OutcomeKind", handled_by,
               from_e164 as "from_e164: PhoneNumber", ticket_id,
               (select tickets.customer_id from tickets where tickets.id = ticket_id)
                   as "ticket_customer_id: CustomerId"
        from calls where id = $1
        -- Promises of this call are kept by others meanwhile, and their record wants to see it there.
        for no key update
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

/// How a call ends.
#[derive(Debug)]
pub(super) struct Ending<'a> {
    pub(super) outcome: OutcomeKind,
    pub(super) outcome_note: &'a str,
    pub(super) note: &'a str,
    pub(super) customer: Option<CustomerId>,
    pub(super) ticket: Option<TicketId>,
    pub(super) passed_to: Option<StaffId>,
    pub(super) staff: StaffId,
}

pub(super) async fn end(
    db: impl PgExecutor<'_>,
    id: CallId,
    ending: &Ending<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update calls
        set outcome = $2, outcome_note = $3, note = $4, customer_id = coalesce($5, customer_id),
            ticket_id = case when $5 <> customer_id then $6 else coalesce($6, ticket_id) end, passed_to = $7, handled_by = $8, closed_at = $9,
            version = version + 1
        where id = $1
        "#,
        id as _,
        ending.outcome as _,
        ending.outcome_note,
        ending.note,
        ending.customer as _,
        ending.ticket as _,
        ending.passed_to as _,
        ending.staff as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What a form that was sent before has booked.
pub(super) async fn appointment_of_request(
    db: impl PgExecutor<'_>,
    request_key: &str,
) -> sqlx::Result<Option<AppointmentId>> {
    sqlx::query_scalar!("select id from appointments where request_key = $1", request_key)
        .fetch_optional(db)
        .await
}

/// A call that ended with an appointment which was taken back at once wants its outcome again. Returns
/// whether there was one.
pub async fn reopen_where_undone(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
) -> sqlx::Result<Option<CallId>> {
    sqlx::query_scalar!(
        r#"
        update calls set outcome = null, closed_at = null, version = version + 1
        where id = (select max(id) from calls where ticket_id = $1 and outcome = 'appointment')
          and not exists (select 1 from appointments a where a.ticket_id = $1 and a.status not in ('cancelled', 'held'))
        returning id
        "#,
        ticket as _,
    )
    .fetch_optional(db)
    .await
}
