//! The SQL statements about words ready to be sent.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::canned::NewWords;
use crate::values::{StaffId, TicketId};

/// Words ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannedWords {
    pub id: i64,
    pub name: String,
    /// With blanks.
    pub body: String,
    /// Sent with « Clore et remercier ».
    pub closes: bool,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
    /// None for those that came with Relais.
    pub updated_by: Option<String>,
}

macro_rules! words {
    ($end:literal $(, $argument:expr)*) => {
        sqlx::query_as!(
            CannedWords,
            r#"
            select w.id, w.name, w.body, w.closes, w.version, w.updated_at, s.name as "updated_by?"
            from canned_words w left join staff s on s.id = w.updated_by
            "# + $end,
            $($argument),*
        )
    };
}

/// All of them, in the order of their names.
pub async fn canned(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<CannedWords>> {
    words!("order by lower(w.name), w.id").fetch_all(db).await
}

pub async fn find(db: impl PgExecutor<'_>, id: i64) -> sqlx::Result<Option<CannedWords>> {
    words!("where w.id = $1", id).fetch_optional(db).await
}

/// Those that « Clore et remercier » sends.
pub async fn closing_words(db: impl PgExecutor<'_>) -> sqlx::Result<Option<CannedWords>> {
    words!("where w.closes").fetch_optional(db).await
}

/// One change after the other.
pub(super) async fn lock_all(db: impl PgExecutor<'_>) -> sqlx::Result<()> {
    sqlx::query!("lock table canned_words in share row exclusive mode").execute(db).await?;
    Ok(())
}

pub(super) async fn count(db: impl PgExecutor<'_>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from canned_words"#).fetch_one(db).await
}

pub(super) async fn close_with_none(db: impl PgExecutor<'_>) -> sqlx::Result<()> {
    sqlx::query!("update canned_words set closes = false, version = version + 1 where closes")
        .execute(db)
        .await?;
    Ok(())
}

/// Over those of that id, or anew.
pub(super) async fn write(
    db: impl PgExecutor<'_>,
    id: Option<i64>,
    words: &NewWords,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        with changed as (
            update canned_words
            set name = $2, body = $3, closes = $4, version = version + 1, updated_at = $5, updated_by = $6
            where id = $1
        )
        insert into canned_words (name, body, closes, updated_at, updated_by)
        select $2, $3, $4, $5, $6 where $1::bigint is null
        "#,
        id,
        words.name,
        words.body,
        words.closes,
        now,
        staff as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// False where they were gone already.
pub async fn remove(db: impl PgExecutor<'_>, id: i64) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from canned_words where id = $1", id).execute(db).await?;
    Ok(done.rows_affected() > 0)
}

/// What fills the blanks.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) number: String,
    pub(super) subject: String,
    pub(super) civility: Option<String>,
    pub(super) first_name: Option<String>,
    pub(super) last_name: String,
    pub(super) name: String,
    /// Of the next visit.
    pub(super) window_starts_at: Option<DateTime<Utc>>,
    pub(super) window_ends_at: Option<DateTime<Utc>>,
    pub(super) technician: Option<String>,
}

pub(super) async fn facts(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
) -> sqlx::Result<Option<Facts>> {
    sqlx::query_as!(
        Facts,
        r#"
        select t.number, t.subject, c.civility, c.first_name, c.last_name, c.name,
               a.window_starts_at as "window_starts_at?", a.window_ends_at as "window_ends_at?", s.name as "technician?"
        from tickets t
        join customers c on c.id = t.customer_id
        left join lateral (
            select * from appointments
            where ticket_id = t.id and status in ('booked', 'en_route', 'started') order by starts_at, id limit 1
        ) a on true
        left join staff s on s.id = a.technician_id
        where t.id = $1
        "#,
        ticket as _,
    )
    .fetch_optional(db)
    .await
}
