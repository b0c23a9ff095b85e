//! Which days the office is open on, as a post-it must know.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::{business_time::holidays, values::french};

/// The days on which nobody is in the office, beside weekends and public holidays, each with its reason.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    pub closed: BTreeMap<NaiveDate, String>,
}

impl Calendar {
    /// Why nobody is there: `samedi`, `jour férié (Noël)`, `inventaire`.
    pub fn closed_because(&self, day: NaiveDate) -> Option<String> {
        if let Some(name) = holidays::name(day) {
            return Some(format!("jour férié ({name})"));
        }
        if let Some(reason) = self.closed.get(&day) {
            return Some(format!("fermé ({reason})"));
        }
        matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
            .then(|| format!("un {}", french::weekday(day.weekday())))
    }

    /// The first day after this one on which somebody is there.
    pub fn next_open(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days()
            .skip(1)
            .take(60)
            .find(|day| self.closed_because(*day).is_none())
            .unwrap_or(day)
    }
}
