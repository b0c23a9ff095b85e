//! The old office's files: read as they are, each row kept whole, each tied to one customer.

mod importing;
mod linking;
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

use serde::Serialize;

use crate::values::ImportId;

pub use importing::{ImportError, ImportRequest, import, recognise};
pub use queries_history::{
    Draft, PastImport, discard_draft, find_draft, keep_draft, past_imports, rejections,
};
pub use queries_links::{SourceLink, source_links};
pub use reading::{MAX_BYTES, UnreadableFile};
pub use rows::Rejection;

/// The program that a file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Source {
    Mde,
    Sage,
}

impl Source {
    /// In the order in which the files of a folder are best imported.
    pub const ALL: [Self; 2] = [Self::Mde, Self::Sage];

    /// As stored, and in the first column of `source-links`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mde => "mde",
            Self::Sage => "sage",
        }
    }

    /// As the screen calls the file.
    pub fn label(self) -> &'static str {
        match self {
            Self::Mde => "Clients de l’ERP MDE",
            Self::Sage => "Clients de Sage",
        }
    }
}

/// What became of a file. `rows` is the sum of the others and of the rejected rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// None of a dry run.
    pub id: Option<ImportId>,
    pub source: Source,
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
