//! The free times of technicians, from their hours and what is already in their diaries.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use crate::{
    business_time::{
        Span,
        local::{self, LocalDay},
        merge,
    },
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

/// What is known of one technician's time. Spans may come in any order and overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diary {
    pub technician: StaffId,
    pub hours: Vec<WorkingPeriod>,
    pub absences: Vec<Span>,
    /// The blocked time of appointments and of live holds.
    pub taken: Vec<Span>,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

/// A free time that can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    pub technician: StaffId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub blocked_until: DateTime<Utc>,
}

/// Every slot on the grid, by start, then technician.
///
/// The visit lies inside one working period. What it blocks may outlast the period but meets
/// neither an absence nor taken time, so a slot offered is a slot that can be booked. Starts that the
/// clocks skip in March are not offered; those shown twice in October are two slots.
pub fn free_slots(need: &Need, diaries: &[Diary]) -> Vec<Slot> {
    if need.duration <= TimeDelta::zero() || need.step <= TimeDelta::zero() {
        return Vec::new();
    }
    let days = open_days(need);
    let mut slots: Vec<Slot> =
        diaries.iter().flat_map(|diary| slots_of(need, &days, diary)).collect();
    slots.sort_unstable_by_key(|slot| (slot.starts_at, slot.technician));
    // Working periods that overlap offer the same slot twice.
    slots.dedup();
    slots
}

fn open_days(need: &Need) -> Vec<LocalDay> {
    let last = local::today(need.latest);
    local::today(need.earliest)
        .iter_days()
        .take_while(|date| *date <= last)
        .filter(|date| !need.closed.contains(date))
        .map(LocalDay::of)
        .collect()
}

fn slots_of(need: &Need, days: &[LocalDay], diary: &Diary) -> Vec<Slot> {
    let busy = merge(diary.absences.iter().chain(&diary.taken).copied().collect());
    let blocked = need.duration + need.buffer.max(TimeDelta::zero());
    let mut slots = Vec::new();
    for day in days {
        for period in diary.hours.iter().filter(|period| period.applies_on(day.date)) {
            let working = day.span(period.starts, period.ends);
            let starts = period.grid(need.step).flat_map(|time| day.at(time).all());
            for starts_at in starts.filter(|start| (need.earliest..need.latest).contains(start)) {
                let visit = Span::new(starts_at, starts_at + need.duration);
                let blocks = Span::new(starts_at, starts_at + blocked);
                if working.covers(&visit) && is_free(&busy, &blocks) {
                    slots.push(Slot {
                        technician: diary.technician,
                        starts_at,
                        ends_at: visit.end,
                        blocked_until: blocks.end,
                    });
                }
            }
        }
    }
    slots
}

impl WorkingPeriod {
    fn applies_on(&self, date: NaiveDate) -> bool {
        self.weekday == date.weekday()
            && self.valid_from.is_none_or(|from| from <= date)
            && self.valid_until.is_none_or(|until| date <= until)
    }

    fn grid(&self, step: TimeDelta) -> impl Iterator<Item = NaiveTime> {
        let next = move |time: &NaiveTime| match time.overflowing_add_signed(step) {
            (next, 0) => Some(next),
            _past_midnight => None,
        };
        std::iter::successors(Some(self.starts), next).take_while(|time| *time < self.ends)
    }
}

/// `busy` ascends and has no overlaps.
fn is_free(busy: &[Span], span: &Span) -> bool {
    let next = busy.partition_point(|taken| taken.end <= span.start);
    busy.get(next).is_none_or(|taken| span.end <= taken.start)
}

#[cfg(test)]
#[path = "slots_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "slots_properties.rs"]
mod properties;
