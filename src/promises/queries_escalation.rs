//! The SQL that tells of promises.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::values::{PromiseId, StaffId};

/// Tells the managers, and everybody else of the office who is there, of what is late.
pub(super) async fn tell_late(
    db: impl PgExecutor<'_>,
    danger_only: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<PromiseId>> {
    sqlx::query_scalar!(
        r#"
        with late as (
            select id, due_at, owner_id, kind from promises
            where kept_at is null and escalation < 2 and due_at <= $1 and (not $2 or kind = 'danger')
            order by due_at, id
            limit 100
            for update skip locked
        ), marked as (
            update promises set escalation = 2 from late where promises.id = late.id
        ), noticed as (
            insert into promise_notices (promise_id, staff_id, stage, due_at, at)
            select late.id, staff.id, 'late', late.due_at, $1
            from late
            join staff on staff.active
                and (staff.role = 'manager'
                     or (staff.role = 'office' and (late.kind = 'danger' or staff.id is distinct from late.owner_id)
                         and not exists (select from absences
                                         where staff_id = staff.id and starts_at <= $1 and ends_at > $1)))
            on conflict do nothing
        )
        insert into promise_events (promise_id, at, kind, due_to)
        select id, $1, 'told_late', due_at from late
        returning promise_id as "id: PromiseId"
        "#,
        now,
        danger_only,
    )
    .fetch_all(db)
    .await
}

/// Tells the owner of what is due until then, or everybody of the office who is there if the owner is not.
pub(super) async fn tell_soon(
    db: impl PgExecutor<'_>,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<PromiseId>> {
    sqlx::query_scalar!(
        r#"
        with present as (
            select id, role from staff
            where active and not exists (select from absences where staff_id = staff.id and starts_at <= $1 and ends_at > $1)
        ), soon as (
            select id, due_at, owner_id from promises
            where kept_at is null and escalation = 0 and due_at > $1 and due_at <= $2
            order by due_at, id
            limit 100
            for update skip locked
        ), marked as (
            update promises set escalation = 1 from soon where promises.id = soon.id
        ), noticed as (
            insert into promise_notices (promise_id, staff_id, stage, due_at, at)
            select soon.id, present.id, 'soon', soon.due_at, $1
            from soon
            join present on present.id = soon.owner_id
                or (present.role = 'office'
                    and not exists (select from present as owner where owner.id = soon.owner_id))
            on conflict do nothing
        )
        insert into promise_events (promise_id, at, kind, due_to)
        select id, $1, 'told_soon', due_at from soon
        returning promise_id as "id: PromiseId"
        "#,
        now,
        until,
    )
    .fetch_all(db)
    .await
}

/// What somebody is told, and has not put away.
#[derive(Clone, Debug)]
pub struct Notice {
    pub id: i64,
    pub promise_id: PromiseId,
    pub(super) stage: String,
    pub what: String,
    pub customer_name: Option<String>,
    pub owner_id: Option<StaffId>,
    pub owner_name: Option<String>,
    pub due_at: DateTime<Utc>,
}

/// The notices of somebody about what is still owed and due as it was; the oldest due first.
pub async fn notices(db: impl PgExecutor<'_>, staff: StaffId) -> sqlx::Result<Vec<Notice>> {
    sqlx::query_as!(
        Notice,
        r#"
        select n.id, p.id as promise_id, n.stage, p.what, c.name as "customer_name?", p.owner_id,
               s.name as "owner_name?", p.due_at
        from promise_notices n
        join promises p on p.id = n.promise_id and p.kept_at is null and p.due_at = n.due_at
        left join customers c on c.id = p.customer_id
        left join staff s on s.id = p.owner_id
        where n.staff_id = $1 and n.seen_at is null
          -- What is late by now needs no reminder of being late soon.
          and not (n.stage = 'soon' and p.escalation = 2)
        order by p.due_at, n.id
        limit 20
        "#,
        staff as _,
    )
    .fetch_all(db)
    .await
}

/// Puts a notice away; the promise is owed all the same.
pub async fn see(
    db: impl PgExecutor<'_>,
    id: i64,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update promise_notices set seen_at = $3 where id = $1 and staff_id = $2 and seen_at is null",
        id,
        staff as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
