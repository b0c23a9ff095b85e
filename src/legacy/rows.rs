//! From the rows of a file to what they say of customers, or to why they were not taken.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Source,
    follow_ups::FollowUpRow,
    portrait::Statement,
    profiles::RowReader,
    reading::{Row, Sheet, UnreadableFile},
};
use crate::{matching, values::text};

/// A row under its headers, as the file had it.
pub(super) type Raw = BTreeMap<String, String>;

/// One row, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LegacyRow {
    /// The client's code, or the line where the source has none.
    pub(super) code: String,
    pub(super) line: i32,
    /// Its cells under their headers, as JSON: the shortest way to keep a hundred thousand of them.
    pub(super) raw: String,
    /// SHA-256 of the cells, to see whether a newer file changed them.
    pub(super) fingerprint: Vec<u8>,
    /// What it says of its customer.
    pub(super) said: Arc<Statement>,
    /// What a line of the sheet "Relances" says beside.
    pub(super) follow_up: Option<FollowUpRow>,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    pub line: i32,
    /// In French, for the person who has to mend it.
    pub reason: String,
    pub raw: String,
    /// As they stand in the file; empty of what is no row, and of imports from before they were kept.
    #[serde(skip)]
    pub cells: Vec<String>,
}

impl Rejection {
    pub(super) fn of(row: &Row, reason: String) -> Self {
        Self { line: row.line, reason, raw: row.cells.join(" ; "), cells: row.cells.clone() }
    }
}

/// Understands every row, or says why not.
pub(super) fn understand(
    source: Source,
    sheet: &Sheet,
) -> Result<(Vec<LegacyRow>, Vec<Rejection>), UnreadableFile> {
    RowReader::new(source).check(&sheet.headers)?;
    let headers = unique(&sheet.headers);
    let understood = matching::in_parts(&sheet.rows, |rows| {
        let mut reader = RowReader::new(source);
        rows.iter().map(|row| understand_row(&mut reader, &headers, row)).collect()
    });
    let (mut rows, mut rejected) = (Vec::new(), Vec::new());
    let mut lines = HashMap::<String, i32>::new();
    for (row, understood) in sheet.rows.iter().zip(understood) {
        match understood {
            Ok(understood) if lines.contains_key(&understood.code) => {
                let reason = format!(
                    "Le code {} est déjà celui de la ligne\u{a0}{}.",
                    understood.code, lines[&understood.code]
                );
                rejected.push(Rejection::of(row, reason));
            }
            Ok(understood) => {
                lines.insert(understood.code.clone(), understood.line);
                rows.push(understood);
            }
            Err(reason) => rejected.push(Rejection::of(row, reason)),
        }
    }
    Ok((rows, rejected))
}

/// More than a page of remarks, in characters.
const LONGEST_CELL: usize = 4_000;

fn understand_row(
    reader: &mut RowReader,
    headers: &[String],
    row: &Row,
) -> Result<LegacyRow, String> {
    let raw = raw(headers, row)?;
    let cells = reader.read(&raw);
    let code = match reader.source().has_codes() {
        true if cells.code.is_empty() => return Err("Il manque le code du client.".to_owned()),
        true => cells.code.clone(),
        false => row.line.to_string(),
    };
    let name = cells.customer_name().ok_or("Il manque le nom du client.")?;
    // One field of such a length would slow down every list that it stands in.
    if let Some(long) = raw.iter().find(|(_, cell)| cell.chars().count() > LONGEST_CELL) {
        return Err(format!(
            "La case «\u{a0}{}\u{a0}» est trop longue\u{a0}: {LONGEST_CELL}\u{a0}caractères au plus.",
            long.0
        ));
    }
    if name.filed().chars().count() > text::LONGEST_LINE {
        return Err(format!(
            "Le nom est trop long\u{a0}: {}\u{a0}caractères au plus.",
            text::LONGEST_LINE
        ));
    }
    let follow_up = (reader.source() == Source::Relances).then(|| FollowUpRow::of(&raw));
    Ok(LegacyRow {
        code,
        line: row.line,
        fingerprint: fingerprint(&raw),
        raw: serde_json::Value::from_iter(raw).to_string(),
        said: Arc::new(Statement::of(name, &cells)),
        follow_up,
    })
}

/// The cells under their headers; else why they do not fit.
pub(super) fn raw(headers: &[String], row: &Row) -> Result<Raw, String> {
    let (wanted, found) = (headers.len(), row.cells.len());
    if found < wanted || row.cells[wanted..].iter().any(|cell| !cell.trim().is_empty()) {
        return Err(format!("Cette ligne a {found} cellules, les en-têtes en ont {wanted}."));
    }
    Ok(headers.iter().cloned().zip(row.cells.iter().cloned()).collect())
}

/// A header that comes twice is told apart by a number: no cell is lost.
pub(super) fn unique(headers: &[String]) -> Vec<String> {
    let mut unique: Vec<String> = Vec::with_capacity(headers.len());
    for (at, header) in headers.iter().enumerate() {
        let header = header.trim().to_owned();
        let is_taken = unique.contains(&header) || header.is_empty();
        unique.push(if is_taken { format!("{header} ({})", at + 1) } else { header });
    }
    unique
}

pub(super) fn fingerprint(raw: &Raw) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for part in raw.iter().flat_map(|(header, cell)| [header, cell]) {
        hasher.update(part.len().to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::legacy::reading::read_sheet;

    fn reasons(file: &str) -> Vec<(i32, String)> {
        let (_, rejected) = understand(Source::Mde, &read_sheet(file.as_bytes()).unwrap()).unwrap();
        rejected.into_iter().map(|rejection| (rejection.line, rejection.reason)).collect()
    }

    #[test]
    fn what_cannot_be_taken_says_why() {
        let file = "Code client;Nom;Tél\nC1;DUPONT Pierre;\n;MARTIN Sophie;\nC3; ;\nC1;PETIT Jean;\nC5;PETIT\nC6;A;;x\n";
        let expected = [
            (3, "Il manque le code du client."),
            (4, "Il manque le nom du client."),
            (5, "Le code C1 est déjà celui de la ligne\u{a0}2."),
            (6, "Cette ligne a 2 cellules, les en-têtes en ont 3."),
            (7, "Cette ligne a 4 cellules, les en-têtes en ont 3."),
        ];
        assert_eq!(reasons(file), expected.map(|(line, reason)| (line, reason.to_owned())));
    }

    #[test]
    fn a_column_that_comes_twice_loses_nothing() {
        assert_eq!(
            unique(&["Nom".into(), "Nom".into(), String::new()]),
            ["Nom", "Nom (2)", " (3)"]
        );
    }
}
