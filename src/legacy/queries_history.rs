//! Imports that were made.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgExecutor, types::Json};

use super::{FileKind, ImportReport, Rejection, undo::UNDO_DAYS};
use crate::values::{ImportId, StaffId};

pub(super) async fn insert_import(
    db: impl PgExecutor<'_>,
    kind: FileKind,
    file_name: &str,
    staff: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<ImportId> {
    sqlx::query_scalar!(
        r#"
        insert into imports (kind, file_name, staff_id, started_at)
        values ($1, $2, $3, $4)
        returning id as "id: _"
        "#,
        kind.as_str(),
        file_name,
        staff as _,
        now,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn finish_import(
    db: &mut PgConnection,
    id: ImportId,
    report: &ImportReport,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    sqlx::query!(
        "
        update imports
        set finished_at = $2, rows = $3, created = $4, updated = $5, linked = $6, unchanged = $7, headers = $8
        where id = $1
        ",
        id as _,
        now,
        count(report.rows),
        count(report.created),
        count(report.updated),
        count(report.linked),
        count(report.unchanged),
        &report.headers,
    )
    .execute(&mut *db)
    .await?;
    let lines: Vec<i32> = report.rejected.iter().map(|rejection| rejection.line).collect();
    let reasons: Vec<String> =
        report.rejected.iter().map(|rejection| rejection.reason.clone()).collect();
    let raws: Vec<String> = report.rejected.iter().map(|rejection| rejection.raw.clone()).collect();
    let cells: Vec<Json<&[String]>> =
        report.rejected.iter().map(|rejection| Json(rejection.cells.as_slice())).collect();
    sqlx::query!(
        "
        insert into import_rejections (import_id, line, reason, raw, cells)
        select $1, * from unnest($2::integer[], $3::text[], $4::text[], $5::jsonb[])
        ",
        id as _,
        &lines,
        &reasons,
        &raws,
        &cells as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// One line of the list of imports.
#[derive(Clone, Debug)]
pub struct PastImport {
    pub id: ImportId,
    pub kind: FileKind,
    pub file_name: String,
    pub staff_name: Option<String>,
    pub started_at: DateTime<Utc>,
    pub rows: i32,
    pub created: i32,
    pub updated: i32,
    pub linked: i32,
    pub unchanged: i32,
    pub rejected: i64,
    pub undone_at: Option<DateTime<Utc>>,
    /// Of an undone import: rows that the office changed since.
    pub kept_rows: Option<i32>,
    /// Whether it changed something that can still be given back.
    pub has_changes: bool,
}

impl PastImport {
    /// Until when it can be undone; None where it cannot.
    pub fn undoable_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let until = self.started_at + TimeDelta::days(UNDO_DAYS);
        (self.has_changes && self.undone_at.is_none() && now < until).then_some(until)
    }
}

/// The latest 50, newest first; of one only, if `id` is given.
pub async fn past_imports(
    db: impl PgExecutor<'_>,
    id: Option<ImportId>,
) -> sqlx::Result<Vec<PastImport>> {
    read(db, id, None, 50).await
}

/// Those before one of them, newest first.
pub async fn imports_before(
    db: impl PgExecutor<'_>,
    before: Option<ImportId>,
    limit: i64,
) -> sqlx::Result<Vec<PastImport>> {
    read(db, None, before, limit).await
}

async fn read(
    db: impl PgExecutor<'_>,
    id: Option<ImportId>,
    before: Option<ImportId>,
    limit: i64,
) -> sqlx::Result<Vec<PastImport>> {
    sqlx::query_as!(
        PastImport,
        r#"
        select imports.id, kind as "kind: _", file_name, staff.name as "staff_name?", started_at, rows, created,
               updated, linked, unchanged,
               (select count(*) from import_rejections where import_id = imports.id) as "rejected!", undone_at,
               undo_kept_rows as kept_rows,
               exists (select from import_changes where import_id = imports.id) as "has_changes!"
        from imports
        left join staff on staff.id = imports.staff_id
        where ($1::bigint is null or imports.id = $1) and ($2::bigint is null or imports.id < $2)
        order by imports.id desc
        limit $3
        "#,
        id as _,
        before as _,
        limit,
    )
    .fetch_all(db)
    .await
}

/// The headers of its file, in their order; none of an import from before they were kept.
pub async fn headers_of(
    db: impl PgExecutor<'_>,
    import: ImportId,
) -> sqlx::Result<Option<Vec<String>>> {
    let headers = sqlx::query_scalar!("select headers from imports where id = $1", import as _)
        .fetch_optional(db);
    Ok(headers.await?.flatten())
}

/// The rows of an import that were not taken, as they stand in the file; `after` so many of them.
pub async fn rejections(
    db: impl PgExecutor<'_>,
    import: ImportId,
    after: i64,
    limit: i64,
) -> sqlx::Result<Vec<Rejection>> {
    let rows = sqlx::query!(
        r#"
        select line, reason, raw, cells as "cells: Json<Vec<String>>" from import_rejections
        where import_id = $1
        order by line, id
        offset $2 limit $3
        "#,
        import as _,
        after,
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Rejection {
            line: row.line,
            reason: row.reason,
            raw: row.raw,
            cells: row.cells.map(|cells| cells.0).unwrap_or_default(),
        })
        .collect())
}
