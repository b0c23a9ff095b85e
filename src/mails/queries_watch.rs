//! The SQL statements about mailboxes: who reads them, how far, and how they fare.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

/// Whether the mailbox is this reader's until then.
pub(super) async fn lease(
    db: impl PgExecutor<'_>,
    name: &str,
    reader: &str,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        r#"
        insert into mailboxes (name, watched_since, reader, leased_until) values ($1, $4, $2, $3)
        on conflict (name) do update set reader = $2, leased_until = $3
        where mailboxes.reader = $2 or mailboxes.leased_until is null or mailboxes.leased_until <= $4
        "#,
        name,
        reader,
        until,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn release(db: impl PgExecutor<'_>, name: &str, reader: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update mailboxes set reader = null, leased_until = null where name = $1 and reader = $2",
        name,
        reader
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How far a mailbox is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    pub(super) last_uid: u32,
    pub(super) watched_since: DateTime<Utc>,
}

/// A server that numbers its mails anew (RFC 3501 §2.3.1.1) is read from the beginning: what was taken is known
/// by its fingerprint.
pub(super) async fn position(
    db: impl PgExecutor<'_>,
    name: &str,
    uid_validity: u32,
    now: DateTime<Utc>,
) -> sqlx::Result<Position> {
    let row = sqlx::query!(
        r#"
        insert into mailboxes (name, watched_since, uid_validity) values ($1, $3, $2)
        on conflict (name) do update
        set last_uid = case when mailboxes.uid_validity = $2 then mailboxes.last_uid else 0 end, uid_validity = $2
        returning last_uid, watched_since
        "#,
        name,
        i64::from(uid_validity),
        now,
    )
    .fetch_one(db)
    .await?;
    let last_uid = u32::try_from(row.last_uid).unwrap_or(u32::MAX);
    Ok(Position { last_uid, watched_since: row.watched_since })
}

/// The connection works.
pub(super) async fn note_contact(
    db: impl PgExecutor<'_>,
    name: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update mailboxes set last_contact_at = $2, failing_since = null, failure = '' where name = $1",
        name,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// It does not, for the reason given.
pub(super) async fn note_failure(
    db: impl PgExecutor<'_>,
    name: &str,
    failure: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into mailboxes (name, watched_since, failing_since, failure) values ($1, $3, $3, $2)
        on conflict (name) do update set failing_since = coalesce(mailboxes.failing_since, $3), failure = $2
        "#,
        name,
        failure,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How a mailbox fares.
#[derive(Clone, Debug, Default)]
pub(super) struct Fare {
    pub(super) last_contact_at: Option<DateTime<Utc>>,
    pub(super) last_mail_at: Option<DateTime<Utc>>,
    pub(super) failing_since: Option<DateTime<Utc>>,
    pub(super) failure: String,
}

pub(super) async fn fare(db: impl PgExecutor<'_>, name: &str) -> sqlx::Result<Option<Fare>> {
    sqlx::query_as!(
        Fare,
        "select last_contact_at, last_mail_at, failing_since, failure from mailboxes where name = $1",
        name
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn save_acknowledging(
    db: impl PgExecutor<'_>,
    acknowledges: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into mail_settings (acknowledges) values ($1)
        on conflict (id) do update set acknowledges = excluded.acknowledges
        "#,
        acknowledges
    )
    .execute(db)
    .await?;
    Ok(())
}
