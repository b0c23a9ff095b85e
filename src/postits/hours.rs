//! Hours as one says them: "10h30", "avant midi", "entre 14 et 16 h", "en fin de matinée", "dans 2 h".

use std::ops::Range;

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

use super::{days::is_past, numbers::number, parts_of_day, reading::Hours, tokens::Tokens};

/// When of the day, which tokens say it, and whether they say "today" too.
pub(super) struct Found {
    pub(super) ranges: Vec<Range<usize>>,
    pub(super) hours: Hours,
    /// The moment that "dans 2 h" is.
    pub(super) moment: Option<NaiveDateTime>,
    pub(super) is_today: bool,
}

pub(super) fn find(tokens: &Tokens, now: NaiveDateTime) -> Option<Found> {
    let free = |range: &Range<usize>| tokens.is_free(range);
    let places = || 0..tokens.all.len();
    if let Some((range, moment)) =
        places().find_map(|at| from_now(tokens, at, now).filter(|(range, _)| free(range)))
    {
        let hours = Hours::at(moment.time());
        return Some(Found { ranges: vec![range], hours, moment: Some(moment), is_today: true });
    }
    let parts = parts_of_day::all(tokens, |range| free(range) && !is_past(tokens, range.start));
    let mut is_today = parts.iter().any(|part| part.is_today);
    let is_late = parts.iter().any(|part| part.is_late);
    let clock = places().find_map(|at| {
        clock(tokens, at, is_late).filter(|(range, _)| free(range) && !is_past(tokens, range.start))
    });
    let mut ranges: Vec<_> = parts.iter().map(|part| part.range.clone()).collect();
    // "lundi matin à la première heure": the narrowest.
    let part =
        parts.into_iter().min_by_key(|part| part.hours.from.map(|from| part.hours.by - from));
    let hours = match (clock, part) {
        (Some((range, hours)), _) => {
            // "ce midi"
            let says_this = tokens.word_before(range.start, 1) == "ce";
            is_today |= says_this;
            ranges.push(range.start - usize::from(says_this)..range.end);
            hours
        }
        (None, Some(part)) => part.hours,
        (None, None) => return None,
    };
    Some(Found { ranges, hours, moment: None, is_today })
}

/// "dans 2 h", "d’ici une heure", "dans une demi-heure", "dans 1h30", "dans 20 min".
fn from_now(
    tokens: &Tokens,
    at: usize,
    now: NaiveDateTime,
) -> Option<(Range<usize>, NaiveDateTime)> {
    let lead = tokens.any_of(at, &["dans", "ds", "sous", "d ici", "dans les"])?;
    let start = at + lead;
    let said: [(&[&str], i64); 5] = [
        (
            &[
                "une demi heure",
                "1 demi heure",
                "une demie heure",
                "1 2 heure",
                "1 2 h",
                "demi heure",
            ],
            30,
        ),
        (&["un quart d heure", "1 quart d heure", "1 4 d heure", "1 4 h"], 15),
        (&["trois quarts d heure", "3 quarts d heure", "3 4 d heure"], 45),
        (&["l heure", "l heure qui vient", "une petite heure"], 60),
        (&["une heure et demie", "1 h et demie", "1 heure et demie"], 90),
    ];
    for (phrases, minutes) in said {
        if let Some(count) = tokens.any_of(start, phrases) {
            return Some((at..start + count, now + TimeDelta::minutes(minutes)));
        }
    }
    let count = i64::from(number(tokens, start)?);
    let unit = start + 1;
    if tokens.is_one_of(unit, &["min", "mn", "minutes", "minute", "mins"]) && count <= 240 {
        return Some((at..unit + 1, now + TimeDelta::minutes(count)));
    }
    // "d’ici 11h" is an hour of the clock; "dans 48 h" are days.
    let most = if tokens.says(at, "d ici") { 5 } else { 12 };
    if !is_hour_word(tokens, unit) || !(1..=most).contains(&count) {
        return None;
    }
    let (end, minutes) = match tokens.number(unit + 1).filter(|_| tokens.gap(unit + 1).is_empty()) {
        Some(minutes) if minutes < 60 => (unit + 2, i64::from(minutes)),
        _ if tokens.says(unit + 1, "et demie") => (unit + 3, 30),
        _ => (unit + 1, 0),
    };
    Some((at..end, now + TimeDelta::minutes(60 * count + minutes)))
}

