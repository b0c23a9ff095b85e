//! The office's wall clock, Europe/Paris, exact on the two days a year when it jumps.
//!
//! Only this module turns a wall time into an instant: `PostgreSQL` would store a time that does not
//! exist an hour late and say nothing.

use chrono::{
    DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::{Europe::Paris, GapInfo, Tz};

use super::Span;

/// When the office's clocks show a wall time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalInstant {
    Once(DateTime<Utc>),
    /// The hour that is lived twice, last Sunday of October.
    Twice {
        earlier: DateTime<Utc>,
        later: DateTime<Utc>,
    },
    /// The hour that is left out, last Sunday of March; `resumes_at` is the first instant after it.
    Skipped {
        resumes_at: DateTime<Utc>,
    },
}

impl LocalInstant {
    /// For what begins at this wall time: the first instant that shows it, or the jump that skips it.
    pub fn start(self) -> DateTime<Utc> {
        match self {
            Self::Once(instant) => instant,
            Self::Twice { earlier, .. } => earlier,
            Self::Skipped { resumes_at } => resumes_at,
        }
    }

    /// For what ends at this wall time: the last instant that shows it, or the jump that skips it.
    pub fn end(self) -> DateTime<Utc> {
        match self {
            Self::Once(instant) => instant,
            Self::Twice { later, .. } => later,
            Self::Skipped { resumes_at } => resumes_at,
        }
    }

    /// Each instant at which the clocks really show it, ascending: none, one or two.
    pub fn all(self) -> impl Iterator<Item = DateTime<Utc>> {
        let (first, second) = match self {
            Self::Once(instant) => (Some(instant), None),
            Self::Twice { earlier, later } => (Some(earlier), Some(later)),
            Self::Skipped { .. } => (None, None),
        };
        first.into_iter().chain(second)
    }
}

/// Where the office is.
pub const OFFICE: Tz = Paris;

pub fn paris(wall: NaiveDateTime) -> LocalInstant {
    in_zone(OFFICE, wall)
}

/// As [`paris`], for clocks elsewhere.
pub fn in_zone(zone: Tz, wall: NaiveDateTime) -> LocalInstant {
    match zone.from_local_datetime(&wall) {
        MappedLocalTime::Single(instant) => LocalInstant::Once(instant.to_utc()),
        MappedLocalTime::Ambiguous(earlier, later) => {
            LocalInstant::Twice { earlier: earlier.to_utc(), later: later.to_utc() }
        }
        MappedLocalTime::None => match GapInfo::new(&wall, &zone).and_then(|gap| gap.end) {
            Some(resumes_at) => LocalInstant::Skipped { resumes_at: resumes_at.to_utc() },
            // Only at the very ends of chrono's calendar, where no offset can be applied.
            None => LocalInstant::Once(wall.and_utc()),
        },
    }
}

/// What the office's clocks show.
pub fn to_local(instant: DateTime<Utc>) -> NaiveDateTime {
    instant.with_timezone(&Paris).naive_local()
}

/// The day it is in the office, which near midnight is not the day in UTC.
pub fn today(now: DateTime<Utc>) -> NaiveDate {
    to_local(now).date()
}

/// From midnight to midnight: 24 hours, but 23 or 25 when the clocks change.
pub fn day_bounds(date: NaiveDate) -> Span {
    let midnight = |date: NaiveDate| paris(date.and_time(NaiveTime::MIN)).start();
    Span::new(midnight(date), midnight(date.succ_opt().unwrap_or(date)))
}

/// A day whose wall times are asked for many times over: all but two days a year cost an addition.
#[derive(Clone, Copy, Debug)]
pub struct LocalDay {
    pub date: NaiveDate,
    pub bounds: Span,
}

impl LocalDay {
    pub fn of(date: NaiveDate) -> Self {
        Self { date, bounds: day_bounds(date) }
    }

    pub fn at(&self, time: NaiveTime) -> LocalInstant {
        if self.bounds.duration() == TimeDelta::days(1) {
            LocalInstant::Once(self.bounds.start + (time - NaiveTime::MIN))
        } else {
            paris(self.date.and_time(time))
        }
    }

    /// As long as possible where the clocks show a bound twice; empty where all of it is skipped.
    pub fn span(&self, starts: NaiveTime, ends: NaiveTime) -> Span {
        Span::new(self.at(starts).start(), self.at(ends).end())
    }
}

#[cfg(test)]
#[path = "local_tests.rs"]
mod tests;
