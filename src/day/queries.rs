//! Every SQL statement about the day as a whole.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;

use crate::business_time::Span;

/// The numbers beside the menu.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Calls without an outcome.
    pub open_calls: i64,
    /// Requests that nobody has planned yet.
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
            (select count(*) from tickets where status = 'open') as "open_tickets!",
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
    pub open_tickets: i64,
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
            (select count(*) from tickets where status = 'open') as "open_tickets!"
        "#,
        today.start,
        today.end,
        now,
    )
    .fetch_one(db)
    .await
}
