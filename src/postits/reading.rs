//! What was understood of a post-it, part by part.

use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};

use crate::values::{PhoneNumber, StaffId};

/// A text, read. Whom it is about is for the base to say: see [`super::look_up`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Ascending; what lies between them was not understood.
    pub parts: Vec<Part>,
    pub days: Option<Days>,
    pub hours: Option<Hours>,
    /// No day was said: it follows from the hour.
    pub day_is_guessed: bool,
    /// Whom to dial.
    pub phone: Option<PhoneNumber>,
    /// `SAV-2611-041`
    pub ticket: Option<String>,
    /// Which colleague it is for.
    pub colleague: Option<StaffId>,
    /// It asks for a call.
    pub is_callback: bool,
    /// Runs of words that may name somebody.
    pub(super) names: Vec<NameRun>,
}

/// A part of the text that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// In bytes.
    pub range: Range<usize>,
    pub meaning: Meaning,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Day,
    Hour,
    Colleague,
    Number,
    Ticket,
    Call,
    Who,
}

impl Meaning {
    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Day => "jour",
            Self::Hour => "heure",
            Self::Colleague => "pour",
            Self::Number => "numéro",
            Self::Ticket => "demande",
            Self::Call => "à rappeler",
            Self::Who => "qui",
        }
    }
}

/// One day, or any of several: from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    pub first: NaiveDate,
    pub last: NaiveDate,
    /// "avant jeudi": when Thursday opens it must be done.
    pub before: bool,
}

impl Days {
    pub(super) fn one(day: NaiveDate) -> Self {
        Self { first: day, last: day, before: false }
    }

    pub(super) fn span(first: NaiveDate, last: NaiveDate) -> Self {
        Self { first, last: last.max(first), before: false }
    }
}

/// When on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Not before.
    pub from: Option<NaiveTime>,
    /// By then at the latest.
    pub by: NaiveTime,
}

impl Hours {
    pub(super) fn at(time: NaiveTime) -> Self {
        Self { from: None, by: time }
    }

    pub(super) fn between(from: NaiveTime, by: NaiveTime) -> Self {
        Self { from: Some(from), by }
    }
}

/// Neighbouring words that may name somebody, as [`crate::values::text::fold`] leaves them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NameRun {
    pub(super) words: Vec<NameWord>,
    pub(super) civility: Option<Civility>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NameWord {
    pub(super) folded: String,
    pub(super) range: Range<usize>,
    pub(super) is_capitalised: bool,
    /// A word of the trade: a name only if it is written as one.
    pub(super) is_trade: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Civility {
    Sir,
    Madam,
    /// `M. et Mme`, `famille`
    Both,
    /// `Dr`, `Me`: of either.
    Either,
}
