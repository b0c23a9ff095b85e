//! The SQL about hours, absences and closures.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use crate::{
    business_time::Span,
    values::{AbsenceId, StaffId},
};

/// Makes those who plan the same technicians wait for each other, always in the same order.
pub async fn lock_technicians(
    db: impl PgExecutor<'_>,
    technicians: &[StaffId],
) -> sqlx::Result<()> {
    let ids: Vec<i64> = technicians.iter().map(|id| id.0).collect();
    sqlx::query!("select id from staff where id = any($1) order by id for no key update", &ids)
        .fetch_all(db)
        .await?;
    Ok(())
}

/// Why a technician is away at some time of a span, if they are, or that an agenda of their own takes them.
pub async fn absence_within(
    db: impl PgExecutor<'_>,
    technician: StaffId,
    span: Span,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"
        select reason as "reason!" from (
            select reason, starts_at from absences where staff_id = $1 and ends_at > $2 and starts_at < $3
            union all
            select 'agenda externe', starts_at from busy_times
            where technician_id = $1 and ends_at > $2 and starts_at < $3) as away
        order by starts_at limit 1
        "#,
        technician as _,
        span.start,
        span.end,
    )
    .fetch_optional(db)
    .await
}

/// A line of somebody's weekly hours; ISO weekday, 1 is Monday.
#[derive(Clone, Debug)]
pub struct HoursRow {
    pub staff_id: StaffId,
    pub weekday: i32,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
}

pub async fn hours_of(db: impl PgExecutor<'_>, staff: StaffId) -> sqlx::Result<Vec<HoursRow>> {
    sqlx::query_as!(
        HoursRow,
        r#"
        select staff_id, weekday, starts, ends, valid_from, valid_until
        from working_hours where staff_id = $1 order by weekday, starts
        "#,
        staff as _,
    )
    .fetch_all(db)
    .await
}

/// Replaces somebody's weekly hours; to be called in a transaction.
pub async fn replace_hours(
    db: &mut PgConnection,
    staff: StaffId,
    hours: &[(i32, NaiveTime, NaiveTime)],
) -> sqlx::Result<()> {
    sqlx::query!("delete from working_hours where staff_id = $1", staff as _)
        .execute(&mut *db)
        .await?;
    for (weekday, starts, ends) in hours {
        sqlx::query!(
            "insert into working_hours (staff_id, weekday, starts, ends) values ($1, $2, $3, $4)",
            staff as _,
            weekday,
            starts,
            ends,
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// Somebody's time away.
#[derive(Clone, Debug)]
pub struct Absence {
    pub id: AbsenceId,
    pub staff_id: StaffId,
    pub staff_name: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub reason: String,
}

/// Absences that meet a span, by start.
pub async fn absences_between(db: impl PgExecutor<'_>, span: Span) -> sqlx::Result<Vec<Absence>> {
    sqlx::query_as!(
        Absence,
        r#"
        select a.id, a.staff_id, s.name as staff_name, a.starts_at, a.ends_at, a.reason
        from absences a join staff s on s.id = a.staff_id
        where a.ends_at > $1 and a.starts_at < $2 order by a.starts_at, a.id limit 500
        "#,
        span.start,
        span.end,
    )
    .fetch_all(db)
    .await
}

pub async fn add_absence(
    db: impl PgExecutor<'_>,
    staff: StaffId,
    span: Span,
    reason: &str,
    by: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<AbsenceId> {
    sqlx::query_scalar!(
        r#"
        insert into absences (staff_id, starts_at, ends_at, reason, created_by, created_at)
        values ($1, $2, $3, $4, $5, $6) returning id
        "#,
        staff as _,
        span.start,
        span.end,
        reason,
        by as _,
        now,
    )
    .fetch_one(db)
    .await
}

/// Whether there was one to delete.
pub async fn delete_absence(db: impl PgExecutor<'_>, id: AbsenceId) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from absences where id = $1", id as _).execute(db).await?;
    Ok(done.rows_affected() == 1)
}
