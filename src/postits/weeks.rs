//! Weeks and weekends: "la semaine prochaine", "fin de semaine", "ce week-end", "semaine 50".

use std::ops::Range;

use chrono::{Datelike, Days as Count, NaiveDate, Weekday};

use super::{
    dates::date_at,
    days::{after, weekday},
    reading::Days,
    tokens::Tokens,
};

/// The Monday of this day's week.
pub(super) fn monday(day: NaiveDate) -> NaiveDate {
    day - Count::new(day.weekday().num_days_from_monday().into())
}

/// How many tokens say "next week" here.
pub(super) fn next_week(tokens: &Tokens, at: usize) -> Option<usize> {
    let lead = tokens.any_of(at, &["de la", "la", "de", "l autre"]).unwrap_or(0);
    let noun = at + lead;
    if !is_week(tokens, noun) {
        return None;
    }
    let more = tokens.any_of(
        noun + 1,
        &[
            "prochaine",
            "pro",
            "proch",
            "prochain",
            "suivante",
            "d apres",
            "qui vient",
            "procahine",
            "prochaien",
            "prochaine",
        ],
    )?;
    Some(lead + 1 + more)
}

fn is_week(tokens: &Tokens, at: usize) -> bool {
    tokens.is_one_of(at, &["semaine", "sem", "semaien", "smaine", "semaines", "s"])
        && (tokens.word(at) != "s" || tokens.is_one_of(at + 1, &["prochaine", "pro"]))
}

#[derive(Clone, Copy)]
enum Part {
    Beginning,
    Middle,
    End,
    Whole,
}

fn part(tokens: &Tokens, at: usize) -> (Part, usize) {
    let (part, count) = match tokens.word(at) {
        "debut" => (Part::Beginning, 1),
        "milieu" => (Part::Middle, 1),
        "fin" => (Part::End, 1),
        "courant" | "cours" => (Part::Whole, 1),
        _ => return (Part::Whole, 0),
    };
    let more = tokens.any_of(at + count, &["de la", "de", "de l", "d"]).unwrap_or(0);
    (part, count + more)
}

pub(super) fn find(tokens: &Tokens, at: usize, today: NaiveDate) -> Option<(Range<usize>, Days)> {
    let (which, lead) = part(tokens, at);
    weekend(tokens, at, lead, today).or_else(|| week(tokens, at, which, lead, today))
}

fn week(
    tokens: &Tokens,
    at: usize,
    which: Part,
    lead: usize,
    today: NaiveDate,
) -> Option<(Range<usize>, Days)> {
    let noun = at + lead;
    if tokens.is_one_of(noun, &["semaine", "sem", "s"])
        && let Some(number) = tokens.number(noun + 1).filter(|number| (1..=53).contains(number))
        && (tokens.word(noun) != "s" || tokens.gap(noun + 1).is_empty())
    {
        let year = today.iso_week().year();
        let first = [year, year + 1]
            .into_iter()
            .filter_map(|year| NaiveDate::from_isoywd_opt(year, number, Weekday::Mon))
            .find(|monday| *monday + Count::new(4) >= today)?;
        return Some((at..noun + 2, within(which, first, today)));
    }
    if is_week(tokens, noun)
        && tokens.is_one_of(noun + 1, &["du"])
        && let Some((range, days)) = date_at(tokens, noun + 2, today)
    {
        return Some((at..range.end, within(which, monday(days.first), today)));
    }
    if let Some(count) = next_week(tokens, noun) {
        let end = noun + count;
        let first = monday(today) + Count::new(7);
        // "la semaine prochaine jeudi"
        return Some(match weekday(tokens, end) {
            Some(day) => {
                let day = first + Count::new(day.num_days_from_monday().into());
                (at..end + 1, Days::one(day))
            }
            None => (at..end, within(which, first, today)),
        });
    }
    if !is_week(tokens, noun) {
        return None;
    }
    // "semaine" alone says nothing.
    let says_this = lead > 0
        || tokens.word_before(at, 1) == "cette"
        || (tokens.word_before(at, 1) == "la"
            && matches!(tokens.word_before(at, 2), "dans" | "ds"));
    says_this.then(|| (at..noun + 1, this_week(which, today)))
}

/// The part of a week to come.
fn within(which: Part, monday: NaiveDate, today: NaiveDate) -> Days {
    let friday = monday + Count::new(4);
    match which {
        Part::Beginning => Days::one(monday),
        Part::Middle => Days::one(monday + Count::new(2)),
        Part::End => Days::one(friday),
        Part::Whole => Days::span(monday.max(today), friday),
    }
}

/// Of the week under way what is still to come; else of the next.
fn this_week(which: Part, today: NaiveDate) -> Days {
    let on_or_after = |day: Weekday| if today.weekday() == day { today } else { after(today, day) };
    match which {
        Part::Beginning => Days::one(after(today, Weekday::Mon)),
        Part::Middle => Days::one(on_or_after(Weekday::Wed)),
        Part::End => Days::one(on_or_after(Weekday::Fri)),
        Part::Whole => Days::span(today, on_or_after(Weekday::Fri)),
    }
}

fn weekend(
    tokens: &Tokens,
    at: usize,
    lead: usize,
    today: NaiveDate,
) -> Option<(Range<usize>, Days)> {
    let before = tokens.any_of(at, &["apres le", "avant le"]).filter(|_| lead == 0);
    let noun = at + before.unwrap_or(lead);
    let count = tokens.any_of(noun, &["week end", "weekend", "we", "w e", "wk", "wek end"])?;
    let end = match tokens.any_of(noun + count, &["prochain", "qui vient"]) {
        Some(more) => noun + count + more,
        None => noun + count,
    };
    let saturday = if today.weekday() == Weekday::Sat { today } else { after(today, Weekday::Sat) };
    let days = match (before, tokens.word(at)) {
        (Some(_), "apres") => Days::one(saturday + Count::new(2)),
        (Some(_), _) => Days::one(saturday - Count::new(1)),
        (None, _) => Days::span(saturday, saturday + Count::new(1)),
    };
    Some((at..end, days))
}
