//! What leaves as a table: CSV and XLSX of every list on the screen, and what the other programs read back.

mod lists;
mod lists_taken_over;
pub mod returns;
mod sheet;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgPool;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::{calls, merging::Relation, messages, tickets, values::ImportId};

pub use sheet::{Dialect, Format, Sheet, SheetError};

/// A list as the screen shows it, with its filters.
#[derive(Clone, Debug)]
pub enum List {
    /// What is looked for; empty for everybody.
    Customers(String),
    Calls(calls::Filter),
    Tickets(tickets::Filter),
    /// What is still owed.
    Promises,
    /// From the first day to the last, both included.
    Appointments(NaiveDate, NaiveDate),
    Messages(messages::Filter, Option<messages::Channel>),
    /// Open or closed ones only; or both.
    FollowUps(Option<bool>),
    Proposals(Relation),
    Imports,
    /// The rows that an import did not take, as its file has them.
    Rejections(ImportId),
}

impl List {
    /// As the file is called, without its ending.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Customers(_) => "clients",
            Self::Calls(_) => "appels",
            Self::Tickets(_) => "demandes",
            Self::Promises => "promesses",
            Self::Appointments(..) => "rendez-vous",
            Self::Messages(..) => "messages",
            Self::FollowUps(_) => "relances",
            Self::Proposals(_) => "doublons",
            Self::Imports => "imports",
            Self::Rejections(_) => "lignes-non-prises",
        }
    }
}

/// Parts of a file that may wait for whoever reads them slowly.
const CHUNKS: usize = 4;

/// The file, part by part, while it is read from the database; ends with an error where that fails.
pub fn stream(
    db: PgPool,
    list: List,
    format: Format,
    now: DateTime<Utc>,
) -> ReceiverStream<std::io::Result<Vec<u8>>> {
    let (out, parts) = mpsc::channel(CHUNKS);
    tokio::spawn(async move {
        if let Err(error) = write(&db, &list, format, now, out.clone()).await {
            // Whoever asked may have gone.
            if !matches!(error, SheetError::NobodyReads) {
                tracing::error!(export.list = list.name(), %error, "an export broke off");
                let _ = out.send(Err(std::io::Error::other(error))).await;
            }
        }
    });
    ReceiverStream::new(parts)
}

/// Writes the list, with French headers.
pub async fn write(
    db: &PgPool,
    list: &List,
    format: Format,
    now: DateTime<Utc>,
    out: mpsc::Sender<std::io::Result<Vec<u8>>>,
) -> Result<(), SheetError> {
    let mut sheet = Sheet::new(format, Dialect::SCREEN, out);
    lists::write(db, list, &mut sheet, now).await?;
    sheet.finish().await
}
