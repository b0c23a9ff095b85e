//! What a detachment did, and giving it back. The work is `undo_detachment` of the migrations: it serves
//! every table alike.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{OWNED_TABLES, detaching::Detachment};
use crate::{
    customers::Customer,
    legacy::Detached,
    values::{CustomerId, DetachmentId, StaffId},
};

pub(super) async fn next_id(db: impl PgExecutor<'_>) -> sqlx::Result<DetachmentId> {
    sqlx::query_scalar!(
        r#"select nextval(pg_get_serial_sequence('detachments', 'id')) as "id!: DetachmentId""#
    )
    .fetch_one(db)
    .await
}

/// Until told otherwise, or the transaction ends, triggers note what each row was and is.
pub(super) async fn note_changes(
    db: impl PgExecutor<'_>,
    detachment: Option<DetachmentId>,
) -> sqlx::Result<()> {
    let number = detachment.map(|id| id.to_string()).unwrap_or_default();
    sqlx::query!("select set_config('relais.detachment', $1, true)", number).fetch_one(db).await?;
    Ok(())
}

pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    id: DetachmentId,
    kept: &Customer,
    detached: &Detached,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        insert into detachments (id, customer_id, detached_id, customer_name, detached_name, source, external_id,
                                 staff_id, detached_at)
        overriding system value
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ",
        id as _,
        kept.id as _,
        detached.customer as _,
        kept.name,
        detached.name,
        detached.source.as_str(),
        detached.external_id,
        staff as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn lock(
    db: impl PgExecutor<'_>,
    id: DetachmentId,
) -> sqlx::Result<Option<Detachment>> {
    sqlx::query_as!(
        Detachment,
        r#"
        select id as "id: _", customer_id as "customer_id: _", detached_id as "detached_id: _", customer_name,
               detached_name, detached_at, undone_at
        from detachments
        where id = $1
        for update
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

/// Whether all is as it was before; else nothing changed.
pub(super) async fn undo(db: impl PgExecutor<'_>, id: DetachmentId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select undo_detachment($1, $2) as "is_undone!""#,
        id as _,
        &OWNED_TABLES.map(str::to_owned) as &[String],
    )
    .fetch_one(db)
    .await
}

pub(super) async fn note_undone(
    db: impl PgExecutor<'_>,
    id: DetachmentId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        with forgotten as (delete from detachment_rows where detachment_id = $1)
        update detachments set undone_at = $2, undone_by = $3 where id = $1
        ",
        id as _,
        now,
        staff as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Of a customer, from either side and not undone; the latest first.
pub async fn detachments_of(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
) -> sqlx::Result<Vec<Detachment>> {
    sqlx::query_as!(
        Detachment,
        r#"
        select id as "id: _", customer_id as "customer_id: _", detached_id as "detached_id: _", customer_name,
               detached_name, detached_at, undone_at
        from detachments
        where (customer_id = $1 or detached_id = $1) and undone_at is null
        order by id desc
        limit 3
        "#,
        customer as _,
    )
    .fetch_all(db)
    .await
}
