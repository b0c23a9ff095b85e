//! The SQL about absences, closures and what outside agendas take, as pages show and change them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgExecutor;

use super::queries::Absence;
use crate::{
    business_time::Span,
    values::{AbsenceId, StaffId},
};

pub(super) async fn upsert_closure(
    db: impl PgExecutor<'_>,
    day: NaiveDate,
    reason: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into closures (day, reason) values ($1, $2) on conflict (day) do update set reason = excluded.reason",
        day,
        reason,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete_closure(db: impl PgExecutor<'_>, day: NaiveDate) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from closures where day = $1", day).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

/// When a technician is taken by an agenda of their own.
#[derive(Clone, Copy, Debug)]
pub struct BusyTime {
    pub technician_id: StaffId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

/// Those that meet a span, by start.
pub async fn busy_between(db: impl PgExecutor<'_>, span: Span) -> sqlx::Result<Vec<BusyTime>> {
    sqlx::query_as!(
        BusyTime,
        r#"
        select technician_id as "technician_id: _", starts_at, ends_at from busy_times
        where ends_at > $1 and starts_at < $2 order by starts_at, agenda_id limit 10000
        "#,
        span.start,
        span.end,
    )
    .fetch_all(db)
    .await
}

pub async fn find_absence(db: impl PgExecutor<'_>, id: AbsenceId) -> sqlx::Result<Option<Absence>> {
    sqlx::query_as!(
        Absence,
        r#"
        select a.id, a.staff_id, s.name as staff_name, a.starts_at, a.ends_at, a.reason
        from absences a join staff s on s.id = a.staff_id where a.id = $1
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}
