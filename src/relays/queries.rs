//! Every SQL statement about relays.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::values::{CustomerId, StaffId};

/// A colleague, whether they are away, and how much they owe.
#[derive(Clone, Debug)]
pub struct Absent {
    pub id: StaffId,
    pub name: String,
    /// Why and until when they are away, if they are.
    pub reason: Option<String>,
    pub until: Option<DateTime<Utc>>,
    pub promises: i64,
    pub tickets: i64,
}

/// Everybody who owes something or is away, the absent first.
pub async fn colleagues(
    db: impl PgExecutor<'_>,
    but: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Absent>> {
    sqlx::query_as!(
        Absent,
        r#"
        select s.id, s.name, a.reason as "reason?", a.ends_at as "until?",
               (select count(*) from (select from promises where owner_id = s.id and kept_at is null limit 999) as p) as "promises!",
               (select count(*) from (select from tickets where owner_id = s.id
                and status in ('open', 'planned', 'in_progress') limit 999) as t) as "tickets!"
        from staff s
        left join lateral (
            select reason, ends_at from absences
            where staff_id = s.id and starts_at <= $2 and ends_at > $2 order by ends_at desc limit 1
        ) as a on true
        where s.id <> $1
          and (s.active or exists (select from promises where owner_id = s.id and kept_at is null))
        order by a.ends_at is null, s.name, s.id
        "#,
        but as _,
        now,
    )
    .fetch_all(db)
    .await
}

/// A request that somebody must see to.
#[derive(Clone, Debug)]
pub struct OwedTicket {
    pub number: String,
    pub subject: String,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub created_at: DateTime<Utc>,
}

/// The open requests of somebody, the oldest first.
pub async fn owed_tickets(
    db: impl PgExecutor<'_>,
    owner: StaffId,
) -> sqlx::Result<Vec<OwedTicket>> {
    sqlx::query_as!(
        OwedTicket,
        r#"
        select t.number, t.subject, t.customer_id, c.name as customer_name, t.created_at
        from tickets t join customers c on c.id = t.customer_id
        where t.owner_id = $1 and t.status in ('open', 'planned', 'in_progress')
        order by t.created_at, t.id
        limit 50
        "#,
        owner as _,
    )
    .fetch_all(db)
    .await
}

/// A relay under way.
#[derive(Clone, Debug)]
pub struct Relay {
    pub id: i64,
    pub absent_id: StaffId,
    pub absent_name: String,
    pub by_name: String,
    pub taken_at: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    /// What is still owed of it.
    pub owed: i64,
}

/// The relays under way, the latest first.
pub async fn open(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<Relay>> {
    sqlx::query_as!(
        Relay,
        r#"
        select r.id, r.absent_id as "absent_id: StaffId", a.name as absent_name, b.name as by_name, r.taken_at, r.until,
               (select count(*) from relay_items i
                left join promises p on p.id = i.promise_id
                left join tickets t on t.id = i.ticket_id
                where i.relay_id = r.id
                  and ((p.id is not null and p.kept_at is null and p.owner_id = r.by_id)
                       or (t.owner_id = r.by_id and t.status in ('open', 'planned', 'in_progress')))) as "owed!"
        from relays r
        join staff a on a.id = r.absent_id
        join staff b on b.id = r.by_id
        where r.given_back_at is null
        order by r.taken_at desc, r.id desc
        limit 50
        "#
    )
    .fetch_all(db)
    .await
}

/// The relay of these two that is under way, or a new one until the absent one returns.
pub(super) async fn open_relay(
    db: impl PgExecutor<'_>,
    absent: StaffId,
    by: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"
        insert into relays (absent_id, by_id, taken_at, until)
        values ($1, $2, $3, (select max(ends_at) from absences where staff_id = $1 and starts_at <= $3 and ends_at > $3))
        on conflict (absent_id, by_id) where given_back_at is null
            do update set until = coalesce(excluded.until, relays.until)
        returning id
        "#,
        absent as _,
        by as _,
        now,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn take_promises(
    db: impl PgExecutor<'_>,
    relay: i64,
    absent: StaffId,
    by: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<usize> {
    let taken = sqlx::query!(
        r#"
        with taken as (
            update promises set owner_id = $3 where owner_id = $2 and kept_at is null returning id
        ), told as (
            insert into promise_events (promise_id, at, staff_id, kind, owner_from, owner_to)
            select id, $4, $3, 'taken_over', $2, $3 from taken
        )
        insert into relay_items (relay_id, promise_id) select $1, id from taken
        on conflict (relay_id, promise_id) do update set promise_id = excluded.promise_id
        "#,
        relay,
        absent as _,
        by as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(usize::try_from(taken.rows_affected()).unwrap_or(usize::MAX))
}

pub(super) async fn take_tickets(
    db: impl PgExecutor<'_>,
    relay: i64,
    absent: StaffId,
    by: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<usize> {
    let taken = sqlx::query!(
        r#"
        with taken as (
            update tickets set owner_id = $3, updated_at = $4, version = version + 1
            where owner_id = $2 and status in ('open', 'planned', 'in_progress') returning id
        )
        insert into relay_items (relay_id, ticket_id) select $1, id from taken
        on conflict (relay_id, ticket_id) do update set ticket_id = excluded.ticket_id
        "#,
        relay,
        absent as _,
        by as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(usize::try_from(taken.rows_affected()).unwrap_or(usize::MAX))
}

/// False where it was given back before.
pub(super) async fn close_relay(
    db: impl PgExecutor<'_>,
    relay: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update relays set given_back_at = $2 where id = $1 and given_back_at is null",
        relay,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn return_promises(
    db: impl PgExecutor<'_>,
    relay: i64,
    by: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<usize> {
    let returned = sqlx::query!(
        r#"
        with given as (
            update promises p set owner_id = r.absent_id
            from relay_items i join relays r on r.id = i.relay_id
            where i.relay_id = $1 and p.id = i.promise_id and p.owner_id = r.by_id and p.kept_at is null
            returning p.id, r.absent_id, r.by_id
        )
        insert into promise_events (promise_id, at, staff_id, kind, owner_from, owner_to)
        select id, $3, $2, 'given_back', by_id, absent_id from given
        "#,
        relay,
        by as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(usize::try_from(returned.rows_affected()).unwrap_or(usize::MAX))
}

pub(super) async fn return_tickets(
    db: impl PgExecutor<'_>,
    relay: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<usize> {
    let returned = sqlx::query!(
        r#"
        update tickets t set owner_id = r.absent_id, updated_at = $2, version = t.version + 1
        from relay_items i join relays r on r.id = i.relay_id
        where i.relay_id = $1 and t.id = i.ticket_id and t.owner_id = r.by_id
          and t.status in ('open', 'planned', 'in_progress')
        "#,
        relay,
        now,
    )
    .execute(db)
    .await?;
    Ok(usize::try_from(returned.rows_affected()).unwrap_or(usize::MAX))
}

/// The relays whose absent one is back.
pub(super) async fn over(db: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar!(
        "select id from relays where given_back_at is null and until <= $1 order by id limit 100",
        now
    )
    .fetch_all(db)
    .await
}
