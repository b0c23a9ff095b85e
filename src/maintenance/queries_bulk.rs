//! The SQL about changes of many contracts at once.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::bulk::Counts;
use crate::values::{BatchId, StaffId};

/// None where its key was used before; waits for whoever uses it at this moment.
pub(super) async fn begin_batch(
    db: impl PgExecutor<'_>,
    staff: StaffId,
    what: &str,
    key: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<BatchId>> {
    sqlx::query_scalar!(
        r#"
        insert into maintenance_batches (staff_id, at, what, request_key) values ($1, $2, $3, $4)
        on conflict (request_key) do nothing
        returning id as "id: BatchId"
        "#,
        staff as _,
        now,
        what,
        key,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn end_batch(
    db: impl PgExecutor<'_>,
    id: BatchId,
    counts: Counts,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update maintenance_batches set done = $2, left_out = $3 where id = $1",
        id as _,
        counts.done,
        counts.left_out,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn counts_of_key(db: impl PgExecutor<'_>, key: &str) -> sqlx::Result<Counts> {
    sqlx::query_as!(
        Counts,
        "select done, left_out from maintenance_batches where request_key = $1",
        key
    )
    .fetch_one(db)
    .await
}

/// A change of many contracts, as the list of them shows it.
#[derive(Clone, Debug)]
pub struct Batch {
    pub id: BatchId,
    pub at: DateTime<Utc>,
    pub staff_name: String,
    pub what: String,
    pub done: i32,
    pub left_out: i32,
}

/// The latest first, those before `before` if it is given.
pub async fn batches(
    db: impl PgExecutor<'_>,
    before: Option<BatchId>,
    limit: i64,
) -> sqlx::Result<Vec<Batch>> {
    sqlx::query_as!(
        Batch,
        r#"
        select b.id as "id: BatchId", b.at, s.name as staff_name, b.what, b.done, b.left_out
        from maintenance_batches b join staff s on s.id = b.staff_id
        where $1::bigint is null or b.id < $1
        order by b.id desc
        limit $2
        "#,
        before as _,
        limit,
    )
    .fetch_all(db)
    .await
}