fn is_hour_word(tokens: &Tokens, at: usize) -> bool {
    tokens.is_one_of(at, &["h", "hr", "hrs", "heure", "heures", "heur"])
}

/// Words before an hour that belong to it, longest first.
const LEADS: [(&str, Lead); 16] = [
    ("a partir de", Lead::After),
    ("a compter de", Lead::After),
    ("pas avant", Lead::After),
    ("d ici", Lead::At),
    ("jusqu a", Lead::At),
    ("au plus tard a", Lead::At),
    ("avant", Lead::At),
    ("apres", Lead::After),
    ("des", Lead::After),
    ("vers les", Lead::At),
    ("aux alentours de", Lead::At),
    ("autour de", Lead::At),
    ("vers", Lead::At),
    ("pour", Lead::At),
    ("de", Lead::At),
    ("a", Lead::At),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    At,
    After,
}

/// An hour of the clock that begins at this token, with the words before it.
fn clock(tokens: &Tokens, at: usize, is_late: bool) -> Option<(Range<usize>, Hours)> {
    let found = if let Some(found) = range(tokens, at, is_late) {
        if is_length(tokens, at, found.0) {
            return None;
        }
        found
    } else {
        let (end, time) = one(tokens, at, is_late)?;
        if is_length(tokens, at, end) {
            return None;
        }
        (end, Hours::at(time))
    };
    let (end, hours) = found;
    let mut start = at;
    let mut lead = Lead::At;
    for (phrase, meaning) in LEADS {
        let count = phrase.split(' ').count();
        if let Some(from) = at.checked_sub(count).filter(|from| tokens.says(*from, phrase)) {
            (start, lead) = (from, meaning);
            break;
        }
    }
    let hours = match (lead, hours.from) {
        (Lead::After, None) => Hours::between(hours.by, parts_of_day::closing().max(hours.by)),
        _ => hours,
    };
    let start =
        if start > 0 && tokens.is_one_of(start - 1, &["entre"]) { start - 1 } else { start };
    Some((start..end, hours))
}

/// "14h-16h", "entre 14 et 16 h", "de 9h à 11h30"
fn range(tokens: &Tokens, at: usize, is_late: bool) -> Option<(usize, Hours)> {
    let (middle, first) = one(tokens, at, is_late).or_else(|| Some((at + 1, bare(tokens, at)?)))?;
    let is_led = matches!(tokens.word_before(at, 1), "entre" | "de");
    let second_at = if tokens.is_one_of(middle, &["a", "et"]) {
        if tokens.says(middle, "et") && tokens.word_before(at, 1) != "entre" {
            return None;
        }
        middle + 1
    } else if matches!(tokens.gap(middle).trim(), "-" | "/" | "–" | "à") {
        middle
    } else {
        return None;
    };
    if tokens.word_before(at, 1) == "entre"
        && tokens.says(at, "midi")
        && tokens.is_one_of(second_at, &["deux", "2"])
    {
        let end = if is_hour_word(tokens, second_at + 1) { second_at + 2 } else { second_at + 1 };
        return Some((
            end,
            Hours::between(NaiveTime::from_hms_opt(12, 0, 0)?, NaiveTime::from_hms_opt(14, 0, 0)?),
        ));
    }
    let (end, second) = match one(tokens, second_at, is_late) {
        Some(second) => second,
        None if is_led && tokens.word_before(at, 1) == "entre" || is_clock(tokens, at) => {
            (second_at + 1, bare(tokens, second_at)?)
        }
        None => return None,
    };
    (first < second).then(|| (end, Hours::between(first, second)))
}

/// Whether the token at this place is an hour that says so.
fn is_clock(tokens: &Tokens, at: usize) -> bool {
    one(tokens, at, false).is_some_and(|(end, _)| end > at + 1)
}

fn bare(tokens: &Tokens, at: usize) -> Option<NaiveTime> {
    let hour = tokens.number(at).filter(|hour| *hour <= 23)?;
    NaiveTime::from_hms_opt(of_the_day(hour, false), 0, 0)
}

