//! The SQL that tells of requests.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::values::{StaffId, TicketId};

/// Requests whose clock for the first answer is about to be told of, though a call was taken or made for them, or
/// something that was promised about them was kept: with the time of that.
pub(super) async fn answered_elsewhere(
    db: impl PgExecutor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(TicketId, DateTime<Utc>)>> {
    let rows = sqlx::query!(
        r#"
        select t.id, answers.at as "at!"
        from tickets t
        cross join lateral (
            select min(at) as at from (
                select coalesce(k.answered_at, k.started_at) as at from calls k
                where k.ticket_id = t.id and k.state in ('answered', 'ended')
                union all
                select p.kept_at from promises p where p.ticket_id = t.id
            ) as each where at >= t.created_at
        ) as answers
        where t.status in ('open', 'planned', 'in_progress') and t.warned_for is distinct from t.warn_at
          and t.warn_at <= $1 and t.responded_at is null and answers.at is not null
        limit 500
        "#,
        now,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.at)).collect())
}

/// Tells the managers and the owner that a clock has run out; of danger everybody of the office.
pub(super) async fn tell_late(
    db: impl PgExecutor<'_>,
    danger_only: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<TicketId>> {
    sqlx::query_scalar!(
        r#"
        with late as (
            select id, breach_at, owner_id, priority from tickets
            where status in ('open', 'planned', 'in_progress') and breach_told_for is distinct from breach_at
              and breach_at <= $1 and (not $2 or priority = 'p0')
            order by breach_at
            limit 100
            for update skip locked
        ), noticed as (
            insert into ticket_notices (ticket_id, staff_id, stage, due_at, at)
            select late.id, staff.id, 'late', late.breach_at, $1
            from late
            join staff on staff.active
                and (staff.role = 'manager' or staff.id = late.owner_id
                     or (staff.role = 'office' and late.priority = 'p0'))
            on conflict do nothing
        )
        update tickets set breach_told_for = late.breach_at from late where tickets.id = late.id
        returning tickets.id as "id: TicketId"
        "#,
        now,
        danger_only,
    )
    .fetch_all(db)
    .await
}

/// Tells the owner that time is short, or that what they meant to do is due; everybody of the office who is there if the
/// owner is not.
pub(super) async fn tell_soon(
    db: impl PgExecutor<'_>,
    danger_only: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<TicketId>> {
    sqlx::query_scalar!(
        r#"
        with present as (
            select id, role from staff
            where active and not exists (select from absences where staff_id = staff.id and starts_at <= $1 and ends_at > $1)
        ), soon as (
            select id, warn_at, owner_id from tickets
            where status in ('open', 'planned', 'in_progress') and warned_for is distinct from warn_at
              and warn_at <= $1 and (not $2 or priority = 'p0')
            order by warn_at
            limit 100
            for update skip locked
        ), noticed as (
            insert into ticket_notices (ticket_id, staff_id, stage, due_at, at)
            select soon.id, present.id, 'soon', soon.warn_at, $1
            from soon
            join present on present.id = soon.owner_id
                or (present.role = 'office'
                    and not exists (select from present as owner where owner.id = soon.owner_id))
            on conflict do nothing
        )
        update tickets set warned_for = soon.warn_at from soon where tickets.id = soon.id
        returning tickets.id as "id: TicketId"
        "#,
        now,
        danger_only,
    )
    .fetch_all(db)
    .await
}

/// What somebody is told of a request, and has not put away.
#[derive(Clone, Debug)]
pub struct Notice {
    pub id: i64,
    pub(super) stage: String,
    pub number: String,
    pub subject: String,
    pub customer_name: String,
    pub owner_id: Option<StaffId>,
    pub owner_name: Option<String>,
    pub next_action: Option<String>,
    /// When the clock runs out or ran out, or what is meant to be done is due.
    pub due_at: DateTime<Utc>,
}

/// The notices of somebody about what still is as it was told; the oldest due first.
pub async fn notices(db: impl PgExecutor<'_>, staff: StaffId) -> sqlx::Result<Vec<Notice>> {
    sqlx::query_as!(
        Notice,
        r#"
        select n.id, n.stage, t.number, t.subject, c.name as customer_name, t.owner_id as "owner_id: _",
               s.name as "owner_name?", t.next_action,
               case n.stage when 'late' then n.due_at else t.due_at end as "due_at!"
        from ticket_notices n
        join tickets t on t.id = n.ticket_id
        join customers c on c.id = t.customer_id
        left join staff s on s.id = t.owner_id
        where n.staff_id = $1 and n.seen_at is null
          and case n.stage
                  when 'late' then t.breach_at = n.due_at
                  -- What is late by now needs no reminder of being late soon.
                  else t.warn_at = n.due_at and not coalesce(t.breach_told_for = t.breach_at, false)
              end
        order by n.due_at, n.id
        limit 20
        "#,
        staff as _,
    )
    .fetch_all(db)
    .await
}

/// Puts a notice away; the request is owed all the same.
pub async fn see(
    db: impl PgExecutor<'_>,
    id: i64,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update ticket_notices set seen_at = $3 where id = $1 and staff_id = $2 and seen_at is null",
        id,
        staff as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
