//! When nobody comes, or one does not: every screen that shows the planning learns of it at once.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sqlx::PgPool;

use super::{queries, queries_days_off};
use crate::{
    announcements::{Topic, announce},
    business_time::Span,
    db,
    values::{AbsenceId, StaffId},
};

/// Notes that somebody is away; the visits it meets stay until somebody moves them.
pub async fn declare_absence(
    db: &PgPool,
    staff: StaffId,
    span: Span,
    reason: &str,
    by: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<AbsenceId> {
    let mut tx = db::begin(db).await?;
    // Who books at this moment looks at the absences under the same lock.
    queries::lock_technicians(&mut *tx, &[staff]).await?;
    let id = queries::add_absence(&mut *tx, staff, span, reason, Some(by), now).await?;
    announce(&mut *tx, Topic::Planning, id.0).await?;
    tx.commit().await?;
    Ok(id)
}

/// Whether there was one to take back.
pub async fn withdraw_absence(db: &PgPool, id: AbsenceId) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let was_there = queries::delete_absence(&mut *tx, id).await?;
    announce(&mut *tx, Topic::Planning, id.0).await?;
    tx.commit().await?;
    Ok(was_there)
}

/// Closes the company on a day; a second time changes the reason.
pub async fn close_on(db: &PgPool, day: NaiveDate, reason: &str) -> sqlx::Result<()> {
    let mut tx = db::begin(db).await?;
    queries_days_off::upsert_closure(&mut *tx, day, reason).await?;
    announce(&mut *tx, Topic::Planning, 0).await?;
    tx.commit().await
}

/// Whether it was closed.
pub async fn open_on(db: &PgPool, day: NaiveDate) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let was_closed = queries_days_off::delete_closure(&mut *tx, day).await?;
    announce(&mut *tx, Topic::Planning, 0).await?;
    tx.commit().await?;
    Ok(was_closed)
}

/// Sets somebody's weekly hours, from ISO weekday, start and end.
pub async fn set_hours(
    db: &PgPool,
    staff: StaffId,
    hours: &[(i32, NaiveTime, NaiveTime)],
) -> sqlx::Result<()> {
    let mut tx = db::begin(db).await?;
    queries::lock_technicians(&mut *tx, &[staff]).await?;
    queries::replace_hours(&mut tx, staff, hours).await?;
    announce(&mut *tx, Topic::Planning, staff.0).await?;
    tx.commit().await
}
