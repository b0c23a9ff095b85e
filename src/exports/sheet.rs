//! Rows into a file that is sent while it is written.

use rust_xlsxwriter::{Workbook, XlsxError};
use tokio::sync::mpsc::Sender;

use crate::values::spreadsheet::harmless;

/// What a table can leave as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Csv,
    Xlsx,
}

impl Format {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// How a CSV file is written.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    delimiter: u8,
    /// For spreadsheets: it says that it is UTF-8, and its lines end as on Windows.
    has_mark: bool,
}

impl Dialect {
    /// For a French Excel: UTF-8 that says so, semicolons.
    pub const SCREEN: Self = Self { delimiter: b';', has_mark: true };
    /// For programs: UTF-8, commas.
    pub const PROGRAM: Self = Self { delimiter: b',', has_mark: false };
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    #[error("whoever asked reads no more")]
    NobodyReads,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Csv(#[from] csv::Error),
    #[error(transparent)]
    Xlsx(#[from] XlsxError),
    #[error("a table could not be kept: {0}")]
    Kept(#[from] tokio::task::JoinError),
}

/// A file being written.
pub struct Sheet {
    body: Body,
    out: Sender<std::io::Result<Vec<u8>>>,
}

enum Body {
    Csv { writer: Box<csv::Writer<Vec<u8>>>, dialect: Dialect, rows: usize },
    Xlsx { book: Box<Workbook>, row: u32 },
}

/// Sent at once, in rows.
const ROWS_AT_ONCE: usize = 400;

/// What Excel holds on one sheet (its own limit).
const MOST_ROWS: u32 = 1_048_576;

impl Sheet {
    pub fn new(format: Format, dialect: Dialect, out: Sender<std::io::Result<Vec<u8>>>) -> Self {
        let body = match format {
            Format::Csv => {
                let start = if dialect.has_mark { "\u{feff}".into() } else { Vec::new() };
                Body::Csv { writer: Box::new(writer(dialect, start)), dialect, rows: 0 }
            }
            Format::Xlsx => Body::Xlsx { book: Box::new(Workbook::new()), row: MOST_ROWS },
        };
        Self { body, out }
    }

    /// One line. No spreadsheet computes anything in it.
    pub async fn row<T: AsRef<str>>(&mut self, cells: &[T]) -> Result<(), SheetError> {
        match &mut self.body {
            Body::Csv { writer: csv, dialect, rows } => {
                csv.write_record(cells.iter().map(|cell| harmless(cell.as_ref()).into_owned()))?;
                *rows += 1;
                if rows.is_multiple_of(ROWS_AT_ONCE) {
                    let full = std::mem::replace(&mut **csv, writer(*dialect, Vec::new()));
                    send(&self.out, full).await?;
                }
            }
            Body::Xlsx { book, row } => {
                if *row == MOST_ROWS {
                    book.add_worksheet_with_constant_memory()?;
                    *row = 0;
                }
                let last = book.worksheets().len().saturating_sub(1);
                let sheet = book.worksheet_from_index(last)?;
                for (column, cell) in (0_u16..).zip(cells) {
                    // A string is never a formula, however it begins; Excel refuses longer ones.
                    let cell: String = cell.as_ref().chars().take(32_000).collect();
                    sheet.write_string(*row, column, cell)?;
                }
                *row += 1;
            }
        }
        Ok(())
    }

    pub async fn finish(self) -> Result<(), SheetError> {
        match self.body {
            Body::Csv { writer, .. } => send(&self.out, *writer).await,
            Body::Xlsx { mut book, .. } => {
                let file = tokio::task::spawn_blocking(move || book.save_to_buffer()).await??;
                self.out.send(Ok(file)).await.map_err(|_| SheetError::NobodyReads)
            }
        }
    }
}

fn writer(dialect: Dialect, start: Vec<u8>) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .delimiter(dialect.delimiter)
        // A row that was rejected may have more cells than its headers.
        .flexible(true)
        .terminator(if dialect.has_mark {
            csv::Terminator::CRLF
        } else {
            csv::Terminator::Any(b'\n')
        })
        .from_writer(start)
}

async fn send(
    out: &Sender<std::io::Result<Vec<u8>>>,
    full: csv::Writer<Vec<u8>>,
) -> Result<(), SheetError> {
    let bytes = full.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    out.send(Ok(bytes)).await.map_err(|_| SheetError::NobodyReads)
}
