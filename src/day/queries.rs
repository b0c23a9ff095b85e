//! Every SQL statement about the day as a whole.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;

use crate::{business_time::Span, values::AppointmentId};

/// The numbers beside the menu.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Calls without an outcome.
    pub open_calls: i64,
    /// Requests that nobody has planned yet, up to 999.
    pub open_tickets: i64,
    /// Promises that are late.
    pub late_promises: i64,
    /// Messages that wait although they are due, or failed within the last week.
    pub waiting_messages: i64,
}

pub async fn counts(db: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<Counts> {
    sqlx::query_as!(
        Counts,
        r#"
        select
            (select count(*) from calls where outcome is null) as "open_calls!",
            (select count(*) from (select from tickets where status = 'open' limit 999) as counted) as "open_tickets!",
            (select count(*) from promises where kept_at is null and due_at < $1) as "late_promises!",
            -- Each in its partial index: the sent ones are millions.
            (select count(*) from messages
             where sent_at is null and failed_at is null and withdrawn_at is null and send_after < $1)
                + (select count(*) from messages where failed_at > $2) as "waiting_messages!"
        "#,
        now,
        now - TimeDelta::days(7),
    )
    .fetch_one(db)
    .await
}

/// What the first sentence of the day says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    pub appointments: i64,
    /// Promises that are due before the day ends, the late ones too.
    pub promises_today: i64,
    pub late_promises: i64,
    pub open_calls: i64,
    /// Up to 999.
    pub open_tickets: i64,
    /// Those for which something was owed before now, up to 999.
    pub late_tickets: i64,
    /// Entries of old plannings that nobody has confirmed.
    pub unconfirmed: i64,
}

/// `today`: from midnight to midnight in the office.
pub async fn figures(
    db: impl PgExecutor<'_>,
    today: Span,
    now: DateTime<Utc>,
) -> sqlx::Result<Figures> {
    sqlx::query_as!(
        Figures,
        r#"
        select
            (select count(*) from appointments
             where starts_at >= $1 and starts_at < $2 and status not in ('held', 'cancelled')) as "appointments!",
            (select count(*) from promises where kept_at is null and due_at < $2) as "promises_today!",
            (select count(*) from promises where kept_at is null and due_at < $3) as "late_promises!",
            (select count(*) from calls where outcome is null) as "open_calls!",
            (select count(*) from (select from tickets where status = 'open' limit 999) as counted) as "open_tickets!",
            (select count(*) from (
                select from tickets where status in ('open', 'planned', 'in_progress') and due_at < $3 limit 999
             ) as counted) as "late_tickets!",
            (select count(*) from unconfirmed_visits where state = 'open') as "unconfirmed!"
        "#,
        today.start,
        today.end,
        now,
    )
    .fetch_one(db)
    .await
}

/// A visit that should be over, and is not concluded.
#[derive(Clone, Debug)]
pub struct UnsettledVisit {
    pub id: AppointmentId,
    pub starts_at: DateTime<Utc>,
    pub customer_name: String,
    pub service_name: String,
    pub technician_name: String,
}

/// Visits of the last two weeks that ended before now on paper only.
pub(super) async fn unsettled_visits(
    db: impl PgExecutor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<UnsettledVisit>> {
    sqlx::query_as!(
        UnsettledVisit,
        r#"
        select a.id, a.starts_at, c.name as customer_name, v.name as service_name, m.name as technician_name
        from appointments a
        join customers c on c.id = a.customer_id
        join services v on v.id = a.service_id
        join staff m on m.id = a.technician_id
        where a.status in ('booked', 'en_route', 'started') and a.starts_at >= $2 and a.starts_at < $1 and a.ends_at <= $1
        order by a.starts_at, a.id
        limit 50
        "#,
        now,
        now - TimeDelta::days(14),
    )
    .fetch_all(db)
    .await
}
