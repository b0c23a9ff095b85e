//! The SQL that moves a request through its life.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;

use super::{
    PauseReason, Status,
    clock::{ClockKind, Target},
    course::Course,
};
use crate::{
    business_time::Span,
    catalog::Priority,
    values::{StaffId, TicketId},
};

/// What is promised for a priority.
pub async fn target(db: impl PgExecutor<'_>, priority: Priority) -> sqlx::Result<Target> {
    let row = sqlx::query!(
        r#"
        select response_minutes, resolution_minutes, clock as "clock: ClockKind" from ticket_targets where priority = $1
        "#,
        priority as _,
    )
    .fetch_one(db)
    .await?;
    let minutes = |minutes: i32| TimeDelta::minutes(i64::from(minutes));
    Ok(Target {
        response: minutes(row.response_minutes),
        resolution: row.resolution_minutes.map(minutes),
        clock: row.clock,
    })
}

/// Locked until the transaction ends. Of a request that was united with another, the other.
pub(super) async fn lock(db: impl PgExecutor<'_>, id: TicketId) -> sqlx::Result<Option<Course>> {
    sqlx::query_as!(
        Course,
        r#"
        with locked as (
            select * from tickets where id = (select coalesce(merged_into, id) from tickets where id = $1) for update
        )
        select t.id as "id: TicketId", t.number, t.customer_id as "customer_id: _", t.created_at,
               t.version, t.status as "status: Status", t.priority as "priority: Priority",
               t.owner_id as "owner_id: StaffId", t.next_action, t.next_action_at, t.response_due_at, t.response_warn_at,
               t.responded_at, t.resolution_due_at, t.resolution_warn_at, t.resolved_at, t.paused_at,
               t.pause_reason as "pause_reason: PauseReason", t.reopened_at, t.closed_at,
               coalesce(v.under_way, false) as "is_under_way!", coalesce(v.ahead, false) as "is_ahead!",
               coalesce(v.latest = 'done', false) as "latest_is_done!", v.ends_at as visit_ends_at
        from locked t
        cross join lateral (
            select bool_or(status in ('en_route', 'started')) as under_way, bool_or(status = 'booked') as ahead,
                   (array_agg(status order by starts_at desc))[1] as latest,
                   min(ends_at) filter (where status in ('booked', 'en_route', 'started')) as ends_at
            from appointments where ticket_id = t.id and status not in ('held', 'cancelled')
        ) as v
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

/// Writes all that moves; `by` is none where nobody of ours did it.
pub(super) async fn save(
    db: impl PgExecutor<'_>,
    course: &Course,
    by: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        with ended as (
            update ticket_pauses set ended_at = $17, ended_by = $18
            where ticket_id = $1 and ended_at is null and $14::timestamptz is null
        )
        update tickets
        set status = $2, priority = $3, owner_id = $4, next_action = $5, next_action_at = $6,
            response_due_at = $7, response_warn_at = $8, responded_at = $9, resolution_due_at = $10,
            resolution_warn_at = $11, resolved_at = $12, reopened_at = $13, paused_at = $14, pause_reason = $15,
            closed_at = $16, updated_at = $17, updated_by = $18, version = version + 1
        where id = $1
        "#,
        course.id as _,
        course.status as _,
        course.priority as _,
        course.owner_id as _,
        course.next_action,
        course.next_action_at,
        course.response_due_at,
        course.response_warn_at,
        course.responded_at,
        course.resolution_due_at,
        course.resolution_warn_at,
        course.resolved_at,
        &course.reopened_at,
        course.paused_at,
        course.pause_reason as _,
        course.closed_at,
        now,
        by as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes the clocks alone: that nobody had set them is no change of the request.
pub(super) async fn save_clocks(db: impl PgExecutor<'_>, course: &Course) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update tickets
        set response_due_at = $2, response_warn_at = $3, resolution_due_at = $4, resolution_warn_at = $5
        where id = $1
        "#,
        course.id as _,
        course.response_due_at,
        course.response_warn_at,
        course.resolution_due_at,
        course.resolution_warn_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn begin_pause(
    db: impl PgExecutor<'_>,
    id: TicketId,
    reason: PauseReason,
    note: &str,
    by: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into ticket_pauses (ticket_id, reason, note, started_at, started_by) values ($1, $2, $3, $4, $5)",
        id as _,
        reason as _,
        note,
        now,
        by as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Those that are over, ascending.
pub(super) async fn past_pauses(db: impl PgExecutor<'_>, id: TicketId) -> sqlx::Result<Vec<Span>> {
    let rows = sqlx::query!(
        r#"
        select started_at, ended_at as "ended_at!" from ticket_pauses
        where ticket_id = $1 and ended_at is not null order by started_at
        "#,
        id as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| Span::new(row.started_at, row.ended_at)).collect())
}

/// Open requests that have no clocks yet, the oldest first.
pub(super) async fn without_clocks(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<TicketId>> {
    sqlx::query_scalar!(
        r#"
        select id from tickets
        where status in ('open', 'planned', 'in_progress') and response_due_at is null
        order by id limit 200
        "#
    )
    .fetch_all(db)
    .await
}

/// That it was spoken of.
pub(super) async fn touch(
    db: impl PgExecutor<'_>,
    id: TicketId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("update tickets set updated_at = $2 where id = $1", id as _, now)
        .execute(db)
        .await?;
    Ok(())
}
