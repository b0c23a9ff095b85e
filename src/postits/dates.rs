//! Days by their date: "le 12", "12/11", "lundi 7 décembre", "du 12 au 14".

use std::ops::Range;

use chrono::{Datelike, Months, NaiveDate, Weekday};

use super::{reading::Days, slips::meant, tokens::Tokens};

const MONTHS: [(&str, u32); 27] = [
    ("janvier", 1),
    ("janv", 1),
    ("jan", 1),
    ("fevrier", 2),
    ("fevr", 2),
    ("fev", 2),
    ("mars", 3),
    ("avril", 4),
    ("avr", 4),
    ("mai", 5),
    ("juin", 6),
    ("juillet", 7),
    ("juil", 7),
    ("aout", 8),
    ("septembre", 9),
    ("sept", 9),
    ("sep", 9),
    ("octobre", 10),
    ("oct", 10),
    ("novembre", 11),
    ("nov", 11),
    ("decembre", 12),
    ("dec", 12),
    ("decmbre", 12),
    ("novemb", 11),
    ("decemb", 12),
    ("fevr", 2),
];

pub(super) fn month(tokens: &Tokens, at: usize) -> Option<u32> {
    meant(tokens.word(at), &MONTHS).copied()
}

/// What a number is not a date before: streets, units, hours.
const NOT_DATES: [&str; 36] = [
    "rue",
    "avenue",
    "av",
    "bd",
    "boulevard",
    "chemin",
    "ch",
    "route",
    "rte",
    "impasse",
    "allee",
    "allees",
    "place",
    "bis",
    "ter",
    "h",
    "hr",
    "heure",
    "heures",
    "e",
    "eme",
    "kw",
    "kva",
    "m",
    "cm",
    "mm",
    "amperes",
    "ans",
    "prises",
    "points",
    "euros",
    "min",
    "mn",
    "jours",
    "lots",
    "logements",
];

/// Words before a bare number that make it a date.
const BEFORE_DATES: [&str; 4] = ["le", "au", "du", "les"];

/// The date that begins at this token, without the words before it.
pub(super) fn date_at(
    tokens: &Tokens,
    at: usize,
    today: NaiveDate,
) -> Option<(Range<usize>, Days)> {
    if let Some((end, day)) = one_date(tokens, at, today, false) {
        return Some(with_second(tokens, at, end, day, today));
    }
    // "12-13 décembre", "du 12 au 14 novembre", "12 ou 13 décembre"
    let first = day_number(tokens, at)?;
    let link = joins(tokens, at + 1)?;
    let (end, last) = one_date(tokens, at + 1 + link, today, false)?;
    let first = last.with_day(first)?;
    (first < last).then(|| (at..end, Days::span(first, last)))
}

/// "le 12 et le 13", "du 12 au 14": the second date closes the span.
fn with_second(
    tokens: &Tokens,
    at: usize,
    end: usize,
    day: NaiveDate,
    today: NaiveDate,
) -> (Range<usize>, Days) {
    let begins_a_span = matches!(tokens.word_before(at, 1), "du" | "le" | "entre");
    let second = joins(tokens, end).filter(|link| begins_a_span && *link > 0).and_then(|link| {
        let (end, last) = one_date(tokens, end + link, today, true)?;
        (last > day && (last - day).num_days() < 40).then_some((end, last))
    });
    match second {
        Some((end, last)) => (at..end, Days::span(day, last)),
        None => (at..end, Days::one(day)),
    }
}

/// How many tokens say "to" or "or" here; zero for a hyphen.
fn joins(tokens: &Tokens, at: usize) -> Option<usize> {
    if let Some(count) = tokens.any_of(at, &["au", "ou", "et", "et le", "ou le", "et du"]) {
        return Some(count);
    }
    (tokens.number(at).is_some() && tokens.gap(at).trim() == "-").then_some(0)
}

