//! The SQL of requests that technicians note on site.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{NewTicket, Status};
use crate::values::{StaffId, TicketId};

pub(super) async fn number_of_key(
    db: impl PgExecutor<'_>,
    key: &str,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select number from tickets where request_key = $1", key)
        .fetch_optional(db)
        .await
}

/// None where this key was used before: nothing is written then. It has no owner: the office takes it.
pub(super) async fn insert_once(
    db: impl PgExecutor<'_>,
    new: &NewTicket,
    key: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<TicketId>> {
    sqlx::query_scalar!(
        r#"
        insert into tickets (number, customer_id, site_id, service_id, source, subject, description, priority,
                             created_by, created_at, updated_at, request_key)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)
        on conflict (request_key) do nothing
        returning id
        "#,
        new.number,
        new.customer as _,
        new.site as _,
        new.service as _,
        new.source as _,
        new.subject,
        new.description,
        new.priority as _,
        new.created_by as _,
        now,
        key,
    )
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
