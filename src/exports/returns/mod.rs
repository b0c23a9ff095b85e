//! Changes that go back to Sage and the ERP, in the columns that they read, each change once.

mod columns;
mod queries;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::{
    db,
    values::{CustomerId, StaffId, spreadsheet},
};

pub use columns::{Card, Filed, Program, changed_row, new_row};
pub use queries::{Batch, batches, content};

/// As many as leave in one file: the next one takes the rest.
const AT_ONCE: i64 = 2_000;

/// Whom a file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Customers whom the program knows, and whose card the office changed.
    Changed,
    /// Customers made here, who have no code in the program.
    New,
}

impl Kind {
    pub const ALL: [Self; 2] = [Self::Changed, Self::New];

    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::New => "new",
        }
    }

    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Changed => "fiches modifiées",
            Self::New => "nouveaux clients",
        }
    }
}

/// One line that waits to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub customer: CustomerId,
    pub name: String,
    /// The customer's code in the program; empty for a new one.
    pub code: String,
    /// In the program's columns.
    pub cells: Vec<String>,
}

/// What waits, the first lines of it.
pub async fn waiting(db: &PgPool, program: Program, kind: Kind) -> sqlx::Result<Vec<Line>> {
    Ok(lines(&mut *db.acquire().await?, program, kind).await?.waiting)
}

/// What was looked at to make a file.
struct Lines {
    waiting: Vec<Line>,
    /// Customers and codes whose change fits none of the program's columns.
    void: Vec<(CustomerId, String)>,
}

/// Takes what waits into a file, and notes that it left; none where nothing waits.
///
/// Two people who take at once do not take the same change twice.
pub async fn take(
    db: &PgPool,
    program: Program,
    kind: Kind,
    staff: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<i64>> {
    let mut tx = db::begin(db).await?;
    queries::lock(&mut *tx, program).await?;
    let Lines { waiting, void } = lines(&mut tx, program, kind).await?;
    queries::insert_rows(&mut *tx, None, program, &void, now).await?;
    let id = if waiting.is_empty() {
        None
    } else {
        let file = file(program, &waiting);
        let id = queries::insert_batch(&mut *tx, program, kind, staff, waiting.len(), &file, now)
            .await?;
        let rows: Vec<_> = waiting.into_iter().map(|line| (line.customer, line.code)).collect();
        queries::insert_rows(&mut *tx, Some(id), program, &rows, now).await?;
        Some(id)
    };
    tx.commit().await?;
    Ok(id)
}

async fn lines(db: &mut PgConnection, program: Program, kind: Kind) -> sqlx::Result<Lines> {
    match kind {
        Kind::Changed => {
            let records = queries::changed(&mut *db, program, AT_ONCE).await?;
            let ids: Vec<CustomerId> = records.iter().map(|record| record.customer).collect();
            let cards = cards(db, &ids).await?;
            let mut lines = Lines { waiting: Vec::new(), void: Vec::new() };
            for queries::Record { customer, code, raw, .. } in records {
                let Some(card) = cards.get(&customer) else { continue };
                match changed_row(program, &raw, card) {
                    Some(cells) => {
                        let name = card.name.clone();
                        lines.waiting.push(Line { customer, name, code, cells });
                    }
                    None => lines.void.push((customer, code)),
                }
            }
            Ok(lines)
        }
        Kind::New => {
            let ids = queries::without_code(&mut *db, program, AT_ONCE).await?;
            let cards = cards(db, &ids).await?;
            let line = |id: CustomerId| {
                let card = cards.get(&id)?;
                let cells = new_row(program, card);
                Some(Line { customer: id, name: card.name.clone(), code: String::new(), cells })
            };
            Ok(Lines { waiting: ids.into_iter().filter_map(line).collect(), void: Vec::new() })
        }
    }
}

/// The customers as they are now, with what all programs say of them.
async fn cards(
    db: &mut PgConnection,
    ids: &[CustomerId],
) -> sqlx::Result<BTreeMap<CustomerId, Card>> {
    let mut cards = queries::cards(&mut *db, ids).await?;
    for record in queries::records(db, ids).await? {
        let Some(card) = cards.get_mut(&record.customer) else { continue };
        if let Some(program) = Program::read(&record.source) {
            card.filed.add(program, &record.raw);
        }
    }
    Ok(cards)
}

/// As the program's own files come: Windows-1252, semicolons, lines that end as on Windows. A sign
/// that Windows-1252 lacks is written without its accent, or as a question mark.
fn file(program: Program, lines: &[Line]) -> Vec<u8> {
    let mut text = program.headers().join(";") + "\r\n";
    for line in lines {
        let cells: Vec<String> = line.cells.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
    }
    text.chars().flat_map(in_windows_1252).collect()
}

fn quoted(cell: &str) -> String {
    let cell = spreadsheet::harmless(cell);
    if cell.contains([';', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.into_owned()
    }
}

fn in_windows_1252(c: char) -> Vec<u8> {
    let encode = |text: &str| {
        let (bytes, _, is_unknown) = encoding_rs::WINDOWS_1252.encode(text);
        (!is_unknown).then(|| bytes.into_owned())
    };
    encode(c.encode_utf8(&mut [0; 4]))
        .or_else(|| encode(&crate::values::text::fold(&c.to_string())))
        .unwrap_or_else(|| vec![b'?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_one_that_the_program_wrote() {
        let line = Line {
            customer: CustomerId(1),
            name: "Hébert".to_owned(),
            code: "C1".to_owned(),
            cells: ["C1", "Hébert Łucja", "1; rue \"X\"", "", "=x", "", ""]
                .map(str::to_owned)
                .into(),
        };
        let file = file(Program::Mde, &[line]);
        let (text, _, _) = encoding_rs::WINDOWS_1252.decode(&file);
        assert_eq!(
            text,
            "Code client;Nom;Adresse;Tél;Email;Nb chantiers;Dernière intervention\r\n\
             C1;Hébert lucja;\"1; rue \"\"X\"\"\";;'=x;;\r\n"
        );
        assert!(file.windows(2).any(|pair| pair == [0xe9, b'l']), "é is one byte");
    }
}
