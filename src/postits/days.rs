//! Days as one says them: "demain", "jeudi", "lundi en huit", "fin de semaine", "dans trois jours".

use std::ops::Range;

use chrono::{Datelike, Days as Count, Months, NaiveDate, Weekday};

use super::{
    calendar::Calendar,
    dates::{date_after_weekday, date_at},
    months,
    numbers::number,
    reading::Days,
    slips::meant,
    tokens::Tokens,
    weeks,
};

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("lundi", Weekday::Mon),
    ("mardi", Weekday::Tue),
    ("mercredi", Weekday::Wed),
    ("jeudi", Weekday::Thu),
    ("vendredi", Weekday::Fri),
    ("samedi", Weekday::Sat),
    ("dimanche", Weekday::Sun),
];

const SHORT: [(&str, Weekday); 7] = [
    ("lun", Weekday::Mon),
    ("mar", Weekday::Tue),
    ("mer", Weekday::Wed),
    ("jeu", Weekday::Thu),
    ("ven", Weekday::Fri),
    ("sam", Weekday::Sat),
    ("dim", Weekday::Sun),
];

/// Words before a day that belong to it.
const BEFORE: [&str; 19] = [
    "le", "la", "ce", "cet", "cette", "pour", "avant", "des", "d", "ici", "du", "en", "au", "vers",
    "l", "jusqu", "jusque", "a", "dans",
];

/// What the day of the promise is, and which tokens say it.
pub(super) fn find(
    tokens: &Tokens,
    today: NaiveDate,
    calendar: &Calendar,
) -> Option<(Range<usize>, Days)> {
    let mut found: Vec<(u8, Range<usize>, Days)> = Vec::new();
    let mut at = 0;
    while at < tokens.all.len() {
        let hit = at_token(tokens, at, today, calendar).filter(|(range, _)| tokens.is_free(range));
        let Some((range, days)) = hit else {
            at += 1;
            continue;
        };
        at = range.end;
        let (range, mut days) = (with_words_before(tokens, range.clone()), days);
        days.before = range.clone().any(|at| tokens.is_one_of(at, &["avant"]));
        found.push((weight(tokens, range.start), range, days));
    }
    let best = found.iter().map(|(weight, ..)| *weight).max()?;
    found
        .into_iter()
        .find(|(weight, ..)| *weight == best && *weight > 0)
        .map(|(_, range, days)| (range, days))
}

/// The word before a day says whether it is when to act (2), of something else (1: "le rdv de jeudi"), or past (0).
fn weight(tokens: &Tokens, start: usize) -> u8 {
    if is_past(tokens, start) {
        return 0;
    }
    let before = tokens.word_before(start, 1);
    let says_of = matches!(tokens.word(start), "du") || before == "de";
    if says_of && !matches!(tokens.word_before(start, 2), "partir" | "debut" | "fin") {
        1
    } else {
        2
    }
}

/// Whether what stands here is told of the past: "appelé lundi".
pub(super) fn is_past(tokens: &Tokens, start: usize) -> bool {
    const PAST: [&str; 14] = [
        "depuis", "hier", "appele", "appelee", "venu", "venue", "recu", "envoye", "vu", "fait",
        "absent", "absente", "eu", "laisse",
    ];
    PAST.contains(&tokens.word_before(start, 1))
}

fn with_words_before(tokens: &Tokens, range: Range<usize>) -> Range<usize> {
    let mut start = range.start;
    while let Some(before) = start.checked_sub(1) {
        if !BEFORE.contains(&tokens.word(before)) || tokens.taken[before] {
            break;
        }
        // "à" and "d" stand before other things too.
        let is_linked = match tokens.word(before) {
            "d" => tokens.word(start) == "ici",
            "a" => start < range.start || tokens.says(before.wrapping_sub(1), "jusqu a"),
            _ => !tokens.gap(start).contains([',', ';', ':', '.']),
        };
        if !is_linked {
            break;
        }
        start = before;
    }
    start..range.end
}

fn at_token(
    tokens: &Tokens,
    at: usize,
    today: NaiveDate,
    calendar: &Calendar,
) -> Option<(Range<usize>, Days)> {
    near(tokens, at, today)
        .or_else(|| weeks::find(tokens, at, today))
        .or_else(|| weekdays(tokens, at, today))
        .or_else(|| months::find(tokens, at, today))
        .or_else(|| date_at(tokens, at, today))
        .or_else(|| ahead(tokens, at, today, calendar))
}

/// Today, tomorrow and the day after.
fn near(tokens: &Tokens, at: usize, today: NaiveDate) -> Option<(Range<usize>, Days)> {
    const SAID: [(u64, &[&str]); 3] = [
        (
            2,
            &[
                "apres demain",
                "apresdemain",
                "apre demain",
                "surlendemain",
                "apres 2 main",
                "ap demain",
                "apres dem",
            ],
        ),
        (1, &["demain", "2 main", "dem1", "dem", "lendemain"]),
        (
            0,
            &[
                "aujourd hui",
                "aujourdhui",
                "aujourd",
                "auj",
                "ajd",
                "aujourdui",
                "aujourd huit",
                "ojd",
                "ce jour",
                "dans la journee",
                "ds la journee",
                "cette journee",
            ],
        ),
    ];
    for (days, phrases) in SAID {
        if let Some(count) = tokens.any_of(at, phrases) {
            return Some((at..at + count, Days::one(today + Count::new(days))));
        }
    }
    if tokens.is_one_of(at, &["apres"]) && is_tomorrow(tokens.word(at + 1)) {
        return Some((at..at + 2, Days::one(today + Count::new(2))));
    }
    is_tomorrow(tokens.word(at)).then(|| (at..at + 1, Days::one(today + Count::new(1))))
}

