//! Sessions: who signed in on which device, until when, and what to say on their next page.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;

use super::Role;
use crate::values::{SecretToken, StaffId};

/// Without a click for so long, a session of the day ends (OWASP ASVS 5.0, 7.3.1).
const IDLE: TimeDelta = TimeDelta::hours(12);
/// However busy, a session of the day ends.
const ABSOLUTE: TimeDelta = TimeDelta::days(7);
/// The same for a device that stays signed in: the technician's telephone.
const REMEMBERED_IDLE: TimeDelta = TimeDelta::days(30);
const REMEMBERED_ABSOLUTE: TimeDelta = TimeDelta::days(90);
/// A click within this time of the last is not worth a write.
const SEEN_PRECISION: TimeDelta = TimeDelta::minutes(1);

/// A session that is alive, and whose it is.
#[derive(Clone, Debug)]
pub struct Session {
    pub token_hash: Vec<u8>,
    pub staff_id: StaffId,
    pub name: String,
    pub role: Role,
}

/// A session as its owner sees it in their account.
#[derive(Clone, Debug)]
pub struct OpenSession {
    pub device: String,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    pub is_current: bool,
}

/// How long the cookie of a remembered session lives, in seconds.
pub fn remembered_seconds() -> i64 {
    REMEMBERED_ABSOLUTE.num_seconds()
}

/// Opens a session with a new token, which only the browser keeps.
pub async fn open(
    db: impl PgExecutor<'_>,
    staff: StaffId,
    device: &str,
    remembered: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<SecretToken> {
    let token = SecretToken::generate();
    sqlx::query!(
        r#"
        insert into sessions (token_hash, staff_id, device, remembered, created_at, seen_at)
        values ($1, $2, $3, $4, $5, $5)
        "#,
        &token.hash(),
        staff as _,
        device,
        remembered,
        now,
    )
    .execute(db)
    .await?;
    Ok(token)
}

/// The session of a token, if it is alive and its owner still works here; notes that it was seen.
pub async fn find(
    db: &sqlx::PgPool,
    token: &SecretToken,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Session>> {
    let row = sqlx::query!(
        r#"
        select s.token_hash, s.staff_id, s.seen_at, m.name, m.role
        from sessions s join staff m on m.id = s.staff_id
        where s.token_hash = $1 and m.active
          and s.seen_at > case when s.remembered then $2::timestamptz else $3 end
          and s.created_at > case when s.remembered then $4::timestamptz else $5 end
        "#,
        &token.hash(),
        now - REMEMBERED_IDLE,
        now - IDLE,
        now - REMEMBERED_ABSOLUTE,
        now - ABSOLUTE,
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.seen_at < now - SEEN_PRECISION {
        sqlx::query!("update sessions set seen_at = $2 where token_hash = $1", row.token_hash, now)
            .execute(db)
            .await?;
    }
    Ok(Some(Session {
        token_hash: row.token_hash,
        staff_id: row.staff_id,
        name: row.name,
        role: row.role,
    }))
}

pub async fn close(db: impl PgExecutor<'_>, token_hash: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("delete from sessions where token_hash = $1", token_hash).execute(db).await?;
    Ok(())
}

/// Signs somebody out of every device, and returns how many there were.
pub async fn close_all(db: impl PgExecutor<'_>, staff: StaffId) -> sqlx::Result<u64> {
    let done =
        sqlx::query!("delete from sessions where staff_id = $1", staff as _).execute(db).await?;
    Ok(done.rows_affected())
}

/// The devices somebody is signed in on, the latest first.
pub async fn open_of(
    db: impl PgExecutor<'_>,
    staff: StaffId,
    current: &[u8],
) -> sqlx::Result<Vec<OpenSession>> {
    sqlx::query_as!(
        OpenSession,
        r#"
        select device, created_at, seen_at, token_hash = $2 as "is_current!"
        from sessions where staff_id = $1 order by seen_at desc limit 50
        "#,
        staff as _,
        current,
    )
    .fetch_all(db)
    .await
}

/// Deletes sessions that have ended by themselves.
pub async fn delete_expired(db: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        r#"
        delete from sessions
        where seen_at <= case when remembered then $1::timestamptz else $2 end
           or created_at <= case when remembered then $3::timestamptz else $4 end
        "#,
        now - REMEMBERED_IDLE,
        now - IDLE,
        now - REMEMBERED_ABSOLUTE,
        now - ABSOLUTE,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Keeps something to say on the next page of this session.
pub async fn set_flash(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    flash: &serde_json::Value,
) -> sqlx::Result<()> {
    sqlx::query!("update sessions set flash = $2 where token_hash = $1", token_hash, flash)
        .execute(db)
        .await?;
    Ok(())
}

/// What was kept for this page, which hereby shows it.
pub async fn take_flash(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
) -> sqlx::Result<Option<serde_json::Value>> {
    sqlx::query_scalar!(
        r#"
        update sessions s set flash = null
        from (select token_hash, flash from sessions where token_hash = $1 for update) old
        where s.token_hash = old.token_hash and old.flash is not null
        returning old.flash as "flash!"
        "#,
        token_hash,
    )
    .fetch_optional(db)
    .await
}
