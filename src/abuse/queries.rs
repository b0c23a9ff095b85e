//! The SQL of counting.

use chrono::{DateTime, Utc};
use sqlx::{PgExecutor, PgPool};

use super::{
    limits::{Act, Limit},
    subject::Subject,
};

/// Uses up one of what `subject` may do; or says from when there is one again. One statement decides, so that of
/// many at once no more pass than may.
pub(super) async fn refusal(
    db: &PgPool,
    act: &str,
    subject: &Subject,
    limit: Limit,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    let key = subject.key();
    let passed = sqlx::query_scalar!(
        r#"
        insert into portal_allowances as a (act, subject, used_until)
        values ($1, $2, $3::timestamptz + make_interval(secs => $4::float8))
        on conflict (act, subject) do update
            set used_until = greatest(a.used_until, $3) + make_interval(secs => $4::float8)
            where greatest(a.used_until, $3) + make_interval(secs => $4::float8)
                  <= $3 + make_interval(secs => $5::float8)
        returning used_until
        "#,
        act,
        key,
        now,
        limit.step(),
        limit.span(),
    )
    .fetch_optional(db)
    .await?;
    if passed.is_some() {
        return Ok(None);
    }
    let from = sqlx::query_scalar!(
        r#"
        update portal_allowances set refused = refused + 1
        where act = $1 and subject = $2
        returning used_until + make_interval(secs => $3::float8) - make_interval(secs => $4::float8) as "from!"
        "#,
        act,
        key,
        limit.step(),
        limit.span(),
    )
    .fetch_optional(db)
    .await?;
    // Swept away in between: it was given back.
    Ok(Some(from.unwrap_or(now)))
}

/// True for who shows it first.
pub(super) async fn take_proof(
    db: impl PgExecutor<'_>,
    task_hash: &[u8],
    expires_at: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into portal_proofs (task_hash, expires_at) values ($1, $2) on conflict do nothing",
        task_hash,
        expires_at,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn delete_given_back(
    db: impl PgExecutor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from portal_allowances where used_until <= $1", now)
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}

pub(super) async fn delete_old_proofs(
    db: impl PgExecutor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let done =
        sqlx::query!("delete from portal_proofs where expires_at <= $1", now).execute(db).await?;
    Ok(done.rows_affected())
}

/// Somebody who asks for more than people do.
#[derive(Clone, Debug)]
pub struct Slowed {
    /// As the office types it to keep them out; none where it is a link.
    pub subject: Option<String>,
    pub shown: String,
    /// `créneaux retenus`
    pub what: &'static str,
    pub refused: i32,
}

/// Who is being slowed down, the most often refused first: twenty at most.
pub async fn slowed(db: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<Vec<Slowed>> {
    let rows = sqlx::query!(
        r#"
        select act, subject, refused from portal_allowances
        where refused > 0 and used_until > $1
        order by refused desc, subject, act limit 20
        "#,
        now,
    )
    .fetch_all(db)
    .await?;
    let rows = rows.into_iter().map(|row| Slowed {
        shown: Subject::shown(&row.subject),
        what: Act::words(&row.act),
        refused: row.refused,
        subject: Subject::parse(&row.subject).map(|_| row.subject),
    });
    Ok(rows.collect())
}
