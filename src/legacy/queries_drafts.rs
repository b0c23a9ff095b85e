//! Files that wait: for their preview, for somebody's yes, for a worker.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgExecutor, PgPool, types::Json};

use super::{
    drafts::{Asked, Claimed, Draft, LEASE, MOST_ATTEMPTS, Preview, Waiting},
    progress::Progress,
};
use crate::{
    announcements::{Topic, announce},
    db,
    values::{ImportId, StaffId},
};

/// How long a file waits for its yes.
const DRAFT_LIFE: TimeDelta = TimeDelta::days(1);

/// Said of a file that ended its worker, again and again.
const INTERRUPTED: &str = "L’import de ce fichier s’est interrompu plusieurs fois\u{a0}: rien n’a été écrit. Essayez un fichier plus court, ou appelez votre informaticien.";

/// Keeps a file between its choice and the person's yes, and forgets those that nobody confirmed.
pub async fn keep_draft(
    db: &mut PgConnection,
    staff: StaffId,
    file_name: &str,
    content: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<i64> {
    sqlx::query!(
        "
        delete from import_drafts
        where created_at < $1 and (asked_for is null or finished_at is not null)
        ",
        now - DRAFT_LIFE
    )
    .execute(&mut *db)
    .await?;
    sqlx::query_scalar!(
        "insert into import_drafts (staff_id, file_name, content, created_at) values ($1, $2, $3, $4) returning id",
        staff as _,
        file_name,
        content,
        now,
    )
    .fetch_one(db)
    .await
}

/// None of a file that is being imported, or was.
pub async fn find_draft(
    db: impl PgExecutor<'_>,
    id: i64,
    staff: StaffId,
) -> sqlx::Result<Option<Draft>> {
    sqlx::query_as!(
        Draft,
        r#"
        select file_name, content as "content!" from import_drafts
        where id = $1 and staff_id = $2 and content is not null and asked_for is distinct from 'import'
        "#,
        id,
        staff as _,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn preview_of(db: impl PgExecutor<'_>, id: i64) -> sqlx::Result<Option<Preview>> {
    let kept = sqlx::query_scalar!(
        r#"select preview as "preview: Json<Preview>" from import_drafts where id = $1"#,
        id
    )
    .fetch_optional(db)
    .await?;
    Ok(kept.flatten().map(|preview| preview.0))
}

/// What the columns are was said anew: what was told of the file is no longer so.
pub async fn forget_preview(db: impl PgExecutor<'_>, id: i64, staff: StaffId) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update import_drafts
        set preview = null, asked_for = null, asked_at = null, finished_at = null, refusal = null, lease_until = null
        where id = $1 and staff_id = $2 and asked_for is distinct from 'import'
        ",
        id,
        staff as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How many records there are, counted up to `most`.
pub(super) async fn count_records(db: impl PgExecutor<'_>, most: i64) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from (select from source_records limit $1) as some_records"#,
        most
    )
    .fetch_one(db)
    .await
}

/// Asks a worker for it, once. Whether the person has such a file.
pub async fn ask(
    db: &PgPool,
    id: i64,
    staff: StaffId,
    what: Asked,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let is_there = sqlx::query_scalar!(
        r#"
        with asked as (
            update import_drafts
            set asked_for = $3, asked_at = $4, step = 'waiting', step_rows = null, lease_until = null, attempts = 0,
                finished_at = null, refusal = null
            where id = $1 and staff_id = $2 and asked_for is distinct from $3 and asked_for is distinct from 'import'
              and content is not null
        )
        select exists (select from import_drafts where id = $1 and staff_id = $2) as "is_there!"
        "#,
        id,
        staff as _,
        what as _,
        now,
    )
    .fetch_one(&mut *tx)
    .await?;
    announce(&mut *tx, Topic::Imports, id).await?;
    tx.commit().await?;
    Ok(is_there)
}

/// The file that waits longest; until [`LEASE`] is over, no other worker gets it.
pub async fn claim(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Option<Claimed>> {
    sqlx::query!(
        "
        update import_drafts set finished_at = $1, refusal = $2, content = null
        where asked_for is not null and finished_at is null and attempts >= $3 and lease_until < $1
        ",
        now,
        INTERRUPTED,
        MOST_ATTEMPTS,
    )
    .execute(&mut *db)
    .await?;
    let claimed = sqlx::query!(
        r#"
        update import_drafts
        set lease_until = $2, attempts = attempts + 1, step = 'waiting', step_rows = null
        where id = (
            select id from import_drafts
            where asked_for is not null and finished_at is null and (lease_until is null or lease_until < $1)
            order by asked_at, id
            limit 1
            for update skip locked
        )
        returning id, asked_for as "asked_for!: Asked", staff_id as "staff: StaffId", file_name, content as "content!"
        "#,
        now,
        now + LEASE,
    )
    .fetch_optional(db)
    .await?;
    Ok(claimed.map(|row| Claimed {
        id: row.id,
        asked_for: row.asked_for,
        staff: row.staff,
        draft: Draft { file_name: row.file_name, content: row.content },
    }))
}

/// How far the worker is, and that it lives.
pub async fn note_progress(
    db: impl PgExecutor<'_>,
    id: i64,
    progress: Progress,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update import_drafts set step = $2, step_rows = $3, lease_until = $4
        where id = $1 and asked_for is not null and finished_at is null
        ",
        id,
        progress.step.as_str(),
        progress.rows.map(|rows| i32::try_from(rows).unwrap_or(i32::MAX)),
        now + LEASE,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn keep_preview(
    db: impl PgExecutor<'_>,
    id: i64,
    preview: &Preview,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update import_drafts set preview = $2, finished_at = $3
        where id = $1 and asked_for = 'preview' and finished_at is null
        ",
        id,
        Json(preview) as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// In the transaction of the import: it is made once, or not at all. Whether it was still to be made.
pub(super) async fn finish(
    db: impl PgExecutor<'_>,
    id: i64,
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        update import_drafts set import_id = $2, finished_at = $3, content = null, preview = null
        where id = $1 and asked_for = 'import' and finished_at is null
        ",
        id,
        import as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn refuse(
    db: impl PgExecutor<'_>,
    id: i64,
    reason: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update import_drafts set refusal = $2, finished_at = $3 where id = $1 and finished_at is null",
        id,
        reason,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// One file that a worker was asked for, finished or not; or all that are not finished.
pub async fn waiting(db: impl PgExecutor<'_>, id: Option<i64>) -> sqlx::Result<Vec<Waiting>> {
    sqlx::query_as!(
        Waiting,
        r#"
        select d.id, file_name, staff.name as staff_name, asked_for as "asked_for!: Asked", asked_at as "asked_at!",
               step as "step: _", step_rows,
               (select count(*) from import_drafts sooner
                where sooner.asked_for is not null and sooner.finished_at is null
                  and (sooner.asked_at, sooner.id) < (d.asked_at, d.id)) as "ahead!",
               finished_at is not null as "is_finished!", import_id as "import_id: _", refusal
        from import_drafts d
        join staff on staff.id = d.staff_id
        where asked_for is not null and (d.id = $1 or ($1::bigint is null and asked_for = 'import' and finished_at is null))
        order by asked_at, d.id
        limit 50
        "#,
        id,
    )
    .fetch_all(db)
    .await
}
