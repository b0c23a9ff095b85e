//! The planning of one technician: a line a day, two half days on it (domain.md §6.3).

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};

use super::{
    FileKind, Rejection, cells,
    headers::folded_header,
    reading::{Row, Sheet, UnreadableFile},
    rows::{self, Raw},
    visits::{VisitRow, Visits, joined},
};
use crate::values::{french, text};

/// A column of hours: `8h-12h`.
struct Half {
    at: usize,
    header: String,
    starts: NaiveTime,
    ends: NaiveTime,
}

/// The sheets of a workbook, each of its own month. `file_name` tells whose they are, and the month
/// where the sheet does not.
pub(super) fn planning(sheets: &[Sheet], file_name: &str) -> Result<Visits, UnreadableFile> {
    let mut visits =
        Visits { kind: FileKind::Planning, rows: Vec::new(), blank: 0, rejected: Vec::new() };
    for sheet in sheets {
        let halves = halves(&sheet.headers);
        if halves.is_empty() {
            return Err(UnreadableFile::MissingColumn("8h-12h"));
        }
        let month = sheet.name.as_deref().and_then(month_of).or_else(|| month_of(file_name));
        let headers = rows::unique(&sheet.headers);
        for row in &sheet.rows {
            match half_days(row, &headers, &halves, month, &technician_of(file_name)) {
                Ok(cells) if cells.is_empty() => visits.blank += 1,
                Ok(cells) => visits.rows.extend(cells),
                Err(reason) => visits.rejected.push(Rejection::of(row, reason)),
            }
        }
    }
    Ok(visits)
}

fn halves(headers: &[String]) -> Vec<Half> {
    headers
        .iter()
        .enumerate()
        .filter_map(|(at, header)| {
            let (starts, ends) = header.split_once(['-', '–', '/'])?;
            let (starts, ends) = (cells::time(starts)?, cells::time(ends)?);
            Some(Half { at, header: header.trim().to_owned(), starts, ends })
        })
        .collect()
}

fn half_days(
    row: &Row,
    headers: &[String],
    halves: &[Half],
    month: Option<(i32, u32)>,
    technician: &str,
) -> Result<Vec<VisitRow>, String> {
    let title = row.cells.first().map(|cell| text::strip_line(cell)).unwrap_or_default();
    let is_blank = |half: &Half| row.cells.get(half.at).is_none_or(|cell| cell.trim().is_empty());
    if halves.iter().all(is_blank) {
        return Ok(Vec::new());
    }
    let (day, claimed) = day_of(&title, month)?;
    let mut taken = Vec::new();
    for half in halves.iter().filter(|half| !is_blank(half)) {
        let label = text::strip_line(&row.cells[half.at]);
        if text::fold(&label).trim_matches(['(', ')']) == "vide" {
            continue;
        }
        let mut warnings = Vec::new();
        if let Some(claimed) = claimed.filter(|claimed| *claimed != day.weekday()) {
            warnings.push(format!(
                "Le {} est un {}, pas un {}.",
                french::date_numeric(day),
                french::weekday(day.weekday()),
                french::weekday(claimed)
            ));
        }
        if let Some(time) = time_in(&label).filter(|time| *time < half.starts || *time >= half.ends)
        {
            warnings.push(format!("{} n’est pas dans {}.", time.format("%-Hh%M"), half.header));
        }
        let raw: Raw =
            [(headers[0].clone(), title.clone()), (half.header.clone(), label.clone())].into();
        let fingerprint = rows::fingerprint(&raw);
        taken.push(VisitRow {
            key: format!("{}|{day}|{}", text::fold(technician), half.header),
            technician: Some(technician.to_owned()).filter(|name| !name.is_empty()),
            day,
            starts_at: Some(half.starts),
            ends_at: Some(half.ends),
            label,
            place: None,
            note: None,
            warning: joined(&warnings),
            line: row.line,
            raw,
            fingerprint,
        });
    }
    Ok(taken)
}

