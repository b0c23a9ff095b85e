//! A workbook (XLSX), cell by cell: what it unpacks to is measured before anything is read.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};

use super::reading::{MAX_CELL, MAX_CELLS, MAX_COLUMNS, Row, Sheet, UnreadableFile};

/// An office's workbook unpacks to a few megabytes; a bomb to gigabytes.
const MAX_UNPACKED: u64 = 128 << 20;

/// Parts of one workbook: sheets, styles, relations.
const MAX_PARTS: usize = 2_000;

/// All sheets with something on them, in their order.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, UnreadableFile> {
    measure(bytes)?;
    let broken = |_| UnreadableFile::BrokenWorkbook;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut budget = MAX_CELLS;
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        // A sheet that is a drawing only.
        let Ok(mut cells) = workbook.worksheet_cells_reader(&name) else { continue };
        let mut rows: Vec<Row> = Vec::new();
        let mut width = 0;
        while let Some(cell) = cells.next_cell().map_err(broken)? {
            let text = shown(cell.get_value());
            if text.trim().is_empty() {
                continue;
            }
            let (row, column) = cell.get_position();
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            if column >= MAX_COLUMNS {
                return Err(UnreadableFile::TooManyColumns);
            }
            let line = i32::try_from(row).unwrap_or(i32::MAX - 1) + 1;
            if text.len() > MAX_CELL {
                return Err(UnreadableFile::LongCell(line));
            }
            if rows.last().is_none_or(|row| row.line != line) {
                rows.push(Row { line, cells: Vec::new() });
            }
            if let Some(row) = rows.last_mut() {
                let added = (column + 1).saturating_sub(row.cells.len());
                budget = budget.checked_sub(added).ok_or(UnreadableFile::TooManyCells)?;
                row.cells.resize(row.cells.len() + added, String::new());
                row.cells[column] = text;
            }
            width = width.max(column + 1);
        }
        if !rows.is_empty() {
            budget = budget.checked_sub(rows.len() * width).ok_or(UnreadableFile::TooManyCells)?;
            sheets.push(sheet(name, rows, width));
        }
    }
    if sheets.is_empty() { Err(UnreadableFile::Empty) } else { Ok(sheets) }
}

/// The headers are the first row with two cells: a title above them has one.
fn sheet(name: String, mut rows: Vec<Row>, width: usize) -> Sheet {
    for row in &mut rows {
        row.cells.resize(width, String::new());
    }
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let at = rows.iter().position(|row| filled(row) > 1).unwrap_or(0);
    let mut rows = rows.split_off(at);
    let headers = rows.remove(0).cells;
    Sheet { name: Some(name), headers, rows }
}

/// Unpacks every part once, and keeps none. What a part says of its own size may be a lie.
fn measure(bytes: &[u8]) -> Result<(), UnreadableFile> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| UnreadableFile::BrokenWorkbook)?;
    if archive.len() > MAX_PARTS {
        return Err(UnreadableFile::Bomb);
    }
    let mut total = 0_u64;
    let mut buffer = [0; 16 * 1024];
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|_| UnreadableFile::BrokenWorkbook)?;
        if part.size() > MAX_UNPACKED {
            return Err(UnreadableFile::Bomb);
        }
        loop {
            match part.read(&mut buffer).map_err(|_| UnreadableFile::BrokenWorkbook)? {
                0 => break,
                read => total += read as u64,
            }
            if total > MAX_UNPACKED {
                return Err(UnreadableFile::Bomb);
            }
        }
    }
    Ok(())
}

/// As the sheet shows it: a day is `15/07/2025`, a whole number has no decimals.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string().replace('.', ","),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(yes) => if *yes { "Vrai" } else { "Faux" }.to_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            let (serial, time) = (moment.as_f64(), format!("{hour:02}:{minute:02}"));
            if serial < 1.0 {
                time
            } else if serial.fract() == 0.0 {
                format!("{day:02}/{month:02}/{year}")
            } else {
                format!("{day:02}/{month:02}/{year} {time}")
            }
        }
    }
}
