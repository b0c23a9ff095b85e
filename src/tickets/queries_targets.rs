//! The SQL about what is promised for each priority.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use super::{
    clock::ClockKind,
    targets::{NewTarget, Targets},
};
use crate::{catalog::Priority, values::StaffId};

/// What is promised for a priority, in minutes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRow {
    pub priority: Priority,
    pub response: i32,
    /// None where the date is agreed on with the customer.
    pub resolution: Option<i32>,
    pub clock: ClockKind,
}

/// One change after the other.
pub(super) async fn lock(db: impl PgExecutor<'_>) -> sqlx::Result<()> {
    sqlx::query!("lock table ticket_targets in share row exclusive mode").execute(db).await?;
    Ok(())
}

pub(super) async fn load(db: &mut PgConnection) -> sqlx::Result<Targets> {
    let version = sqlx::query_scalar!(
        r#"select coalesce(max(id), 0) as "version!" from ticket_target_changes"#
    )
    .fetch_one(&mut *db)
    .await?;
    let rows = sqlx::query_as!(
        TargetRow,
        r#"
        select priority as "priority: Priority", response_minutes as response, resolution_minutes as resolution,
               clock as "clock: ClockKind"
        from ticket_targets order by priority
        "#
    )
    .fetch_all(db)
    .await?;
    Ok(Targets { version, rows })
}

/// With what it was before.
pub(super) async fn write(
    db: impl PgExecutor<'_>,
    to: &NewTarget,
    from: &TargetRow,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        with changed as (
            update ticket_targets set response_minutes = $2, resolution_minutes = $3 where priority = $1
        )
        insert into ticket_target_changes
            (at, staff_id, priority, response_before, response_after, resolution_before, resolution_after)
        values ($4, $5, $1, $6, $2, $7, $3)
        "#,
        to.priority as _,
        to.response,
        to.resolution,
        now,
        staff as _,
        from.response,
        from.resolution,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A change that was made.
#[derive(Clone, Debug)]
pub struct TargetChange {
    pub at: DateTime<Utc>,
    pub staff_name: String,
    pub priority: Priority,
    pub response_before: i32,
    pub response_after: i32,
    pub resolution_before: Option<i32>,
    pub resolution_after: Option<i32>,
}

/// The latest first.
pub async fn changes(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<TargetChange>> {
    sqlx::query_as!(
        TargetChange,
        r#"
        select h.at, s.name as staff_name, h.priority as "priority: Priority", h.response_before, h.response_after,
               h.resolution_before, h.resolution_after
        from ticket_target_changes h join staff s on s.id = h.staff_id
        order by h.id desc limit 50
        "#
    )
    .fetch_all(db)
    .await
}
