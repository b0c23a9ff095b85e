//! A better order for a technician's day: less driving, by the same rule as every booking.

use chrono::{DateTime, Duration, DurationRound as _, TimeDelta, Utc};

use super::{Diary, Need, Stop, judge};
use crate::{
    business_time::{Span, local, local::LocalDay},
    travel::{Commune, TravelTimes},
    values::AppointmentId,
};

/// All orders of so many visits are tried; a day has rarely half of them.
const MOST: usize = 9;

/// Visits begin at quarters of an hour.
const GRID: TimeDelta = TimeDelta::minutes(15);

/// Below this nobody is told another time.
const WORTH: TimeDelta = TimeDelta::minutes(5);

/// Each customer who must be told another time weighs as so much driving.
const DISTURBANCE: TimeDelta = TimeDelta::minutes(2);

/// A visit that may take another time of its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TourVisit {
    pub id: AppointmentId,
    pub stop: Stop,
}

/// A day in a better order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tour {
    /// Every visit and its start, in the new order; some keep theirs.
    pub visits: Vec<(AppointmentId, DateTime<Utc>)>,
    pub before: TimeDelta,
    pub after: TimeDelta,
}

/// The time on the road of a day, from the base and back where that is known.
pub fn driving(base: Option<Commune>, stops: &[Stop], travel: &TravelTimes) -> TimeDelta {
    let mut stops: Vec<&Stop> = stops.iter().collect();
    stops.sort_unstable_by_key(|stop| stop.visit.start);
    let places: Vec<Option<Commune>> = match stops.as_slice() {
        [] => Vec::new(),
        _ => [base].into_iter().chain(stops.iter().map(|stop| stop.place)).chain([base]).collect(),
    };
    places.windows(2).map(|pair| way(travel, pair[0], pair[1])).sum()
}

fn way(travel: &TravelTimes, from: Option<Commune>, to: Option<Commune>) -> TimeDelta {
    match (from, to) {
        (Some(from), Some(to)) => travel.between(from, to),
        _ => TimeDelta::zero(),
    }
}

/// The order of a day with the least driving, if it is worth telling customers another time.
///
/// `diary` holds the stops that stay as they are, `visits` those that may move, none before `not_before`. `need` gives
/// what holds for all: closed days, lunch, travel. Nothing is proposed for more than nine visits.
pub fn better_order(
    need: &Need,
    diary: &Diary,
    visits: &[TourVisit],
    not_before: DateTime<Utc>,
) -> Option<Tour> {
    let first = visits.first()?;
    if visits.len() < 2 || visits.len() > MOST {
        return None;
    }
    let day = LocalDay::of(local::today(first.stop.visit.start));
    let mut periods: Vec<Span> = diary
        .hours
        .iter()
        .filter(|period| period.applies_on(day.date))
        .map(|period| day.span(period.starts, period.ends))
        .collect();
    periods.sort_unstable();
    let stops: Vec<Stop> = visits.iter().map(|visit| visit.stop).collect();
    let of_day = |stops: &[Stop]| -> Vec<Stop> {
        let fixed = diary.taken.iter().filter(|stop| day.bounds.contains(stop.visit.start));
        fixed.chain(stops).copied().collect()
    };
    let before = driving(diary.base, &of_day(&stops), &need.travel);
    let mut search = Search {
        need,
        diary,
        visits,
        periods,
        not_before,
        of_day: &of_day,
        best: None,
        bound: before,
    };
    search.try_all(&mut Vec::new(), &mut vec![false; visits.len()]);
    let (placed, after) = search.best?;
    (before - after >= WORTH).then(|| Tour {
        visits: placed.iter().map(|(at, stop)| (visits[*at].id, stop.visit.start)).collect(),
        before,
        after,
    })
}

type Placed = Vec<(usize, Stop)>;

struct Search<'a> {
    need: &'a Need,
    diary: &'a Diary,
    visits: &'a [TourVisit],
    periods: Vec<Span>,
    not_before: DateTime<Utc>,
    of_day: &'a dyn Fn(&[Stop]) -> Vec<Stop>,
    best: Option<(Placed, TimeDelta)>,
    /// Driving and disturbance of the best so far.
    bound: TimeDelta,
}

