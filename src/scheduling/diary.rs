//! What is known of a technician's time, and what is looked for in it.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use super::skills::Held;
use crate::{
    business_time::Span,
    travel::{Commune, TravelTimes},
    values::StaffId,
};

/// Hours worked every such weekday; both dates are included, and absent ones do not limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingPeriod {
    pub weekday: Weekday,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
}

/// A visit that stands, or a live hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    pub visit: Span,
    /// The end of the visit and its buffer.
    pub blocked_until: DateTime<Utc>,
    /// `None` where nothing is known of it: then no way is reckoned.
    pub place: Option<Commune>,
}

/// So far around a commune somebody goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    pub commune: Commune,
    pub reach: TimeDelta,
}

/// What is known of one technician's time. Spans and stops may come in any order and overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diary {
    pub technician: StaffId,
    pub hours: Vec<WorkingPeriod>,
    pub absences: Vec<Span>,
    pub taken: Vec<Stop>,
    pub skills: Vec<Held>,
    /// Without any, everywhere.
    pub zones: Vec<Zone>,
    /// Where the day begins and ends.
    pub base: Option<Commune>,
    /// Visits a day.
    pub most_visits: Option<usize>,
}

impl Diary {
    /// Of somebody of whom nothing limits the time yet.
    pub fn empty(technician: StaffId) -> Self {
        Self {
            technician,
            hours: Vec::new(),
            absences: Vec::new(),
            taken: Vec::new(),
            skills: Vec::new(),
            zones: Vec::new(),
            base: None,
            most_visits: None,
        }
    }
}

/// A lunch that is kept between two times of the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lunch {
    pub duration: TimeDelta,
    pub from: NaiveTime,
    pub until: NaiveTime,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Need {
    /// Of the visit; nothing is found unless it is positive.
    pub duration: TimeDelta,
    /// Blocked after the visit too, to write up and drive on.
    pub buffer: TimeDelta,
    /// The first instant a visit may start.
    pub earliest: DateTime<Utc>,
    /// A visit starts before this instant; it may end later.
    pub latest: DateTime<Utc>,
    /// Between possible starts on the wall clock, counted from the start of each working period;
    /// nothing is found unless it is positive.
    pub step: TimeDelta,
    /// Holidays and other days on which nobody comes.
    pub closed: BTreeSet<NaiveDate>,
    /// Where the visit is; `None` where it is not known: then no way and no zone is looked at.
    pub place: Option<Commune>,
    pub skills: BTreeSet<String>,
    pub lunch: Option<Lunch>,
    pub travel: TravelTimes,
}

impl Need {
    /// The way between two places of a diary; none where one of them is not known.
    pub(super) fn between(&self, from: Option<Commune>, to: Option<Commune>) -> TimeDelta {
        match (self.place, from, to) {
            (Some(_), Some(from), Some(to)) => self.travel.between(from, to),
            _ => TimeDelta::zero(),
        }
    }
}

/// A free time that can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    pub technician: StaffId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub blocked_until: DateTime<Utc>,
}

/// A slot, and what it would cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreeSlot {
    pub slot: Slot,
    /// On the road, that day, more than without it; nothing where the place is not known.
    pub added: TimeDelta,
    /// Of the technician's day, taken by visits already.
    pub load: TimeDelta,
}

impl WorkingPeriod {
    pub(super) fn applies_on(&self, date: NaiveDate) -> bool {
        self.weekday == date.weekday()
            && self.valid_from.is_none_or(|from| from <= date)
            && self.valid_until.is_none_or(|until| date <= until)
    }

    pub(super) fn grid(&self, step: TimeDelta) -> impl Iterator<Item = NaiveTime> {
        let next = move |time: &NaiveTime| match time.overflowing_add_signed(step) {
            (next, 0) => Some(next),
            _past_midnight => None,
        };
        std::iter::successors(Some(self.starts), next).take_while(|time| *time < self.ends)
    }
}
