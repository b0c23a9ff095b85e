//! The old office's files: read as they are, each row kept whole, each tied to one customer.

mod applying;
mod cells;
mod changes;
mod contents;
mod dealings;
mod delimited;
mod detaching;
mod drafts;
mod encodings;
mod folder;
mod follow_ups;
mod headers;
mod importing;
#[cfg(test)]
mod judged;
mod kinds;
mod mapping;
mod plan;
mod planning_sheet;
mod portrait;
mod profiles;
mod progress;
mod queries;
mod queries_apply;
mod queries_dealings;
mod queries_detaching;
mod queries_drafts;
mod queries_folder;
mod queries_follow_ups;
mod queries_history;
mod queries_links;
mod queries_profiles;
mod queries_records;
mod queries_undo;
mod queries_visits;
mod reading;
mod rows;
mod spelling;
mod taking;
mod undo;
mod visits;
mod workbook;

use serde::Serialize;

use crate::values::ImportId;

pub use detaching::{Detached, NotDetached, detach_record};
pub use drafts::{Asked, Claimed, Draft, LEASE, Preview, Waiting, preview, work_on};
pub use folder::{FolderError, import_folder};
pub use importing::{ImportError, ImportRequest, import, recognise};
pub use kinds::{FileKind, Source};
pub use mapping::{IGNORED, ImportProfile, MAPPED_KINDS, MappingError, fields, guess};
pub use progress::{Progress, Step, Teller};
pub use queries_detaching::is_imported;
pub use queries_drafts::{
    ask, claim, find_draft, forget_preview, keep_draft, note_progress, waiting,
};
pub use queries_follow_ups::{FollowUp, FollowUpFilter, follow_ups};
pub use queries_history::{PastImport, headers_of, imports_before, past_imports, rejections};
pub use queries_links::{SourceLink, source_links};
pub use queries_profiles::{import_profiles, keep_profile};
pub use queries_undo::{KeptCustomer, kept_customers};
pub use queries_visits::{
    Settlement, UnconfirmedVisit, VisitStart, settle_visit, unconfirmed_between, unconfirmed_visits,
};
pub use reading::{ADDED_HEADERS, MAX_BYTES, Sheet, UnreadableFile, read_sheet};
pub use rows::Rejection;
pub use undo::{UNDO_DAYS, UndoError, Undone, forget_old_changes, undo_import};

/// What became of a file. `rows` is the sum of the others and of the rejected rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// None of a dry run.
    pub id: Option<ImportId>,
    pub kind: FileKind,
    pub file_name: String,
    pub rows: usize,
    /// Rows that made a new customer, or that are new themselves where they only speak of customers.
    pub created: usize,
    /// Rows that say something else than last time.
    pub updated: usize,
    /// New rows of a customer who is known by another row, or by the office.
    pub linked: usize,
    pub unchanged: usize,
    pub rejected: Vec<Rejection>,
    /// Of the file, in its order.
    #[serde(skip)]
    pub headers: Vec<String>,
}

impl ImportReport {
    fn of(kind: FileKind, file_name: String) -> Self {
        Self {
            id: None,
            kind,
            file_name,
            rows: 0,
            created: 0,
            updated: 0,
            linked: 0,
            unchanged: 0,
            rejected: Vec::new(),
            headers: Vec::new(),
        }
    }
}
