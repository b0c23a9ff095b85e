//! Months and their parts, and feasts: "début décembre", "fin du mois", "le mois prochain", "avant Noël".

use std::ops::Range;

use chrono::{Datelike, Days as Count, Months, NaiveDate};

use super::{dates::month, reading::Days, tokens::Tokens};

/// The first and last day of the thirds of a month.
const BEGINNING: (u32, u32) = (1, 10);
const MIDDLE: (u32, u32) = (11, 20);
const END: (u32, u32) = (21, 31);
const WHOLE: (u32, u32) = (1, 31);

pub(super) fn find(tokens: &Tokens, at: usize, today: NaiveDate) -> Option<(Range<usize>, Days)> {
    if let Some(feast) = feast(tokens, at, today) {
        return Some(feast);
    }
    let (which, lead) = match tokens.word(at) {
        "debut" => (BEGINNING, 1),
        "mi" | "milieu" => (MIDDLE, 1),
        "fin" => (END, 1),
        "courant" => (WHOLE, 1),
        _ => (WHOLE, 0),
    };
    let noun = at
        + lead
        + tokens.any_of(at + lead, &["du", "de", "d", "de l"]).filter(|_| lead > 0).unwrap_or(0);
    if tokens.is_one_of(noun, &["annee"]) && lead > 0 {
        return Some((at..noun + 1, days(today.year(), 12, which, today)?));
    }
    if tokens.is_one_of(noun, &["mois"]) {
        let next = tokens.any_of(noun + 1, &["prochain", "suivant", "pro", "qui vient"]);
        let said = lead > 0 || next.is_some() || tokens.word_before(at, 1) == "ce";
        let of = if next.is_some() {
            today.with_day(1)?.checked_add_months(Months::new(1))?
        } else {
            today
        };
        let mut found = days(of.year(), of.month(), which, today)?;
        // "début de mois" when it is past: of the next.
        if found.last < today {
            let of = today.with_day(1)?.checked_add_months(Months::new(1))?;
            found = days(of.year(), of.month(), which, today)?;
        }
        return said.then_some((at..noun + 1 + next.unwrap_or(0), found));
    }
    let month = month(tokens, noun)?;
    let said = lead > 0 || matches!(tokens.word_before(at, 1), "en" | "avant" | "ici");
    if !said {
        return None;
    }
    let mut found = days(today.year(), month, which, today)?;
    if found.last < today || month < today.month() {
        found = days(today.year() + 1, month, which, today)?;
    }
    Some((at..noun + 1, found))
}

/// What is left of that part of the month.
fn days(year: i32, month: u32, (first, last): (u32, u32), today: NaiveDate) -> Option<Days> {
    let of_month = NaiveDate::from_ymd_opt(year, month, 1)?;
    let end = of_month.checked_add_months(Months::new(1))? - Count::new(1);
    let last = of_month.with_day(last).unwrap_or(end);
    let first = of_month.with_day(first)?;
    let first = if last >= today { first.max(today) } else { first };
    Some(Days { first, last, before: false })
}

fn feast(tokens: &Tokens, at: usize, today: NaiveDate) -> Option<(Range<usize>, Days)> {
    let (count, month, day) = if tokens.says(at, "noel") {
        (1, 12, 25)
    } else if let Some(count) = tokens.any_of(at, &["jour de l an", "nouvel an"]) {
        (count, 1, 1)
    } else {
        return None;
    };
    let days = [today.year(), today.year() + 1]
        .into_iter()
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .find(|day| *day >= today)?;
    // "apres Noël" is no day.
    (tokens.word_before(at, 1) != "apres").then(|| (at..at + count, Days::one(days)))
}
