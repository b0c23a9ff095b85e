//! A file between its choice and its import: looked at, previewed and imported, by a worker where that
//! takes longer than a page may.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use super::{
    FileKind, ImportError, ImportReport, ImportRequest, Rejection, importing,
    progress::{Step, Teller},
    queries_drafts,
};
use crate::values::{ImportId, StaffId};

/// After so long without a word from its worker, another takes the file.
pub const LEASE: TimeDelta = TimeDelta::seconds(45);

/// A file that ended its worker so often is not tried again.
pub(super) const MOST_ATTEMPTS: i32 = 3;

/// So many rejected rows of a preview are kept to be shown.
const SHOWN_REJECTIONS: usize = 200;

/// A dry run matches everybody anew: within a page only where these are few records,
const MOST_RECORDS: i64 = 5_000;

/// and the file is of about so many rows.
const MOST_BYTES: usize = 512 * 1024;

/// A file that waits for its yes; only for the person who chose it.
#[derive(Clone, Debug)]
pub struct Draft {
    pub file_name: String,
    pub content: Vec<u8>,
}

/// What a worker is asked to do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Asked {
    Preview,
    Import,
}

/// What would become of a file, as a dry run told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub kind: FileKind,
    pub created: usize,
    pub updated: usize,
    pub linked: usize,
    pub unchanged: usize,
    pub rejected: usize,
    /// The first of the rejected, in the order of their lines.
    pub rejections: Vec<Rejection>,
}

impl From<ImportReport> for Preview {
    fn from(report: ImportReport) -> Self {
        let ImportReport { kind, created, updated, linked, unchanged, mut rejected, .. } = report;
        let count = rejected.len();
        rejected.truncate(SHOWN_REJECTIONS);
        Self { kind, created, updated, linked, unchanged, rejected: count, rejections: rejected }
    }
}

/// How far a file is, for those who wait for it.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: i64,
    pub file_name: String,
    pub staff_name: String,
    pub asked_for: Asked,
    pub asked_at: DateTime<Utc>,
    pub step: Step,
    pub step_rows: Option<i32>,
    /// Files that are to be dealt with before it.
    pub ahead: i64,
    pub is_finished: bool,
    pub import_id: Option<ImportId>,
    pub refusal: Option<String>,
}

/// A file that a worker has taken.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: i64,
    pub asked_for: Asked,
    pub staff: StaffId,
    pub draft: Draft,
}

/// The file's preview: one that was made, or one made now where that is quick. None: a worker is asked for it.
pub async fn preview(
    db: &PgPool,
    id: i64,
    draft: &Draft,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<Option<Preview>, ImportError> {
    if let Some(preview) = queries_drafts::preview_of(db, id).await? {
        return Ok(Some(preview));
    }
    let is_quick = draft.content.len() <= MOST_BYTES
        && queries_drafts::count_records(db, MOST_RECORDS + 1).await? <= MOST_RECORDS;
    if !is_quick {
        queries_drafts::ask(db, id, staff, Asked::Preview, now).await?;
        return Ok(None);
    }
    let request = request(draft.clone(), staff, true);
    let report = importing::import(db, request, now).await?;
    Ok(Some(Preview::from(report)))
}

/// Does what was asked, and keeps what became of it.
///
/// Fails only where the database does: then the file is taken again after its lease.
pub async fn work_on(
    db: &PgPool,
    claimed: Claimed,
    teller: &Teller,
    now: DateTime<Utc>,
) -> Result<(), ImportError> {
    let Claimed { id, asked_for, staff, draft } = claimed;
    let (dry_run, finishes) = match asked_for {
        Asked::Preview => (true, None),
        Asked::Import => (false, Some(id)),
    };
    match importing::import_telling(db, request(draft, staff, dry_run), finishes, teller, now).await
    {
        Ok(report) if dry_run => {
            queries_drafts::keep_preview(db, id, &Preview::from(report), now).await?;
        }
        // The import itself said so, in its transaction.
        Ok(_) => {}
        Err(ImportError::Unreadable(reason)) => {
            queries_drafts::refuse(db, id, &reason.to_string(), now).await?;
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

fn request(draft: Draft, staff: StaffId, dry_run: bool) -> ImportRequest {
    let Draft { file_name, content } = draft;
    ImportRequest { kind: None, file_name, bytes: content, staff: Some(staff), dry_run }
}
