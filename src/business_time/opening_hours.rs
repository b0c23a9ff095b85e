//! The hours of the week in which the business clock runs.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};

use super::{Span, local::LocalDay, merge};

/// On each such weekday the office is open from `opens` until just before `closes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    pub weekday: Weekday,
    pub opens: NaiveTime,
    pub closes: NaiveTime,
}

/// A week that opens at least once, so that every business deadline comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    week: Vec<Opening>,
}

impl OpeningHours {
    /// Openings in any order, overlaps allowed; those that close no later than they open are left
    /// out. `None` if the office never opens.
    pub fn new(mut week: Vec<Opening>) -> Option<Self> {
        week.retain(|opening| opening.opens < opening.closes);
        (!week.is_empty()).then_some(Self { week })
    }

    pub fn week(&self) -> &[Opening] {
        &self.week
    }

    /// When the office is open on a day, ascending; nothing on a closed one.
    pub fn on(&self, date: NaiveDate, closed: &BTreeSet<NaiveDate>) -> Vec<Span> {
        if closed.contains(&date) {
            return Vec::new();
        }
        let day = LocalDay::of(date);
        let openings = self.week.iter().filter(|opening| opening.weekday == date.weekday());
        merge(openings.map(|opening| day.span(opening.opens, opening.closes)).collect())
    }
}
