//! A delimited file of the old office, in whatever encoding its program wrote (domain.md §6.1).

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// Far above a real office's file: 64 MiB.
pub const MAX_BYTES: usize = 64 << 20;

/// Why a file could not be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableFile {
    #[error("Ce fichier est vide.")]
    Empty,
    #[error("Ce fichier dépasse 64\u{a0}Mo\u{a0}: exportez-le en plusieurs parties.")]
    TooLarge,
    #[error(
        "Ce fichier n’est pas un tableau en texte (CSV)\u{a0}: exportez-le au format CSV depuis votre logiciel."
    )]
    NotText,
    #[error("La ligne {0} ne se lit pas\u{a0}: des guillemets n’y sont sans doute pas refermés.")]
    Broken(u64),
    #[error(
        "Les colonnes de ce fichier ne sont celles d’aucun export connu (clients MDE, clients Sage)."
    )]
    UnknownColumns,
    #[error(
        "La colonne «\u{a0}{0}\u{a0}» manque\u{a0}: exportez le fichier avec toutes ses colonnes."
    )]
    MissingColumn(&'static str),
}

/// The headers and rows of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub headers: Vec<String>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it begins in the file; the headers stand on line 1.
    pub line: i32,
    pub cells: Vec<String>,
}

/// Reads a file. Empty lines are left out.
pub fn read_sheet(bytes: &[u8]) -> Result<Sheet, UnreadableFile> {
    if bytes.len() > MAX_BYTES {
        return Err(UnreadableFile::TooLarge);
    }
    let text = decode(bytes)?;
    if text.trim().is_empty() {
        return Err(UnreadableFile::Empty);
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut lines = Lines { text: &text, byte: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|error| {
            UnreadableFile::Broken(error.position().map_or(0, csv::Position::line))
        })?;
        let line = lines.at(record.position().map_or(0, csv::Position::byte));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = i32::try_from(line).map_err(|_| UnreadableFile::TooLarge)?;
        rows.push(Row { line, cells: record.iter().map(str::to_owned).collect() });
    }
    if rows.is_empty() {
        return Err(UnreadableFile::Empty);
    }
    let headers = rows.remove(0).cells;
    Ok(Sheet { headers, rows })
}

/// Counts lines as an editor does. The reader's own count is one behind after `\r\n` and empty lines.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first text at or after `byte`; asked for in ascending order.
    fn at(&mut self, byte: u64) -> u64 {
        let rest = &self.text.as_bytes()[self.byte..];
        let until =
            usize::try_from(byte).unwrap_or(usize::MAX).saturating_sub(self.byte).min(rest.len());
        let breaks = rest[until..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = &rest[..until + breaks];
        self.line += passed.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.byte += passed.len();
        self.line
    }
}

/// UTF-8 with or without its mark, else Windows-1252, in which every byte means something.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, UnreadableFile> {
    if bytes.contains(&0) {
        return Err(UnreadableFile::NotText);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => Ok(WINDOWS_1252.decode_without_bom_handling(bytes).0),
    }
}

/// Of `;`, tab and `,`, the one that stands most often on the first line outside quotes.
fn delimiter(text: &str) -> u8 {
    let count = |delimiter: char| {
        let mut quoted = false;
        let header = text.trim_start().lines().next().unwrap_or_default();
        header
            .chars()
            .filter(|&c| {
                quoted ^= c == '"';
                c == delimiter && !quoted
            })
            .count()
    };
    match (count(';'), count('\t'), count(',')) {
        (semicolons, tabs, commas) if tabs > semicolons && tabs >= commas => b'\t',
        (semicolons, _, commas) if commas > semicolons => b',',
        _ => b';',
    }
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
    fn what_is_no_table_is_refused() {
        assert_eq!(read_sheet(b""), Err(UnreadableFile::Empty));
        assert_eq!(read_sheet(b" \r\n"), Err(UnreadableFile::Empty));
        assert_eq!(read_sheet(b"PK\x03\x04\0\0"), Err(UnreadableFile::NotText));
    }
}
