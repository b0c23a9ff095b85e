//! The SQL statement that finds visits to remind of.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::{business_time::Span, messages::Kind, values::AppointmentId};

/// A visit without the reminder.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) id: AppointmentId,
    pub(super) window_starts_at: DateTime<Utc>,
    /// When the customer was told of it as it stands.
    pub(super) told_at: DateTime<Utc>,
}

/// Booked visits whose window begins within `starts`, its end included, without a reminder of this
/// kind about their present state, of customers who have a mobile or an e-mail address.
pub(super) async fn without_reminder(
    db: impl PgExecutor<'_>,
    kind: Kind,
    starts: Span,
) -> sqlx::Result<Vec<Candidate>> {
    sqlx::query_as!(
        Candidate,
        r#"
        select a.id, a.window_starts_at,
               coalesce((select max(m.created_at) from messages m
                         where m.appointment_id = a.id and m.kind in ('confirmation', 'move')), a.created_at) as "told_at!"
        from appointments a
        where a.status = 'booked' and a.window_starts_at > $2 and a.window_starts_at <= $3
          -- A visit starts in its window: this bound uses the index.
          and a.starts_at >= $2 and a.starts_at < $3 + interval '1 day'
          and not exists (select 1 from messages m
                          where m.appointment_id = a.id and m.kind = $1 and m.sequence = a.sequence)
          and (exists (select 1 from emails e where e.customer_id = a.customer_id)
               or exists (select 1 from phones p where p.customer_id = a.customer_id and p.kind = 'mobile'))
        order by a.window_starts_at, a.id
        "#,
        kind as _,
        starts.start,
        starts.end,
    )
    .fetch_all(db)
    .await
}
