//! The SQL of keeping out.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Block, NewBlock};
use crate::values::{PortalBlockId, StaffId};

pub(super) async fn is_blocked(
    db: impl PgExecutor<'_>,
    subjects: &[String],
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select exists (
            select from portal_blocks where subject = any($1) and lifted_at is null and ends_at > $2
        ) as "blocked!"
        "#,
        subjects,
        now,
    )
    .fetch_one(db)
    .await
}

/// What has run out makes room for another.
pub(super) async fn end_over(
    db: impl PgExecutor<'_>,
    subject: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update portal_blocks set lifted_at = ends_at where subject = $1 and lifted_at is null and ends_at <= $2",
        subject,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// None where one is in force.
pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    new: &NewBlock,
    by: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<PortalBlockId>> {
    sqlx::query_scalar!(
        r#"
        insert into portal_blocks (subject, reason, ends_at, created_by, created_at) values ($1, $2, $3, $4, $5)
        on conflict (subject) where lifted_at is null do nothing
        returning id as "id: _"
        "#,
        new.subject.key(),
        new.reason,
        new.ends_at,
        by as _,
        now,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn lift(
    db: impl PgExecutor<'_>,
    id: PortalBlockId,
    by: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update portal_blocks set lifted_at = $3, lifted_by = $2 where id = $1 and lifted_at is null",
        id as _,
        by as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn page(
    db: impl PgExecutor<'_>,
    after: Option<PortalBlockId>,
    limit: i64,
) -> sqlx::Result<Vec<Block>> {
    sqlx::query_as!(
        Block,
        r#"
        select b.id as "id: _", b.subject, b.reason, b.ends_at, s.name as created_by_name, b.created_at, b.lifted_at,
               l.name as "lifted_by_name?"
        from portal_blocks b
        join staff s on s.id = b.created_by
        left join staff l on l.id = b.lifted_by
        where $1::bigint is null or b.id < $1
        order by b.id desc limit $2
        "#,
        after as _,
        limit,
    )
    .fetch_all(db)
    .await
}
