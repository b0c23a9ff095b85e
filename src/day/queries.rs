//! Every SQL statement about the day as a whole.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

/// The numbers beside the menu.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Calls without an outcome.
    pub open_calls: i64,
    /// Requests that nobody has planned yet.
    pub open_tickets: i64,
    /// Promises that are late.
    pub late_promises: i64,
    /// Messages that wait although they are due, or failed.
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
            (select count(*) from messages
             where sent_at is null and withdrawn_at is null and send_after < $1) as "waiting_messages!"
        "#,
        now,
    )
    .fetch_one(db)
    .await
}
