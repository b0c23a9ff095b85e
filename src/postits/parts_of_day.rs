//! Parts of the day: "ce matin", "en fin d’après-midi", "ce soir".

use std::ops::Range;

use chrono::NaiveTime;

use super::{reading::Hours, tokens::Tokens};

pub(super) struct PartOfDay {
    pub(super) range: Range<usize>,
    pub(super) hours: Hours,
    /// "ce soir", and not "demain soir".
    pub(super) is_today: bool,
    /// Hours up to eleven beside it are those after noon.
    pub(super) is_late: bool,
}

/// When the office closes (domain.md §3.3).
pub(super) fn closing() -> NaiveTime {
    time(18, 0)
}

/// When it opens.
pub(super) fn opening() -> NaiveTime {
    time(8, 0)
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default()
}

#[derive(Clone, Copy)]
enum Name {
    Morning,
    Afternoon,
    Evening,
    Day,
}

const NAMES: [(&str, Name); 24] = [
    ("matin", Name::Morning),
    ("matinee", Name::Morning),
    ("mat", Name::Morning),
    ("mattin", Name::Morning),
    ("matinnee", Name::Morning),
    ("maitn", Name::Morning),
    ("matain", Name::Morning),
    ("apres midi", Name::Afternoon),
    ("apresmidi", Name::Afternoon),
    ("apres midi", Name::Afternoon),
    ("aprem", Name::Afternoon),
    ("aprems", Name::Afternoon),
    ("aprm", Name::Afternoon),
    ("apm", Name::Afternoon),
    ("ap midi", Name::Afternoon),
    ("apres m", Name::Afternoon),
    ("aprmidi", Name::Afternoon),
    ("apremidi", Name::Afternoon),
    ("apres mid", Name::Afternoon),
    ("apre midi", Name::Afternoon),
    ("soir", Name::Evening),
    ("soiree", Name::Evening),
    ("journee", Name::Day),
    ("jour", Name::Day),
];

/// Every part of the day that is said, ascending.
pub(super) fn all(tokens: &Tokens, is_open: impl Fn(&Range<usize>) -> bool) -> Vec<PartOfDay> {
    let mut parts: Vec<PartOfDay> = Vec::new();
    for at in 0..tokens.all.len() {
        if parts.last().is_some_and(|last| at < last.range.end) {
            continue;
        }
        parts.extend(find(tokens, at).filter(|part| is_open(&part.range)));
    }
    parts
}

/// The opening and the closing of the office, which are parts of the day too.
fn opening_or_closing(tokens: &Tokens, at: usize) -> Option<PartOfDay> {
    if let Some(count) = tokens.any_of(
        at,
        &[
            "premiere heure",
            "des l ouverture",
            "a l ouverture",
            "a la premiere heure",
            "des la premiere heure",
            "en premiere heure",
            "1 ere heure",
            "a la 1 ere heure",
            "des 1 ere heure",
            "tot le matin",
        ],
    ) {
        let hours = Hours::between(opening(), time(9, 0));
        return Some(PartOfDay { range: at..at + count, hours, is_today: false, is_late: false });
    }
    if let Some(count) = tokens.any_of(
        at,
        &[
            "avant la fermeture",
            "a la fermeture",
            "avant de partir",
            "avant fermeture",
            "avant ce soir",
        ],
    ) {
        let is_today = tokens.says(at, "avant ce soir");
        return Some(PartOfDay {
            range: at..at + count,
            hours: Hours::at(closing()),
            is_today,
            is_late: true,
        });
    }
    None
}

/// The part of the day that begins at this token.
fn find(tokens: &Tokens, at: usize) -> Option<PartOfDay> {
    opening_or_closing(tokens, at).or_else(|| named_part(tokens, at))
}

/// "ce matin", "en fin d’après-midi"
fn named_part(tokens: &Tokens, at: usize) -> Option<PartOfDay> {
    let lead = tokens
        .any_of(
            at,
            &[
                "en debut de",
                "debut de",
                "en debut d",
                "debut d",
                "en debut",
                "debut",
                "debut de l",
                "en debut de l",
            ],
        )
        .map(|count| (Third::First, count))
        .or_else(|| {
            let phrases = [
                "en fin de",
                "fin de",
                "en fin d",
                "fin d",
                "en fin",
                "fin",
                "fin de l",
                "en fin de l",
            ];
            Some((Third::Last, tokens.any_of(at, &phrases)?))
        })
        .or_else(|| {
            let phrases =
                ["en milieu de", "milieu de", "en milieu d", "milieu d", "au milieu de l"];
            Some((Third::Middle, tokens.any_of(at, &phrases)?))
        });
    let (third, lead) = match lead {
        Some((third, count)) => (Some(third), count),
        None => (
            None,
            tokens
                .any_of(
                    at,
                    &[
                        "ce",
                        "cet",
                        "cette",
                        "dans la",
                        "dans l",
                        "en",
                        "le",
                        "l",
                        "au",
                        "pour ce",
                        "pour cet",
                        "pour cette",
                        "d ici ce",
                        "du",
                        "des ce",
                        "avant ce",
                        "courant",
                        "des cet",
                        "d ici cet",
                        "dans le courant de l",
                        "dans le courant de la",
                    ],
                )
                .unwrap_or(0),
        ),
    };
    let noun = at + lead;
    let (name, count) = named(tokens, noun)?;
    let says_this = matches!(tokens.word_before(noun, 1), "ce" | "cet" | "cette")
        || (third.is_some() && matches!(tokens.word_before(at, 1), "cet" | "cette" | "ce"));
    // A day is a part of itself only at its end.
    if matches!(name, Name::Day) && !matches!(third, Some(Third::Last)) {
        return None;
    }
    let hours = hours(name, third);
    let is_late = !matches!(name, Name::Morning);
    Some(PartOfDay { range: at..noun + count, hours, is_today: says_this, is_late })
}

fn named(tokens: &Tokens, at: usize) -> Option<(Name, usize)> {
    NAMES
        .iter()
        .filter(|(phrase, _)| tokens.says(at, phrase))
        .map(|(phrase, name)| (*name, phrase.split(' ').count()))
        .max_by_key(|(_, count)| *count)
}

#[derive(Clone, Copy)]
enum Third {
    First,
    Middle,
    Last,
}

fn hours(name: Name, third: Option<Third>) -> Hours {
    match (name, third) {
        (Name::Morning, None) => Hours::between(opening(), time(12, 0)),
        (Name::Morning, Some(Third::First)) => Hours::between(opening(), time(9, 0)),
        (Name::Morning, Some(Third::Middle)) => Hours::between(time(9, 30), time(10, 30)),
        (Name::Morning, Some(Third::Last)) => Hours::between(time(11, 0), time(12, 0)),
        (Name::Afternoon, None) => Hours::between(time(14, 0), closing()),
        (Name::Afternoon, Some(Third::First)) => Hours::between(time(14, 0), time(15, 0)),
        (Name::Afternoon, Some(Third::Middle)) => Hours::between(time(15, 30), time(16, 30)),
        (Name::Afternoon | Name::Day, _) => Hours::between(time(17, 0), closing()),
        (Name::Evening, _) => Hours::at(closing()),
    }
}
