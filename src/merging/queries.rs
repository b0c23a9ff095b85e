//! Merges themselves: the locks before one, its two customers, and what is known of it afterwards.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{PastMerge, queries_moving::Pair};
use crate::{
    customers::{Customer, CustomerName},
    values::{CustomerId, MergeId, StaffId},
};

/// Whether no import is under way; and none begins before this transaction ends.
///
/// An import reads whose each record is, and writes it at the end: it holds the same lock.
pub(super) async fn keep_imports_away(db: impl PgExecutor<'_>) -> sqlx::Result<bool> {
    let free = sqlx::query_scalar!(
        r#"select pg_try_advisory_xact_lock_shared(hashtextextended('legacy import', 2)) as "free!""#
    );
    free.fetch_one(db).await
}

/// The two customers, in the order of their ids; whoever is there of them.
pub(super) async fn lock_customers(
    db: impl PgExecutor<'_>,
    ids: [CustomerId; 2],
) -> sqlx::Result<Vec<Customer>> {
    sqlx::query_as!(
        Customer,
        r#"
        select id, kind as "kind: _", civility, first_name, last_name, name, pinned_note, created_at, updated_at, version
        from customers
        where id = any($1)
        order by id
        for update
        "#,
        &ids.map(|id| id.0) as &[i64],
    )
    .fetch_all(db)
    .await
}

pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    survivor: &Customer,
    absorbed: &Customer,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<MergeId> {
    sqlx::query_scalar!(
        r#"
        insert into customer_merges (survivor_id, absorbed_id, survivor_name, absorbed_name, staff_id, merged_at)
        values ($1, $2, $3, $4, $5, $6)
        returning id as "id: _"
        "#,
        survivor.id as _,
        absorbed.id as _,
        survivor.name,
        absorbed.name,
        staff as _,
        now,
    )
    .fetch_one(db)
    .await
}

/// Gives the survivor the values that were chosen. Its version leaps: see the undo.
pub(super) async fn write_survivor(
    db: impl PgExecutor<'_>,
    pair: Pair,
    name: &CustomerName,
    pinned_note: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        with changed as (
            update customers k
            set kind = $3, civility = $4, first_name = $5, last_name = $6, name = $7, folded_name = $8, pinned_note = $9,
                updated_at = $10, version = k.version + 1000
            from customers o
            where k.id = $2 and o.id = k.id
            returning k.id, to_jsonb(o) as before, to_jsonb(k) as after
        )
        insert into customer_merge_rows (merge_id, table_name, row_id, change, before, after)
        select $1, 'customers', id, 'changed', before, after from changed
        ",
        pair.merge as _,
        pair.survivor as _,
        name.kind.as_str(),
        name.civility.as_deref(),
        name.first_name.as_deref(),
        name.last_name,
        name.filed(),
        name.folded(),
        pinned_note,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn remove_absorbed(db: impl PgExecutor<'_>, pair: Pair) -> sqlx::Result<()> {
    sqlx::query!(
        "
        with removed as (delete from customers c where c.id = $2 returning c.id, to_jsonb(c) as before)
        insert into customer_merge_rows (merge_id, table_name, row_id, change, before)
        select $1, 'customers', id, 'removed', before from removed
        ",
        pair.merge as _,
        pair.absorbed as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The merge that made one of these two into the other, unless it was undone.
pub(super) async fn standing_between(
    db: impl PgExecutor<'_>,
    ids: [CustomerId; 2],
) -> sqlx::Result<Option<MergeId>> {
    sqlx::query_scalar!(
        r#"
        select id as "id: _" from customer_merges
        where absorbed_id = any($1) and survivor_id = any($1) and undone_at is null
        "#,
        &ids.map(|id| id.0) as &[i64],
    )
    .fetch_optional(db)
    .await
}

/// Who the customer became, through all merges that stand.
pub async fn survivor_of(
    db: impl PgExecutor<'_>,
    absorbed: CustomerId,
) -> sqlx::Result<Option<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        with recursive chain (id, depth) as (
            select survivor_id, 1 from customer_merges where absorbed_id = $1 and undone_at is null
            union all
            select m.survivor_id, depth + 1
            from customer_merges m join chain on m.absorbed_id = chain.id and m.undone_at is null
            where depth < 100
        )
        select customers.id as "id: _"
        from chain join customers on customers.id = chain.id
        order by depth desc limit 1
        "#,
        absorbed as _,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn lock_merge(
    db: impl PgExecutor<'_>,
    id: MergeId,
) -> sqlx::Result<Option<PastMerge>> {
    sqlx::query_as!(
        PastMerge,
        r#"
        select m.id, survivor_id, absorbed_id, survivor_name, absorbed_name, staff.name as "staff_name?", merged_at, undone_at
        from customer_merges m left join staff on staff.id = m.staff_id
        where m.id = $1
        for update of m
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

/// The newest merge after this one that has to do with its survivor, and stands.
pub(super) async fn newer_with(
    db: impl PgExecutor<'_>,
    merge: &PastMerge,
) -> sqlx::Result<Option<PastMerge>> {
    sqlx::query_as!(
        PastMerge,
        r#"
        select m.id, survivor_id, absorbed_id, survivor_name, absorbed_name, staff.name as "staff_name?", merged_at, undone_at
        from customer_merges m left join staff on staff.id = m.staff_id
        where m.id > $1 and undone_at is null and (survivor_id = $2 or absorbed_id = $2)
        order by m.id desc limit 1
        "#,
        merge.id as _,
        merge.survivor_id as _,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn note_undone(
    db: impl PgExecutor<'_>,
    id: MergeId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update customer_merges set undone_at = $2, undone_by = $3 where id = $1",
        id as _,
        now,
        staff as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The merges, or those that made a customer what they are; the latest first, before one of them.
pub async fn past_merges(
    db: impl PgExecutor<'_>,
    survivor: Option<CustomerId>,
    before: Option<MergeId>,
    limit: i64,
) -> sqlx::Result<Vec<PastMerge>> {
    sqlx::query_as!(
        PastMerge,
        r#"
        select m.id, survivor_id, absorbed_id, survivor_name, absorbed_name, staff.name as "staff_name?", merged_at, undone_at
        from customer_merges m left join staff on staff.id = m.staff_id
        where ($1::bigint is null or survivor_id = $1) and m.id < coalesce($2, 9223372036854775807)
        order by m.id desc limit $3
        "#,
        survivor as _,
        before as _,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Forgets the rows of merges and detachments that can no longer be undone; says of how many.
pub async fn forget_before(db: impl PgExecutor<'_>, end: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "
        with detached as (
            delete from detachment_rows
            where detachment_id in (select id from detachments where detached_at < $1)
        )
        delete from customer_merge_rows
        where merge_id in (select id from customer_merges where merged_at < $1)
        ",
        end,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
