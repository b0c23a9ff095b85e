//! The SQL of requests that technicians note on site.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::Status;
use crate::values::StaffId;

pub(super) async fn number_of_key(
    db: impl PgExecutor<'_>,
    key: &str,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select number from tickets where request_key = $1", key)
        .fetch_optional(db)
        .await
}

/// What became of a request that a technician noted.
#[derive(Clone, Debug)]
pub struct Reported {
    pub number: String,
    pub subject: String,
    pub customer_name: String,
    pub status: Status,
    pub created_at: DateTime<Utc>,
    /// Its next appointment, if it has one.
    pub planned_at: Option<DateTime<Utc>>,
}

impl Reported {
    /// Whether nothing is left to do about it.
    pub fn is_settled(&self) -> bool {
        matches!(self.status, Status::Done | Status::Closed)
    }
}

/// A technician's last twenty field requests, the newest first.
pub async fn reported_by(
    db: impl PgExecutor<'_>,
    technician: StaffId,
) -> sqlx::Result<Vec<Reported>> {
    sqlx::query_as!(
        Reported,
        r#"
        select t.number, t.subject, c.name as customer_name, t.status as "status: Status", t.created_at,
               (select min(a.starts_at) from appointments a
                where a.ticket_id = t.id and a.status in ('booked', 'en_route', 'started')) as planned_at
        from tickets t
        join customers c on c.id = t.customer_id
        where t.created_by = $1 and t.source = 'field'
        order by t.id desc limit 20
        "#,
        technician as _,
    )
    .fetch_all(db)
    .await
}
