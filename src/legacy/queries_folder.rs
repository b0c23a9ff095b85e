//! What the watched folder remembers.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::values::ImportId;

/// Notes a file's size. Whether it was the same the last time: then nobody is still writing it.
pub(super) async fn is_stable(
    db: impl PgExecutor<'_>,
    name: &str,
    size: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let before = sqlx::query_scalar!(
        r#"
        with before as (select size from watched_files where name = $1)
        insert into watched_files (name, size, seen_at) values ($1, $2, $3)
        on conflict (name) do update set size = excluded.size, seen_at = excluded.seen_at
        returning (select size from before) as before
        "#,
        name,
        size,
        now,
    )
    .fetch_one(db)
    .await?;
    Ok(before == Some(size))
}

pub(super) async fn forget(db: impl PgExecutor<'_>, name: &str) -> sqlx::Result<()> {
    sqlx::query!("delete from watched_files where name = $1", name).execute(db).await?;
    Ok(())
}

/// Whether this very content was taken whole, and not undone since: rows that were not taken may be by now.
pub(super) async fn is_dealt_with(db: impl PgExecutor<'_>, hash: &[u8]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select exists (
            select from imported_files
            left join imports on imports.id = import_id
            where content_hash = $1 and import_id is not null and undone_at is null
              and not exists (select from import_rejections where import_rejections.import_id = imports.id)
        ) as "is_there!"
        "#,
        hash
    )
    .fetch_one(db)
    .await
}

pub(super) async fn deal_with(
    db: impl PgExecutor<'_>,
    hash: &[u8],
    name: &str,
    import: Option<ImportId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        insert into imported_files (content_hash, file_name, import_id, imported_at) values ($1, $2, $3, $4)
        on conflict (content_hash) do update
        set file_name = excluded.file_name, import_id = excluded.import_id, imported_at = excluded.imported_at
        ",
        hash,
        name,
        import as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