/// "10h", "10 h 30", "10:30", "midi", "midi et demi", "à 10"
fn one(tokens: &Tokens, at: usize, is_late: bool) -> Option<(usize, NaiveTime)> {
    if tokens.says(at, "midi") && !tokens.is_one_of(at.wrapping_sub(1), &["apres", "ap"]) {
        let half = tokens.any_of(at + 1, &["et demi", "et demie", "trente", "30"]);
        return Some(match half {
            Some(count) => (at + 1 + count, NaiveTime::from_hms_opt(12, 30, 0)?),
            None => (at + 1, NaiveTime::from_hms_opt(12, 0, 0)?),
        });
    }
    // "1/2 heure" is half of one.
    if tokens.gap(at) == "/" && at > 0 && tokens.number(at - 1) == Some(1) {
        return None;
    }
    let hour = number(tokens, at).filter(|hour| *hour <= 23)?;
    let unit = at + 1;
    if tokens.gap(unit) == ":" && tokens.number(at).is_some() {
        let minutes = tokens
            .number(unit)
            .filter(|minutes| *minutes < 60 && tokens.all[unit].folded.len() == 2)?;
        return Some((unit + 1, NaiveTime::from_hms_opt(of_the_day(hour, is_late), minutes, 0)?));
    }
    if !is_hour_word(tokens, unit) || tokens.gap(unit).contains(['\'', '’', '-', '/']) {
        return alone(tokens, at, is_late);
    }
    let is_evening =
        tokens.any_of(unit + 1, &["du soir", "de l apres midi", "de l aprem", "de l ap midi"]);
    let hour = of_the_day(hour, is_late || is_evening.is_some());
    let minutes_at = unit + 1;
    let written = tokens.all.get(minutes_at).filter(|token| {
        token.folded.len() == 2
            && token.number.is_some_and(|minutes| minutes < 60)
            && token.gap.chars().all(char::is_whitespace)
            && !matches!(tokens.gap(minutes_at + 1), "/" | "-")
    });
    if let Some(minutes) = written.and_then(|token| token.number) {
        return Some((minutes_at + 1, NaiveTime::from_hms_opt(hour, minutes, 0)?));
    }
    let said: [(&[&str], i64); 3] = [
        (&["et demie", "et demi"], 30),
        (&["et quart", "un quart"], 15),
        (&["moins le quart", "moins quart", "moins 1 4"], -15),
    ];
    let time = NaiveTime::from_hms_opt(hour, 0, 0)?;
    for (phrases, minutes) in said {
        if let Some(count) = tokens.any_of(minutes_at, phrases) {
            return Some((minutes_at + count, time + TimeDelta::minutes(minutes)));
        }
    }
    Some((minutes_at + is_evening.unwrap_or(0), time))
}

/// "à 10", "vers 15": a number alone where nothing else follows that it could count.
fn alone(tokens: &Tokens, at: usize, is_late: bool) -> Option<(usize, NaiveTime)> {
    let hour = tokens.number(at).filter(|hour| (7..=19).contains(hour) || is_late)?;
    let is_led = matches!(tokens.word_before(at, 1), "a" | "vers");
    let is_after_day = at > 0 && super::days::weekday(tokens, at - 1).is_some();
    let ends = at + 1 == tokens.all.len() || tokens.gap(at + 1).contains([',', ';']);
    ((is_led && ends) || is_after_day)
        .then(|| NaiveTime::from_hms_opt(of_the_day(hour, is_late), 0, 0))
        .flatten()
        .map(|time| (at + 1, time))
}

/// Nobody calls at four in the morning.
fn of_the_day(hour: u32, is_late: bool) -> u32 {
    if hour > 0 && (hour < 7 || (is_late && hour < 12)) { hour + 12 } else { hour }
}

/// "prévoir 2 h", "2h de route": how long, and not when.
fn is_length(tokens: &Tokens, at: usize, end: usize) -> bool {
    let before = [
        "prevoir", "compter", "duree", "pendant", "durer", "dure", "environ", "travaux",
        "facturer", "toutes", "depuis",
    ];
    let after = ["travail", "boulot", "route", "main", "mo", "taf", "trajet", "chantier"];
    before.contains(&tokens.word_before(at, 1))
        || (tokens.says(end, "de") && after.contains(&tokens.word(end + 1)))
}
