//! A file of the old office as rows under headers, whatever program wrote it (domain.md §6.1).

use super::{delimited, workbook};
use crate::values::spreadsheet;

/// Far above a real office's file: 64 MiB.
pub const MAX_BYTES: usize = 64 << 20;

/// A full Outlook export has 92 columns.
pub(super) const MAX_COLUMNS: usize = 500;

/// Bounds the memory of a file that is taken apart: about 300 MB.
pub(super) const MAX_CELLS: usize = 5_000_000;

/// In bytes; a cell of Excel holds 32,767 characters.
pub(super) const MAX_CELL: usize = 128 * 1024;

/// Why a file could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableFile {
    #[error("Ce fichier est vide.")]
    Empty,
    #[error("Ce fichier dépasse 64\u{a0}Mo\u{a0}: exportez-le en plusieurs parties.")]
    TooLarge,
    #[error(
        "Ce fichier a trop de lignes pour être importé en une fois\u{a0}: exportez-le en plusieurs parties."
    )]
    TooManyCells,
    #[error(
        "Ce fichier a plus de 500\u{a0}colonnes\u{a0}: ce n’est pas un export de clients, de devis ou d’agenda."
    )]
    TooManyColumns,
    #[error(
        "La ligne {0} contient un texte démesuré\u{a0}: ce fichier n’est sans doute pas un tableau."
    )]
    LongCell(i32),
    #[error(
        "Ce fichier n’est pas un tableau\u{a0}: exportez-le au format CSV ou Excel (.xlsx) depuis votre logiciel."
    )]
    NotText,
    #[error(
        "Ce fichier est un ancien classeur Excel (.xls)\u{a0}: ouvrez-le et enregistrez-le au format «\u{a0}Classeur Excel (.xlsx)\u{a0}»."
    )]
    OldWorkbook,
    #[error(
        "Ce classeur Excel est abîmé ou incomplet\u{a0}: enregistrez-le à nouveau depuis Excel."
    )]
    BrokenWorkbook,
    #[error("Ce classeur Excel est démesuré une fois décompressé\u{a0}: il n’a pas été ouvert.")]
    Bomb,
    #[error("La ligne {0} ne se lit pas\u{a0}: des guillemets n’y sont sans doute pas refermés.")]
    Broken(u64),
    #[error("Les colonnes de ce fichier ne sont celles d’aucun export connu.")]
    UnknownColumns,
    #[error(
        "La colonne «\u{a0}{0}\u{a0}» manque\u{a0}: exportez le fichier avec toutes ses colonnes."
    )]
    MissingColumn(&'static str),
}

/// The headers and rows of a file, or of one sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Of a workbook only.
    pub name: Option<String>,
    pub headers: Vec<String>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it begins in the file or sheet, of which the first line is 1.
    pub line: i32,
    pub cells: Vec<String>,
}

/// Reads a file: one sheet, or all sheets of a workbook that are not empty. Never none.
pub fn read_sheets(bytes: &[u8]) -> Result<Vec<Sheet>, UnreadableFile> {
    if bytes.len() > MAX_BYTES {
        return Err(UnreadableFile::TooLarge);
    }
    let mut sheets = if bytes.starts_with(b"PK\x03\x04") {
        workbook::read(bytes)?
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(UnreadableFile::OldWorkbook);
    } else {
        vec![delimited::read(bytes)?]
    };
    sheets.iter_mut().for_each(give_back);
    Ok(sheets)
}

/// The headers of the two columns that a list of rejected rows begins with.
pub const ADDED_HEADERS: [&str; 2] = ["Ligne", "Motif"];

/// A list of rejected rows that somebody mended is the file again that they come from: its headers, and each row
/// at its line, by which some files name their rows.
fn give_back(sheet: &mut Sheet) {
    let added = ADDED_HEADERS.len();
    let begins = sheet.headers.iter().map(|header| header.trim()).take(added);
    if sheet.headers.len() <= added || !begins.eq(ADDED_HEADERS) {
        return;
    }
    let typed = |cell: String| spreadsheet::typed(&cell).to_owned();
    sheet.headers = sheet.headers.drain(added..).map(typed).collect();
    for row in &mut sheet.rows {
        if let Some(line) = row.cells.first().and_then(|cell| cell.trim().parse().ok()) {
            row.line = line;
        }
        row.cells = row.cells.drain(..).skip(added).map(typed).collect();
    }
}

/// The first sheet of a file.
pub fn read_sheet(bytes: &[u8]) -> Result<Sheet, UnreadableFile> {
    read_sheets(bytes)?.into_iter().next().ok_or(UnreadableFile::Empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_survive_each_encoding() {
        let expected = vec!["Hélène".to_owned(), "Ça…".to_owned()];
        for bytes in [
            &b"Nom;Note\r\nH\xE9l\xE8ne;\xC7a\x85\r\n"[..],
            "Nom;Note\nHélène;Ça…".as_bytes(),
            "\u{feff}Nom,Note\nHélène,Ça…".as_bytes(),
            "Nom\tNote\nHélène\tÇa…".as_bytes(),
        ] {
            let sheet = read_sheet(bytes).unwrap();
            assert_eq!(sheet.headers, ["Nom", "Note"]);
            assert_eq!(sheet.rows, [Row { line: 2, cells: expected.clone() }]);
        }
    }

    #[test]
    fn an_address_on_two_lines_keeps_the_count_of_lines() {
        let sheet =
            read_sheet(b"Nom;Adresse\nA;\"1, rue X\nBat. B; esc. 2\"\n\n;\nB;2 rue Y\n").unwrap();
        assert_eq!(sheet.rows[0].cells[1], "1, rue X\nBat. B; esc. 2");
        assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 6]);
    }

    #[test]
    fn a_mended_list_of_rejected_rows_is_the_file_that_they_come_from() {
        let sheet = read_sheet(
            "Ligne;Motif;Nom;Tél\n17;Il manque le nom.;Dupont;'+33 6 39 98 12 34\n".as_bytes(),
        );
        let sheet = sheet.unwrap();
        assert_eq!(sheet.headers, ["Nom", "Tél"]);
        let cells = vec!["Dupont".to_owned(), "+33 6 39 98 12 34".to_owned()];
        assert_eq!(sheet.rows, [Row { line: 17, cells }]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert_eq!(read_sheet(b""), Err(UnreadableFile::Empty));
        assert_eq!(read_sheet(b" \r\n"), Err(UnreadableFile::Empty));
        assert_eq!(read_sheet(b"PK\x03\x04\0\0"), Err(UnreadableFile::BrokenWorkbook));
        assert_eq!(read_sheet(b"\xD0\xCF\x11\xE0\0\0"), Err(UnreadableFile::OldWorkbook));
        assert_eq!(read_sheet(b"Nom;Tel\nDupont;\"06"), Err(UnreadableFile::Broken(2)));
        let wide = vec![b';'; 10_000];
        assert_eq!(read_sheet(&[b"a", &wide[..]].concat()), Err(UnreadableFile::TooManyColumns));
        let long = vec![b'a'; 1 << 20];
        assert_eq!(read_sheet(&[b"Nom\n", &long[..]].concat()), Err(UnreadableFile::LongCell(2)));
    }
}
