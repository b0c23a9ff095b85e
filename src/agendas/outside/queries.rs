//! The SQL about agendas kept elsewhere.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use super::NewAgenda;
use crate::{
    business_time::Span,
    delivery::Version,
    values::{OutsideAgendaId, StaffId},
};

/// An agenda as the settings page shows it. Its address is a secret, therefore there is no `Debug`.
#[derive(Clone)]
pub struct OutsideAgenda {
    pub id: OutsideAgendaId,
    pub technician_id: StaffId,
    pub label: String,
    pub address: String,
    pub last_read_at: Option<DateTime<Utc>>,
    pub events: i32,
    pub remark: String,
    pub failing_since: Option<DateTime<Utc>>,
    pub failure: String,
}

/// One that this process reads alone, until its lease ends.
pub(super) struct Claimed {
    pub(super) id: OutsideAgendaId,
    pub(super) technician_id: StaffId,
    pub(super) address: String,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    pub(super) expanded_at: Option<DateTime<Utc>>,
    pub(super) events: i32,
    pub(super) leased_until: Option<DateTime<Utc>>,
}

/// What a reading of the whole brought.
#[derive(Clone, Copy)]
pub(super) struct Read<'a> {
    pub(super) events: i32,
    pub(super) remark: &'a str,
    pub(super) version: &'a Version,
}

/// By technician, the oldest first.
pub async fn outside_agendas(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<OutsideAgenda>> {
    sqlx::query_as!(
        OutsideAgenda,
        r#"
        select id as "id: _", technician_id as "technician_id: _", label, address, last_read_at, events, remark,
               failing_since, failure
        from outside_agendas order by technician_id, id limit 500
        "#
    )
    .fetch_all(db)
    .await
}

/// Since when the agenda of somebody who works here has not been read, where that is before `borne`.
pub async fn stale_since(
    db: impl PgExecutor<'_>,
    borne: DateTime<Utc>,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        r#"
        select min(a.failing_since) from outside_agendas a join staff s on s.id = a.technician_id
        where a.failing_since <= $1 and s.active
        "#,
        borne
    )
    .fetch_one(db)
    .await
}

pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    new: NewAgenda<'_>,
    address: &str,
    by: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<OutsideAgendaId>> {
    sqlx::query_scalar!(
        r#"
        insert into outside_agendas (technician_id, label, address, created_by, created_at, due_at)
        values ($1, $2, $3, $4, $5, $5) on conflict do nothing returning id as "id: _"
        "#,
        new.technician as _,
        new.label,
        address,
        by as _,
        now,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn delete(db: impl PgExecutor<'_>, id: OutsideAgendaId) -> sqlx::Result<bool> {
    let done =
        sqlx::query!("delete from outside_agendas where id = $1", id as _).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn claim(
    db: impl PgExecutor<'_>,
    id: OutsideAgendaId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> sqlx::Result<Option<Claimed>> {
    sqlx::query_as!(
        Claimed,
        r#"
        update outside_agendas set leased_until = $3
        where id = $1 and (leased_until is null or leased_until <= $2)
        returning id as "id: _", technician_id as "technician_id: _", address, etag, last_modified, expanded_at, events,
                  leased_until
        "#,
        id as _,
        now,
        until,
    )
    .fetch_optional(db)
    .await
}

/// The one that has been due for longest, of those that nobody reads. Of technicians who left, none.
pub(super) async fn claim_due(
    db: impl PgExecutor<'_>,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> sqlx::Result<Option<Claimed>> {
    sqlx::query_as!(
        Claimed,
        r#"
        update outside_agendas set leased_until = $2
        where id = (
            select a.id from outside_agendas a join staff s on s.id = a.technician_id
            where a.due_at <= $1 and (a.leased_until is null or a.leased_until <= $1) and s.active
            order by a.due_at, a.id limit 1 for update of a skip locked)
        returning id as "id: _", technician_id as "technician_id: _", address, etag, last_modified, expanded_at, events,
                  leased_until
        "#,
        now,
        until,
    )
    .fetch_optional(db)
    .await
}

/// False where it is no longer ours: its lease ended, or nobody follows it any more.
pub(super) async fn note_read(
    db: impl PgExecutor<'_>,
    claimed: &Claimed,
    read: Read<'_>,
    next: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        r#"
        update outside_agendas
        set leased_until = null, due_at = $3, last_read_at = $4, expanded_at = $4, events = $5, remark = $6, etag = $7,
            last_modified = $8, failing_since = null, failure = ''
        where id = $1 and leased_until = $2
        "#,
        claimed.id as _,
        claimed.leased_until,
        next,
        now,
        read.events,
        read.remark,
        read.version.etag,
        read.version.last_modified,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn note_unchanged(
    db: impl PgExecutor<'_>,
    claimed: &Claimed,
    next: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update outside_agendas
        set leased_until = null, due_at = $3, last_read_at = $4, failing_since = null, failure = ''
        where id = $1 and leased_until = $2
        "#,
        claimed.id as _,
        claimed.leased_until,
        next,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn note_failure(
    db: impl PgExecutor<'_>,
    claimed: &Claimed,
    failure: &str,
    next: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update outside_agendas
        set leased_until = null, due_at = $3, failing_since = coalesce(failing_since, $4), failure = $5
        where id = $1 and leased_until = $2
        "#,
        claimed.id as _,
        claimed.leased_until,
        next,
        now,
        failure,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What an agenda said, ascending.
pub(super) async fn busy_times(
    db: impl PgExecutor<'_>,
    id: OutsideAgendaId,
    within: Span,
) -> sqlx::Result<Vec<Span>> {
    let rows = sqlx::query!(
        "select starts_at, ends_at from busy_times where agenda_id = $1 and ends_at > $2 and starts_at < $3 order by starts_at",
        id as _,
        within.start,
        within.end,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| Span::new(row.starts_at, row.ends_at)).collect())
}

/// In the place of all that ends in `within`; what was before stays. To be called in a transaction.
pub(super) async fn replace_busy_times(
    db: &mut PgConnection,
    claimed: &Claimed,
    within: Span,
    spans: &[Span],
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from busy_times where agenda_id = $1 and ends_at > $2",
        claimed.id as _,
        within.start
    )
    .execute(&mut *db)
    .await?;
    let starts: Vec<DateTime<Utc>> = spans.iter().map(|span| span.start).collect();
    let ends: Vec<DateTime<Utc>> = spans.iter().map(|span| span.end).collect();
    sqlx::query!(
        r#"
        insert into busy_times (agenda_id, technician_id, starts_at, ends_at)
        select $1, $2, starts, ends from unnest($3::timestamptz[], $4::timestamptz[]) as span (starts, ends)
        "#,
        claimed.id as _,
        claimed.technician_id as _,
        &starts,
        &ends,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete_ended_before(
    db: impl PgExecutor<'_>,
    before: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("delete from busy_times where ends_at < $1", before).execute(db).await?;
    Ok(())
}
