//! The SQL statements about who is on a request.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::Sort;
use crate::values::{StaffId, TicketId};

/// Somebody else who is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    pub name: String,
    /// None where they only read.
    pub writes: Option<Sort>,
}

/// Whether that is news.
pub(super) async fn note_here(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    staff: StaffId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        with before as (select here_until from ticket_presence where ticket_id = $1 and staff_id = $2),
        noted as (
            insert into ticket_presence (ticket_id, staff_id, here_until) values ($1, $2, $3)
            on conflict (ticket_id, staff_id) do update set here_until = greatest(excluded.here_until, ticket_presence.here_until)
        )
        select not exists (select from before where here_until > $4) as "is_news!"
        "#,
        ticket as _,
        staff as _,
        until,
        now,
    )
    .fetch_one(db)
    .await
}

/// Whether that is news.
pub(super) async fn note_writing(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    staff: StaffId,
    writes: Option<Sort>,
    until: Option<DateTime<Utc>>,
    here_until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        with before as (
            select case when writing_until > $6 then writes end as wrote
            from ticket_presence where ticket_id = $1 and staff_id = $2
        ),
        noted as (
            insert into ticket_presence (ticket_id, staff_id, here_until, writes, writing_until) values ($1, $2, $5, $3, $4)
            on conflict (ticket_id, staff_id) do update
            set here_until = excluded.here_until, writes = excluded.writes, writing_until = excluded.writing_until
        )
        select (select wrote from before) is distinct from $3::text as "is_news!"
        "#,
        ticket as _,
        staff as _,
        writes.map(Sort::name),
        until,
        here_until,
        now,
    )
    .fetch_one(db)
    .await
}

/// Pages that they left long ago.
pub(super) async fn forget_elsewhere(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from ticket_presence where staff_id = $2 and ticket_id <> $1 and here_until < $3",
        ticket as _,
        staff as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// By their names.
pub(super) async fn others(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Present>> {
    sqlx::query_as!(
        Present,
        r#"
        select s.name, case when p.writing_until > $3 then p.writes end as "writes: Sort"
        from ticket_presence p join staff s on s.id = p.staff_id
        where p.ticket_id = $1 and p.staff_id <> $2 and p.here_until > $3
        order by s.name, s.id limit 9
        "#,
        ticket as _,
        staff as _,
        now,
    )
    .fetch_all(db)
    .await
}