/// `Lundi 3`, `Lundi 4 novembre 2025`, `03/11/2025`; and the weekday that is claimed.
fn day_of(title: &str, month: Option<(i32, u32)>) -> Result<(NaiveDate, Option<Weekday>), String> {
    let unreadable = || format!("Le jour «\u{a0}{title}\u{a0}» ne se lit pas.");
    let folded = folded_header(title);
    let words: Vec<&str> = folded.split(' ').collect();
    let claimed = (0..7).map(weekday_of).find(|day| words.contains(&french::weekday(*day)));
    if let Some(day) = title.split(' ').find_map(cells::day).or_else(|| cells::day(title)) {
        return Ok((day, claimed));
    }
    let number = words
        .iter()
        .find_map(|word| word.trim_end_matches("er").parse::<u32>().ok())
        .filter(|number| (1..=31).contains(number))
        .ok_or_else(unreadable)?;
    let named = words.iter().find_map(|word| month_named(word));
    let year = words.iter().filter_map(|word| word.parse::<i32>().ok()).find(|year| *year > 1900);
    let (year, month) = match (named, year, month) {
        (Some(month), Some(year), _) | (Some(month), None, Some((year, _))) => (year, month),
        (None, _, Some(known)) => known,
        _ => {
            return Err(format!(
                "Le mois et l’année de «\u{a0}{title}\u{a0}» ne sont écrits nulle part."
            ));
        }
    };
    let day = NaiveDate::from_ymd_opt(year, month, number).ok_or_else(unreadable)?;
    Ok((day, claimed))
}

fn weekday_of(number: u8) -> Weekday {
    Weekday::try_from(number).unwrap_or(Weekday::Mon)
}

fn month_named(word: &str) -> Option<u32> {
    (0..12).find(|month| text::fold(french::month(*month)) == word).map(|month| month + 1)
}

/// `11-2025`, `Gaetan_Novembre_2025.xlsx`: the year and the month.
fn month_of(name: &str) -> Option<(i32, u32)> {
    let folded = folded_header(name);
    let words: Vec<&str> = folded.split(' ').collect();
    let year = words
        .iter()
        .filter_map(|word| word.parse().ok())
        .find(|year| (1990..2200).contains(year))?;
    let month = words.iter().find_map(|word| month_named(word)).or_else(|| {
        words.iter().filter_map(|word| word.parse().ok()).find(|month| (1..=12).contains(month))
    })?;
    Some((year, month))
}

/// `Gaetan_Novembre_2025.xlsx`, `Planning Gaëtan.xlsx`: the name of the technician.
fn technician_of(file_name: &str) -> String {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    stem.split(['_', ' ', '-'])
        .find(|word| {
            let folded = text::fold(word);
            folded.chars().any(char::is_alphabetic)
                && month_named(&folded).is_none()
                && folded != "planning"
        })
        .unwrap_or_default()
        .to_owned()
}

/// The first time that a text names: `14h30 Mme Guillet`, `9h M. Ruiz / 11h Dupont`.
fn time_in(label: &str) -> Option<NaiveTime> {
    label
        .split_whitespace()
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains(['h', 'H']))
        .find_map(cells::time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[[&str; 3]]) -> Sheet {
        let cells = |row: &[&str; 3]| row.iter().map(|cell| (*cell).to_owned()).collect();
        Sheet {
            name: Some("11-2025".to_owned()),
            headers: cells(&["Jour", "8h-12h", "14h-18h"]),
            rows: (2..).zip(rows).map(|(line, row)| Row { line, cells: cells(row) }).collect(),
        }
    }

    #[test]
    fn a_weekday_that_does_not_fit_its_date_is_pointed_out() {
        let sheets = [sheet(&[
            ["Lundi 4 novembre 2025", "M. Durand?", ""],
            ["Mercredi 5", "", "9h Mme Gay / 11h Antoine"],
            ["Jeudi 6", "", "(vide)"],
            ["Vendredi 7", "", ""],
            ["Lundi 31", "RDV", ""],
        ])];
        let visits = planning(&sheets, "Gaetan_Novembre_2025.xlsx").unwrap();
        let shown: Vec<(String, &str, Option<&str>)> = visits
            .rows
            .iter()
            .map(|visit| (visit.day.to_string(), visit.label.as_str(), visit.warning.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [
                (
                    "2025-11-04".to_owned(),
                    "M. Durand?",
                    Some("Le 04/11/2025 est un mardi, pas un lundi.")
                ),
                (
                    "2025-11-05".to_owned(),
                    "9h Mme Gay / 11h Antoine",
                    Some("9h00 n’est pas dans 14h-18h.")
                ),
            ]
        );
        assert_eq!(visits.rows[0].technician.as_deref(), Some("Gaetan"));
        assert_eq!((visits.blank, visits.rejected.len()), (2, 1));
    }
}
