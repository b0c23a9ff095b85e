//! What a technician sees: their own round, and what happened at a customer's before.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::Status;
use crate::values::{AppointmentId, CustomerId, StaffId};

/// One visit of a round: enough to find the door and to call. Never a hold, never a cancelled one.
#[derive(Clone, Debug)]
pub struct RoundVisit {
    pub id: AppointmentId,
    pub status: Status,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// What the customer was told.
    pub window_starts_at: DateTime<Utc>,
    pub window_ends_at: DateTime<Utc>,
    pub service_name: String,
    pub customer_name: String,
    pub street: String,
    pub postcode: Option<String>,
    pub city: Option<String>,
    /// E.164; a mobile if there is one.
    pub phone: Option<String>,
}

/// The technician's visits that start in `[from, until)`, by start.
pub async fn round(
    db: impl PgExecutor<'_>,
    technician: StaffId,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> sqlx::Result<Vec<RoundVisit>> {
    sqlx::query_as!(
        RoundVisit,
        r#"
        select a.id, a.status, a.starts_at, a.ends_at, a.window_starts_at, a.window_ends_at,
               v.name as service_name, c.name as customer_name, s.street, s.postcode, s.city,
               (select p.e164 from phones p where p.customer_id = c.id and p.e164 is not null
                order by p.kind <> 'mobile', p.id limit 1) as phone
        from appointments a
        join services v on v.id = a.service_id
        join customers c on c.id = a.customer_id
        join sites s on s.id = a.site_id
        where a.technician_id = $1 and a.starts_at >= $2 and a.starts_at < $3
          and a.status not in ('held', 'cancelled')
        order by a.starts_at, a.id
        "#,
        technician as _,
        from,
        until,
    )
    .fetch_all(db)
    .await
}

/// When the technician's first visit starts at or after an instant, and at whose place.
pub async fn next_of_technician(
    db: impl PgExecutor<'_>,
    technician: StaffId,
    from: DateTime<Utc>,
) -> sqlx::Result<Option<(DateTime<Utc>, String)>> {
    let next = sqlx::query!(
        r#"
        select a.starts_at, c.name as customer_name
        from appointments a
        join customers c on c.id = a.customer_id
        where a.technician_id = $1 and a.starts_at >= $2 and a.status not in ('held', 'cancelled')
        order by a.starts_at limit 1
        "#,
        technician as _,
        from,
    )
    .fetch_optional(db)
    .await?;
    Ok(next.map(|next| (next.starts_at, next.customer_name)))
}

/// Somebody of ours was there before.
#[derive(Clone, Debug)]
pub struct PastVisit {
    pub status: Status,
    pub starts_at: DateTime<Utc>,
    pub service_name: String,
    pub technician_name: String,
    pub ticket_number: String,
    pub ticket_subject: String,
}

/// The customer's last five visits before an instant, the latest first.
pub async fn past_visits(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    before: DateTime<Utc>,
) -> sqlx::Result<Vec<PastVisit>> {
    sqlx::query_as!(
        PastVisit,
        r#"
        select a.status, a.starts_at, v.name as service_name, m.name as technician_name,
               t.number as ticket_number, t.subject as ticket_subject
        from appointments a
        join services v on v.id = a.service_id
        join staff m on m.id = a.technician_id
        join tickets t on t.id = a.ticket_id
        where a.customer_id = $1 and a.starts_at < $2 and a.status not in ('held', 'cancelled')
        order by a.starts_at desc limit 5
        "#,
        customer as _,
        before,
    )
    .fetch_all(db)
    .await
}
