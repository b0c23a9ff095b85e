//! The old office's files: read as they are, each row kept whole, each tied to one customer.

mod delimited;
mod encodings;
mod importing;
mod kinds;
mod plan;
mod portrait;
mod profiles;
mod queries;
mod queries_apply;
mod queries_history;
mod queries_links;
mod queries_records;
mod reading;
mod rows;
mod workbook;

use serde::Serialize;

use crate::values::ImportId;

pub use importing::{ImportError, ImportRequest, import, recognise};
pub use kinds::{FileKind, Source};
pub use queries_history::{
    Draft, PastImport, discard_draft, find_draft, keep_draft, past_imports, rejections,
};
pub use queries_links::{SourceLink, source_links};
pub use reading::{MAX_BYTES, UnreadableFile};
pub use rows::Rejection;

/// What became of a file. `rows` is the sum of the others and of the rejected rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// None of a dry run.
    pub id: Option<ImportId>,
    pub kind: FileKind,
    pub file_name: String,
    pub rows: usize,
    /// Rows that made a new customer.
    pub created: usize,
    /// Rows that say something else than last time.
    pub updated: usize,
    /// New rows of a customer who is known by another row, or by the office.
    pub linked: usize,
    pub unchanged: usize,
    pub rejected: Vec<Rejection>,
}
