//! The SQL about a technician's day as a tour.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::Status;
use crate::{
    business_time::Span,
    scheduling::Stop,
    travel::{Commune, locate},
    values::{AppointmentId, StaffId},
};

/// A visit of one day, as its tour is shown.
#[derive(Clone, Debug)]
pub struct DayVisit {
    pub id: AppointmentId,
    pub version: i32,
    pub status: Status,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub blocked_until: DateTime<Utc>,
    pub customer_name: String,
    pub postcode: Option<String>,
    pub city: Option<String>,
}

impl DayVisit {
    pub(super) fn stop(&self) -> Stop {
        let place = locate(self.postcode.as_deref(), self.city.as_deref());
        Stop {
            visit: Span::new(self.starts_at, self.ends_at),
            blocked_until: self.blocked_until,
            place: Some(place.unwrap_or(Commune::NOWHERE)),
        }
    }
}

pub(super) async fn of_day(
    db: impl PgExecutor<'_>,
    technician: StaffId,
    day: Span,
) -> sqlx::Result<Vec<DayVisit>> {
    sqlx::query_as!(
        DayVisit,
        r#"
        select a.id, a.version, a.status, a.starts_at, a.ends_at, a.blocked_until,
               c.name as customer_name, s.postcode, s.city
        from appointments a
        join customers c on c.id = a.customer_id
        join sites s on s.id = a.site_id
        where a.technician_id = $1 and a.starts_at >= $2 and a.starts_at < $3
          and a.status not in ('held', 'cancelled')
        order by a.starts_at
        "#,
        technician as _,
        day.start,
        day.end,
    )
    .fetch_all(db)
    .await
}

/// A century later, all by the same span, where nobody plans.
pub(super) async fn park(db: impl PgExecutor<'_>, ids: &[i64]) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update appointments set starts_at = starts_at + interval '36525 days', ends_at = ends_at + interval '36525 days',
            blocked_until = blocked_until + interval '36525 days'
        where id = any($1)
        "#,
        ids,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Back to the time it had: nobody is told, and its sequence and version stay.
pub(super) async fn unpark(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    blocked_until: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update appointments set starts_at = $2, ends_at = $3, blocked_until = $4 where id = $1",
        id as _,
        starts_at,
        ends_at,
        blocked_until,
    )
    .execute(db)
    .await?;
    Ok(())
}
