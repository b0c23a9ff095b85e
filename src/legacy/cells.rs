//! What one cell says: a day, an amount, a time.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::{headers::folded_header, rows::Raw};
use crate::values::{Money, text};

/// A row by its folded headers.
#[derive(Debug)]
pub(super) struct Fields(BTreeMap<String, String>);

impl Fields {
    pub(super) fn of(raw: &Raw) -> Self {
        Self(
            raw.iter()
                .map(|(header, cell)| (folded_header(header), text::strip_line(cell)))
                .collect(),
        )
    }

    /// The first of these columns that is there; blank where none is.
    pub(super) fn text(&self, names: &[&str]) -> String {
        names.iter().find_map(|name| self.0.get(*name)).cloned().unwrap_or_default()
    }

    pub(super) fn optional(&self, names: &[&str]) -> Option<String> {
        Some(self.text(names)).filter(|text| !text.is_empty())
    }

    /// None of a blank cell; else the day, or why it is none.
    pub(super) fn day(&self, names: &[&str]) -> Result<Option<NaiveDate>, String> {
        self.optional(names)
            .map(|text| day(&text).ok_or_else(|| unreadable("La date", &text)))
            .transpose()
    }

    pub(super) fn money(&self, names: &[&str]) -> Result<Option<Money>, String> {
        self.optional(names)
            .map(|text| Money::parse(&text).map_err(|_| unreadable("Le montant", &text)))
            .transpose()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter()
    }
}

fn unreadable(what: &str, text: &str) -> String {
    format!("{what} «\u{a0}{text}\u{a0}» ne se lit pas.")
}

/// `15/03/2024`, `15/03/24`, `2024-03-15`, or the number that Excel keeps for a day (domain.md §6.1).
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.split_once(' ').map_or(text, |(day, _)| day);
    if let Ok(serial) = text.parse::<i64>()
        && (20_000..80_000).contains(&serial)
    {
        return NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(TimeDelta::days(serial));
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [first, month, last] = parts[..] else { return None };
    let (day, year) = if first.len() == 4 { (last, first) } else { (first, last) };
    let mut year: i32 = year.parse().ok()?;
    if last.len() == 2 && first.len() < 4 {
        year += 2000;
    }
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
        .filter(|day| chrono::Datelike::year(day) > 1900)
}

/// `09:00:00`, `9:00`, `8h`, `14h30`.
pub(super) fn time(text: &str) -> Option<NaiveTime> {
    let mut parts = text.trim().splitn(3, [':', 'h', 'H']);
    let hour = parts.next()?.trim().parse().ok()?;
    let minute = match parts.next().map(str::trim) {
        None => return None,
        Some("") => 0,
        Some(minute) => minute.parse().ok()?,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_french_offices_write_them() {
        let expected = NaiveDate::from_ymd_opt(2024, 3, 15);
        for text in
            ["15/03/2024", "15/3/24", "2024-03-15", "45366", "15.03.2024", "15/03/2024 09:30"]
        {
            assert_eq!(day(text), expected, "{text}");
        }
        for text in ["semaine 42", "?", "31/02/2024", "OK", "12", "15/03"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_read_in_both_writings() {
        assert_eq!(time("09:30:00"), NaiveTime::from_hms_opt(9, 30, 0));
        assert_eq!(time("14h30"), NaiveTime::from_hms_opt(14, 30, 0));
        assert_eq!(time("8h"), NaiveTime::from_hms_opt(8, 0, 0));
        assert_eq!(time("tard"), None);
    }
}
