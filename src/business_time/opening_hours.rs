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

    /// The office's own: Monday to Friday, 8 to 12 and 14 to 18 (domain.md §3.3).
    pub fn of_the_office() -> Self {
        use Weekday::{Fri, Mon, Thu, Tue, Wed};
        const HALVES: [(u32, u32); 2] = [(8, 12), (14, 18)];
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
        let week = [Mon, Tue, Wed, Thu, Fri].into_iter().flat_map(|weekday| {
            HALVES.map(|(opens, closes)| Opening {
                weekday,
                opens: hour(opens),
                closes: hour(closes),
            })
        });
        Self { week: week.collect() }
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
