//! What an import changed, and giving it back. The work is `undo_import` of the migrations: it serves
//! every table alike, whatever its columns.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::values::{CustomerId, ImportId, StaffId};

/// From here to the end of the transaction, triggers note what each row was.
pub(super) async fn note_changes(db: impl PgExecutor<'_>, import: ImportId) -> sqlx::Result<()> {
    sqlx::query!("select set_config('relais.import', $1, true)", import.to_string())
        .fetch_one(db)
        .await?;
    Ok(())
}

pub(super) struct Undoable {
    pub(super) started_at: DateTime<Utc>,
    pub(super) is_undone: bool,
    /// The file of the newest import after this one that changed something.
    pub(super) newer: Option<String>,
}

pub(super) async fn undoable(
    db: impl PgExecutor<'_>,
    id: ImportId,
) -> sqlx::Result<Option<Undoable>> {
    sqlx::query_as!(
        Undoable,
        r#"
        select started_at, undone_at is not null as "is_undone!",
               (select file_name from imports newer
                where newer.id > imports.id and newer.undone_at is null
                  and exists (select from import_changes where import_id = newer.id)
                order by newer.id desc limit 1) as newer
        from imports
        where id = $1
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

/// Of the customers that the import made, those with whom something happened.
pub(super) async fn made_and_touched(
    db: impl PgExecutor<'_>,
    id: ImportId,
    touched: &[CustomerId],
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        select distinct row_id as "id!: CustomerId"
        from import_row_changes
        where import_id = $1 and table_name = 'customers' and before is null and after_hash is not null
          and (row_id = any($2)
               or exists (select from equipment where customer_id = row_id)
               or exists (select from maintenance_contracts where customer_id = row_id)
               or exists (select from sms_replies where customer_id = row_id)
               or exists (select from match_verdicts where customer_a = row_id or customer_b = row_id))
        "#,
        id as _,
        touched as _,
    )
    .fetch_all(db)
    .await
}

/// How many rows stayed, since they are not as the import left them.
pub(super) async fn undo(
    db: impl PgExecutor<'_>,
    id: ImportId,
    kept: &[CustomerId],
) -> sqlx::Result<i32> {
    sqlx::query_scalar!(r#"select undo_import($1, $2) as "stayed!""#, id as _, kept as _)
        .fetch_one(db)
        .await
}

pub(super) async fn mark_undone(
    db: impl PgExecutor<'_>,
    id: ImportId,
    staff: StaffId,
    kept_rows: i32,
    kept: &[CustomerId],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update imports
        set undone_at = $2, undone_by = $3, undo_kept_rows = $4, undo_kept = $5
        where id = $1
        ",
        id as _,
        now,
        staff as _,
        kept_rows,
        kept as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete_changes_before(
    db: impl PgExecutor<'_>,
    before: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let deleted = sqlx::query!(
        "delete from import_changes using imports where imports.id = import_id and started_at < $1",
        before
    )
    .execute(db)
    .await?;
    Ok(deleted.rows_affected())
}

/// Somebody whom an undone import left, because something happened with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCustomer {
    pub id: CustomerId,
    pub name: String,
}

/// At most fifty, in the order of their names.
pub async fn kept_customers(
    db: impl PgExecutor<'_>,
    import: ImportId,
) -> sqlx::Result<Vec<KeptCustomer>> {
    sqlx::query_as!(
        KeptCustomer,
        r#"
        select customers.id as "id: _", name
        from imports
        join customers on customers.id = any(undo_kept)
        where imports.id = $1
        order by folded_name
        limit 50
        "#,
        import as _,
    )
    .fetch_all(db)
    .await
}