fn is_tomorrow(word: &str) -> bool {
    meant(word, &[("demain", ())]).is_some()
}

/// The weekday that stands here; a short one only where something around it says that it is one.
pub(super) fn weekday(tokens: &Tokens, at: usize) -> Option<Weekday> {
    let word = tokens.word(at);
    if let Some(day) = meant(word, &WEEKDAYS) {
        return Some(*day);
    }
    // Several: "les lundis" are no day.
    let day = SHORT.iter().find(|(short, _)| *short == word)?.1;
    let dotted = tokens.gap(at + 1).starts_with('.');
    let followed = tokens.number(at + 1).is_some()
        || tokens.is_one_of(
            at + 1,
            &["matin", "soir", "aprem", "prochain", "pro", "en", "midi", "apres", "mat"],
        )
        || tokens.all.len() == at + 1;
    let led = matches!(tokens.word_before(at, 1), "pour" | "avant" | "ici" | "le" | "ce");
    (dotted || followed || led).then_some(day)
}

fn weekdays(tokens: &Tokens, at: usize, today: NaiveDate) -> Option<(Range<usize>, Days)> {
    let day = weekday(tokens, at)?;
    if let Some((end, date)) = date_after_weekday(tokens, at + 1, day, today) {
        return Some((at..end, Days::one(date)));
    }
    let this = tokens.word_before(at, 1) == "ce" && today.weekday() == day;
    let coming = if this { today } else { after(today, day) };
    let next = at + 1;
    if tokens.is_one_of(next, &["dernier", "passe"]) {
        return None;
    }
    if let Some(count) = tokens.any_of(next, &["en huit", "en 8"]) {
        return Some((at..next + count, Days::one(coming + Count::new(7))));
    }
    if let Some(count) = tokens.any_of(next, &["en quinze", "en 15"]) {
        return Some((at..next + count, Days::one(coming + Count::new(14))));
    }
    if let Some(count) = weeks::next_week(tokens, next) {
        let day = weeks::monday(today) + Count::new(7 + u64::from(day.num_days_from_monday()));
        return Some((at..next + count, Days::one(day)));
    }
    let next = match tokens
        .any_of(next, &["prochain", "prochaine", "pro", "proch", "qui vient", "de cette semaine"])
    {
        Some(count) => next + count,
        None => next,
    };
    // "jeudi ou vendredi", "jeudi/vendredi"
    let link = usize::from(tokens.is_one_of(next, &["ou", "et"]));
    let is_pair = link == 1 || matches!(tokens.gap(next).trim(), "/" | "-");
    if let Some(second) = meant(tokens.word(next + link), &WEEKDAYS).filter(|_| is_pair) {
        return Some((at..next + link + 1, Days::span(coming, after(coming, *second))));
    }
    Some((at..next, Days::one(coming)))
}

/// The first such weekday after this day.
pub(super) fn after(day: NaiveDate, weekday: Weekday) -> NaiveDate {
    let ahead = weekday.days_since(day.weekday());
    day + Count::new(u64::from(if ahead == 0 { 7 } else { ahead }))
}

/// "dans trois jours", "sous quinzaine", "d’ici 2 semaines", "sous 48 h", "J+2".
fn ahead(
    tokens: &Tokens,
    at: usize,
    today: NaiveDate,
    calendar: &Calendar,
) -> Option<(Range<usize>, Days)> {
    if tokens.says(at, "j") && tokens.gap(at + 1).trim() == "+" {
        let days = tokens.number(at + 1).filter(|days| *days < 400)?;
        return Some((at..at + 2, Days::one(today + Count::new(days.into()))));
    }
    let lead = tokens.any_of(
        at,
        &[
            "dans",
            "ds",
            "sous",
            "d ici",
            "dans les",
            "sous les",
            "dans une",
            "d ici une",
            "dans la",
        ],
    )?;
    let count_at = at + lead;
    let count = number(tokens, count_at).filter(|count| *count > 0 && *count < 400)?;
    if tokens.is_one_of(count_at, &["huitaine", "quinzaine"]) {
        let end = match tokens.any_of(count_at + 1, &["de jours", "jours"]) {
            Some(more) => count_at + 1 + more,
            None => count_at + 1,
        };
        return Some((at..end, Days::one(today + Count::new((count - 1).into()))));
    }
    let (unit, end) = (tokens.word(count_at + 1), count_at + 2);
    let day = match unit {
        "jour" | "jours" | "j" | "jrs"
            if tokens.is_one_of(end, &["ouvre", "ouvres", "ouvrable", "ouvrables"]) =>
        {
            let day = (0..count).fold(today, |day, _| calendar.next_open(day));
            return Some((at..end + 1, Days::one(day)));
        }
        // As the French count: eight days are a week, fifteen two.
        "jour" | "jours" | "j" | "jrs" => {
            today
                + Count::new(match count {
                    8 => 7,
                    15 => 14,
                    count => count.into(),
                })
        }
        "semaine" | "semaines" | "sem" => today + Count::new(u64::from(count) * 7),
        "mois" => today.checked_add_months(Months::new(count))?,
        "h" | "heures" if count % 24 == 0 => today + Count::new(u64::from(count) / 24),
        _ => return None,
    };
    Some((at..end, Days::one(day)))
}
