//! Public holidays in metropolitan France, Alsace-Moselle left out.
//!
//! Eleven days, Code du travail, article L3133-1. Ours rather than a crate's: those that exist carry
//! tables of a few years or wrong dates, and the rule is one algorithm and eleven lines.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};

/// The holidays of a Gregorian year. A set, because Ascension can fall on 1 or 8 May: then ten days.
pub fn of_year(year: i32) -> BTreeSet<NaiveDate> {
    named(year).map(|(date, _)| date).collect()
}

/// The holidays from `first` to `last`, both included.
pub fn between(first: NaiveDate, last: NaiveDate) -> BTreeSet<NaiveDate> {
    (first.year()..=last.year())
        .flat_map(of_year)
        .filter(|date| (first..=last).contains(date))
        .collect()
}

/// The French name of a holiday, as in the law; the fixed day's when two coincide.
pub fn name(date: NaiveDate) -> Option<&'static str> {
    named(date.year()).find(|(holiday, _)| *holiday == date).map(|(_, name)| name)
}

fn named(year: i32) -> impl Iterator<Item = (NaiveDate, &'static str)> {
    let easter = easter(year);
    let on = move |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let after_easter = move |days| easter?.checked_add_days(Days::new(days));
    [
        (on(1, 1), "Jour de l’an"),
        (on(5, 1), "Fête du Travail"),
        (on(5, 8), "Victoire 1945"),
        (on(7, 14), "Fête nationale"),
        (on(8, 15), "Assomption"),
        (on(11, 1), "Toussaint"),
        (on(11, 11), "Armistice 1918"),
        (on(12, 25), "Noël"),
        (after_easter(1), "Lundi de Pâques"),
        (after_easter(39), "Ascension"),
        (after_easter(50), "Lundi de Pentecôte"),
    ]
    .into_iter()
    .filter_map(|(date, name)| Some((date?, name)))
}

/// Easter Sunday by the anonymous Gregorian algorithm (Meeus, *Astronomical Algorithms*, chapter 8),
/// whose letters it keeps; exact for every year since 1583.
#[expect(clippy::many_single_char_names, reason = "the letters are the algorithm's own")]
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(n / 31).ok()?, u32::try_from(n % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    /// domain.md §3.1.
    #[test]
    fn easter_is_when_the_calendar_says() {
        for (year, month, of_month) in [
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2028, 4, 16),
            (2029, 4, 1),
            (2030, 4, 21),
            (2031, 4, 13),
            (2032, 3, 28),
            (2033, 4, 17),
            (2034, 4, 9),
            (2035, 3, 25),
            // The earliest and latest it can be.
            (1818, 3, 22),
            (2038, 4, 25),
        ] {
            assert_eq!(easter(year), Some(day(year, month, of_month)));
        }
    }

    /// domain.md §3.1.
    #[test]
    fn the_days_after_easter_move_with_it() {
        for (year, monday, ascension, pentecost) in [
            (2025, (4, 21), (5, 29), (6, 9)),
            (2026, (4, 6), (5, 14), (5, 25)),
            (2027, (3, 29), (5, 6), (5, 17)),
            (2028, (4, 17), (5, 25), (6, 5)),
            (2029, (4, 2), (5, 10), (5, 21)),
            (2030, (4, 22), (5, 30), (6, 10)),
        ] {
            for ((month, of_month), expected) in [
                (monday, "Lundi de Pâques"),
                (ascension, "Ascension"),
                (pentecost, "Lundi de Pentecôte"),
            ] {
                assert_eq!(name(day(year, month, of_month)), Some(expected), "{year}");
            }
            assert_eq!(of_year(year).len(), 11);
        }
    }

    #[test]
    fn two_holidays_on_one_day_are_one_day_off() {
        assert!(of_year(2008).contains(&day(2008, 5, 1)));
        for year in [2008, 2059, 2070, 2081, 2092] {
            assert_eq!(of_year(year).len(), 10, "{year}");
        }
        assert_eq!(name(day(2059, 5, 8)), Some("Victoire 1945"));
    }

    #[test]
    fn ordinary_days_and_the_holidays_of_alsace_have_no_name() {
        for date in [day(2026, 11, 24), day(2026, 4, 3), day(2026, 4, 5), day(2026, 12, 26)] {
            assert_eq!(name(date), None, "{date}");
        }
    }

    #[test]
    fn a_winter_s_holidays_span_two_years() {
        let winter = between(day(2026, 11, 11), day(2027, 1, 1));
        assert!(winter.into_iter().eq([day(2026, 11, 11), day(2026, 12, 25), day(2027, 1, 1)]));
        assert!(between(day(2027, 1, 1), day(2026, 1, 1)).is_empty());
    }

    #[test]
    fn any_year_has_an_answer() {
        for year in [i32::MIN, -1, 0, 262_142, i32::MAX] {
            assert!(of_year(year).len() <= 11);
        }
    }
}