impl Search<'_> {
    /// Puts each visit that is left after those placed, as early as it fits.
    fn try_all(&mut self, placed: &mut Placed, used: &mut [bool]) {
        if placed.len() == self.visits.len() {
            self.weigh(placed);
            return;
        }
        for at in 0..self.visits.len() {
            if used[at] {
                continue;
            }
            let Some(stop) = self.earliest(at, placed.last().map(|(_, stop)| *stop)) else {
                continue;
            };
            used[at] = true;
            placed.push((at, stop));
            let so_far: TimeDelta =
                placed.windows(2).map(|pair| self.way(pair[0].1.place, pair[1].1.place)).sum();
            if so_far < self.bound || !self.diary.taken.is_empty() {
                self.try_all(placed, used);
            }
            placed.pop();
            used[at] = false;
        }
    }

    fn way(&self, from: Option<Commune>, to: Option<Commune>) -> TimeDelta {
        way(&self.need.travel, from, to)
    }

    /// The first time a visit can have after another one, around what stays.
    fn earliest(&self, at: usize, last: Option<Stop>) -> Option<Stop> {
        let stop = self.visits[at].stop;
        let (duration, buffer) = (stop.visit.duration(), stop.blocked_until - stop.visit.end);
        let mut start = self.not_before;
        if let Some(last) = last {
            let arrival = last.visit.end + self.way(last.place, stop.place);
            start = start.max(arrival).max(last.blocked_until);
        }
        for period in &self.periods {
            let mut start = up_to_grid(start.max(period.start))?;
            while start + duration <= period.end {
                let visit = Span::new(start, start + duration);
                let moved = Stop { visit, blocked_until: visit.end + buffer, ..stop };
                match self.in_the_way(&moved) {
                    None => return Some(moved),
                    Some(until) => start = up_to_grid(until.max(start + GRID))?,
                }
            }
        }
        None
    }

    /// Until when something that stays is in the way, the drive to it and from it included.
    fn in_the_way(&self, moved: &Stop) -> Option<DateTime<Utc>> {
        let blocks = Span::new(moved.visit.start, moved.blocked_until);
        let absence = self.diary.absences.iter().find(|absence| absence.overlaps(&blocks));
        let fixed = self.diary.taken.iter().find(|stop| {
            let way = self.way(stop.place, moved.place);
            let clear_before = (moved.visit.end + way).max(moved.blocked_until) <= stop.visit.start;
            let clear_after = (stop.visit.end + way).max(stop.blocked_until) <= moved.visit.start;
            !clear_before && !clear_after
        });
        let after = |stop: &Stop| {
            (stop.visit.end + self.way(stop.place, moved.place)).max(stop.blocked_until)
        };
        absence.map(|absence| absence.end).into_iter().chain(fixed.map(after)).max()
    }

    fn weigh(&mut self, placed: &Placed) {
        let stops: Vec<Stop> = placed.iter().map(|(_, stop)| *stop).collect();
        let all = (self.of_day)(&stops);
        let driving = driving(self.diary.base, &all, &self.need.travel);
        let moved = placed.iter().filter(|(at, stop)| self.visits[*at].stop != *stop).count();
        let disturbance = DISTURBANCE * i32::try_from(moved).unwrap_or(i32::MAX);
        if driving + disturbance < self.bound && self.is_allowed(&stops) {
            self.bound = driving + disturbance;
            self.best = Some((placed.clone(), driving));
        }
    }

    /// Judges every visit with all the others in place.
    fn is_allowed(&self, stops: &[Stop]) -> bool {
        stops.iter().enumerate().all(|(at, stop)| {
            let others = stops.iter().enumerate().filter(|(other, _)| *other != at);
            let taken = self.diary.taken.iter().copied().chain(others.map(|(_, stop)| *stop));
            let diary = Diary {
                taken: taken.collect(),
                hours: self.diary.hours.clone(),
                absences: self.diary.absences.clone(),
                ..Diary::empty(self.diary.technician)
            };
            let need = Need {
                duration: stop.visit.duration(),
                buffer: stop.blocked_until - stop.visit.end,
                place: stop.place,
                ..self.need.clone()
            };
            judge(&need, &diary, stop.visit.start).is_ok()
        })
    }
}

fn up_to_grid(instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let below = instant.duration_trunc(Duration::minutes(15)).ok()?;
    Some(if below == instant { instant } else { below + GRID })
}

#[cfg(test)]
#[path = "tours_tests.rs"]
mod tests;