fn day_number(tokens: &Tokens, at: usize) -> Option<u32> {
    let token = tokens.all.get(at)?;
    let day = token.number.filter(|day| (1..=31).contains(day) && token.folded.len() <= 2)?;
    Some(day)
}

/// A date without a second one; `bare` where the words before it say that a number alone is one.
fn one_date(
    tokens: &Tokens,
    at: usize,
    today: NaiveDate,
    bare: bool,
) -> Option<(usize, NaiveDate)> {
    let day = day_number(tokens, at)?;
    // "1er"
    let after = if tokens.is_one_of(at + 1, &["er"]) && tokens.gap(at + 1).is_empty() {
        at + 2
    } else {
        at + 1
    };
    if let Some(month) = month(tokens, after) {
        return with_year(tokens, after + 1, day, month, today, " ");
    }
    let mark = tokens.gap(after).trim();
    let is_slash = mark == "/";
    let is_other = matches!(mark, "." | "-") && tokens.is_one_of(at.wrapping_sub(1), &BEFORE_DATES);
    if let Some(month) = tokens.number(after).filter(|_| is_slash || is_other)
        && (1..=12).contains(&month)
        && tokens.all[after].folded.len() <= 2
        && !is_hour_unit(tokens, after + 1)
    {
        return with_year(tokens, after + 1, day, month, today, mark);
    }
    let says_so = bare || at > 0 && tokens.is_one_of(at - 1, &BEFORE_DATES);
    // "16 A" is a current, "le 16 à 10 h" is a day.
    let is_current = tokens.is_one_of(after, &["a"])
        && tokens.number(after + 1).is_none()
        && !tokens.is_one_of(after + 1, &["midi", "la", "partir"]);
    if !says_so
        || is_current
        || tokens.is_one_of(after, &NOT_DATES)
        || tokens.gap(after).starts_with(['/', '.', ':', '%', ','])
            && tokens.number(after).is_some()
    {
        return None;
    }
    Some((after, next_of_month(today, day)?))
}

fn is_hour_unit(tokens: &Tokens, at: usize) -> bool {
    tokens.is_one_of(at, &["h", "hr", "hrs", "heure", "heures"])
}

fn with_year(
    tokens: &Tokens,
    at: usize,
    day: u32,
    month: u32,
    today: NaiveDate,
    mark: &str,
) -> Option<(usize, NaiveDate)> {
    let same_mark = tokens.gap(at).trim() == mark.trim();
    let year = tokens.number(at).filter(|year| {
        same_mark
            && ((2020..2100).contains(year) || (mark != " " && (20..100).contains(year)))
            && !is_hour_unit(tokens, at + 1)
    });
    if let Some(year) = year {
        let year = i32::try_from(if year < 100 { 2000 + year } else { year }).ok()?;
        return Some((at + 1, NaiveDate::from_ymd_opt(year, month, day)?));
    }
    // 29 February comes every fourth year.
    let day = (0..9)
        .filter_map(|ahead| NaiveDate::from_ymd_opt(today.year() + ahead, month, day))
        .find(|date| *date >= today)?;
    Some((at, day))
}

/// The next day of this number, today included.
fn next_of_month(today: NaiveDate, day: u32) -> Option<NaiveDate> {
    (0..12)
        .filter_map(|ahead| {
            today.with_day(1)?.checked_add_months(Months::new(ahead))?.with_day(day)
        })
        .find(|date| *date >= today)
}

/// "lundi 7", "jeudi 10 décembre": what follows a weekday and dates it; a number that fits no such weekday is an hour.
pub(super) fn date_after_weekday(
    tokens: &Tokens,
    at: usize,
    weekday: Weekday,
    today: NaiveDate,
) -> Option<(usize, NaiveDate)> {
    let at = if tokens.is_one_of(at, &["le"]) { at + 1 } else { at };
    let (end, day) = one_date(tokens, at, today, true)?;
    let has_month = end > at + 1;
    (has_month || day.weekday() == weekday || day_number(tokens, at)? > 19).then_some((end, day))
}
