//! A delimited text file: CSV with semicolons, commas or tabs.

use super::{
    encodings,
    reading::{MAX_CELL, MAX_CELLS, MAX_COLUMNS, Row, Sheet, UnreadableFile},
};

/// Reads a file. Empty lines are left out.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, UnreadableFile> {
    let text = encodings::decode(bytes)?;
    if text.trim().is_empty() {
        return Err(UnreadableFile::Empty);
    }
    let delimiter = delimiter(&text);
    measure(&text, delimiter)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
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
        let line = i32::try_from(line).map_err(|_| UnreadableFile::TooManyCells)?;
        let cells = record.iter().map(|cell| encodings::mended(cell).into_owned()).collect();
        rows.push(Row { line, cells });
    }
    if rows.is_empty() {
        return Err(UnreadableFile::Empty);
    }
    let headers = rows.remove(0).cells;
    Ok(Sheet { name: None, headers, rows })
}

/// Refuses what would fill the memory once it is taken apart, and a quote that is never closed.
fn measure(text: &str, delimiter: u8) -> Result<(), UnreadableFile> {
    let (mut quoted, mut columns, mut cells) = (false, 1, 1);
    let (mut line, mut opened, mut begins, mut closed) = (1, 1, 0, usize::MAX - 1);
    for (at, byte) in text.bytes().enumerate() {
        let ends_row = byte == b'\n' && !quoted;
        if quoted {
            quoted = byte != b'"';
            closed = at;
        } else if byte == b'"' && (at == begins || at == closed + 1) {
            quoted = true;
            opened = line;
        } else if (byte == delimiter && !quoted) || ends_row {
            if at.saturating_sub(begins) > MAX_CELL {
                return Err(UnreadableFile::LongCell(line));
            }
            begins = at + 1;
            columns = if ends_row { 1 } else { columns + 1 };
            cells += 1;
            if columns > MAX_COLUMNS {
                return Err(UnreadableFile::TooManyColumns);
            }
            if cells > MAX_CELLS {
                return Err(UnreadableFile::TooManyCells);
            }
        }
        line += i32::from(byte == b'\n');
    }
    if quoted {
        return Err(UnreadableFile::Broken(u64::try_from(opened).unwrap_or_default()));
    }
    if text.len().saturating_sub(begins) > MAX_CELL {
        return Err(UnreadableFile::LongCell(line));
    }
    Ok(())
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
