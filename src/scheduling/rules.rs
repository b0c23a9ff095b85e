//! Whether a visit can be: the one rule that offers, holds, bookings and moves all go by.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Diary, Lunch, Need, Stop, skills};
use crate::{
    business_time::{Span, local, local::LocalDay, merge},
    travel::{self, Commune},
};

/// Why a visit cannot be then, as the office reads it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The only one that nobody can force.
    #[error("Ce créneau vient d’être pris. Choisissez-en un autre.")]
    Taken,
    #[error("Le technicien est absent à ce moment-là. Choisissez un autre créneau.")]
    Absent,
    #[error("C’est en dehors des horaires du technicien. Choisissez un autre créneau.")]
    OutsideHours,
    #[error("Habilitation manquante\u{a0}: {0}. Choisissez un autre technicien.")]
    Unskilled(String),
    #[error("Cette adresse est hors de la zone du technicien. Choisissez un autre technicien.")]
    OutsideZone,
    #[error(
        "La journée du technicien est complète ({0}\u{a0}rendez-vous). Choisissez un autre jour."
    )]
    DayFull(usize),
    #[error(
        "Trajet de {needed}\u{a0}min, {there}\u{a0}min disponibles. Choisissez un autre créneau."
    )]
    TooFar { needed: i64, there: i64 },
    #[error("Le technicien n’aurait plus le temps de déjeuner. Choisissez un autre créneau.")]
    NoLunch,
}

/// One technician's day, looked at for one need.
pub(super) struct Day<'a> {
    need: &'a Need,
    diary: &'a Diary,
    date: NaiveDate,
    /// The working periods; a visit lies inside one of them.
    working: Vec<Span>,
    /// All that takes time, on this day and around it; ascending, without overlaps.
    busy: &'a [Span],
    absent: &'a [Span],
    /// The visits that begin on this day, by start.
    stops: Vec<&'a Stop>,
    lunch: Option<LunchTime>,
    had_lunch: bool,
}

struct LunchTime {
    within: Span,
    duration: TimeDelta,
}

/// Ways from and to the place of the need, reckoned once for each commune.
#[derive(Default)]
pub(super) struct Ways(HashMap<Commune, (TimeDelta, TimeDelta)>);

impl Ways {
    /// From the stop's commune to the place, and back; nothing where either is not known.
    fn of(&mut self, need: &Need, commune: Option<Commune>) -> (TimeDelta, TimeDelta) {
        let (Some(place), Some(commune)) = (need.place, commune) else {
            return (TimeDelta::zero(), TimeDelta::zero());
        };
        *self.0.entry(commune).or_insert_with(|| {
            (need.travel.between(commune, place), need.travel.between(place, commune))
        })
    }
}

/// What holds of a technician whatever the time: the zone, by the map of the roads whatever a routing service told.
pub(super) fn can_ever(need: &Need, diary: &Diary) -> Result<(), Refusal> {
    let Some(place) = need.place.filter(|_| !diary.zones.is_empty()) else { return Ok(()) };
    let is_inside = |zone: &super::Zone| {
        place != Commune::NOWHERE
            && TimeDelta::minutes(travel::minutes(zone.commune, place)) <= zone.reach
    };
    if diary.zones.iter().any(is_inside) { Ok(()) } else { Err(Refusal::OutsideZone) }
}

/// Absences and visits of a diary, each merged; and both together.
pub(super) struct Busy {
    pub(super) all: Vec<Span>,
    pub(super) absent: Vec<Span>,
}

impl Busy {
    pub(super) fn of(diary: &Diary) -> Self {
        let taken = diary.taken.iter().map(|stop| Span::new(stop.visit.start, stop.blocked_until));
        let all = merge(diary.absences.iter().copied().chain(taken).collect());
        Self { all, absent: merge(diary.absences.clone()) }
    }
}

impl<'a> Day<'a> {
    /// `stops` are the diary's, by start.
    pub(super) fn new(
        need: &'a Need,
        diary: &'a Diary,
        day: &LocalDay,
        busy: &'a Busy,
        stops: &[&'a Stop],
    ) -> Self {
        let first = stops.partition_point(|stop| stop.visit.start < day.bounds.start);
        let last = stops.partition_point(|stop| stop.visit.start < day.bounds.end);
        let mut this = Self {
            need,
            diary,
            date: day.date,
            working: diary
                .hours
                .iter()
                .filter(|period| period.applies_on(day.date))
                .map(|period| day.span(period.starts, period.ends))
                .collect(),
            busy: &busy.all,
            absent: &busy.absent,
            stops: stops[first..last.max(first)].to_vec(),
            lunch: need.lunch.as_ref().and_then(|lunch| LunchTime::on(lunch, day)),
            had_lunch: false,
        };
        this.had_lunch = this.keeps_lunch(None, &mut Ways::default());
        this
    }

    /// The rule. Hard reasons come first, then those the office weighs.
    pub(super) fn judge(&self, starts_at: DateTime<Utc>, ways: &mut Ways) -> Result<(), Refusal> {
        let need = self.need;
        let visit = Span::new(starts_at, starts_at + need.duration);
        let blocks = Span::new(starts_at, visit.end + need.buffer.max(TimeDelta::zero()));
        if !is_free(self.busy, &blocks) {
            return Err(if is_free(self.absent, &blocks) {
                Refusal::Taken
            } else {
                Refusal::Absent
            });
        }
        let is_worked = self.working.iter().any(|period| period.covers(&visit));
        if !is_worked || need.closed.contains(&self.date) {
            return Err(Refusal::OutsideHours);
        }
        if let Some(missing) = skills::missing(&need.skills, &self.diary.skills, self.date) {
            return Err(Refusal::Unskilled(missing));
        }
        if let Some(most) = self.diary.most_visits
            && self.stops.len() >= most
        {
            return Err(Refusal::DayFull(most));
        }
        self.check_ways(&visit, ways)?;
        if self.had_lunch && !self.keeps_lunch(Some(visit), ways) {
            return Err(Refusal::NoLunch);
        }
        Ok(())
    }

    /// The technician must get there from the visit before, and to the one after.
    fn check_ways(&self, visit: &Span, ways: &mut Ways) -> Result<(), Refusal> {
        let (before, after) = self.around(visit.start);
        let gaps = [
            before.map(|stop| (ways.of(self.need, stop.place).0, visit.start - stop.visit.end)),
            after.map(|stop| (ways.of(self.need, stop.place).1, stop.visit.start - visit.end)),
        ];
        for (needed, there) in gaps.into_iter().flatten() {
            if there < needed {
                let (needed, there) = (needed.num_minutes(), there.num_minutes());
                return Err(Refusal::TooFar { needed, there });
            }
        }
        Ok(())
    }

    fn around(&self, starts_at: DateTime<Utc>) -> (Option<&'a Stop>, Option<&'a Stop>) {
        let next = self.stops.partition_point(|stop| stop.visit.start <= starts_at);
        let before = next.checked_sub(1).and_then(|at| self.stops.get(at));
        (before.copied(), self.stops.get(next).copied())
    }

    /// Whether a lunch fits somewhere between the visits, before or after the drive.
    fn keeps_lunch(&self, new: Option<Span>, ways: &mut Ways) -> bool {
        let Some(lunch) = &self.lunch else { return true };
        let mut visits: Vec<(Span, Option<Commune>, bool)> =
            self.stops.iter().map(|stop| (stop.visit, stop.place, false)).collect();
        if let Some(visit) = new {
            let at = visits.partition_point(|(other, ..)| other.start <= visit.start);
            visits.insert(at, (visit, self.need.place, true));
        }
        let fits = |from: DateTime<Utc>, until: DateTime<Utc>| {
            Span::new(from.max(lunch.within.start), until.min(lunch.within.end)).duration()
                >= lunch.duration
        };
        let (Some((first, ..)), Some((last, ..))) = (visits.first(), visits.last()) else {
            return true;
        };
        if fits(lunch.within.start, first.start) || fits(last.end, lunch.within.end) {
            return true;
        }
        visits.windows(2).any(|pair| {
            let ((a, from, a_is_new), (b, to, b_is_new)) = (pair[0], pair[1]);
            if !fits(a.end, b.start) {
                return false;
            }
            let drive = match (a_is_new, b_is_new) {
                (_, true) => ways.of(self.need, from).0,
                (true, _) => ways.of(self.need, to).1,
                _ => self.need.between(from, to),
            };
            fits(a.end + drive, b.start) || fits(a.end, b.start - drive)
        })
    }

    /// The minutes on the road that a visit then adds to the day.
    pub(super) fn added(&self, starts_at: DateTime<Utc>, ways: &mut Ways) -> TimeDelta {
        let Some(place) = self.need.place else { return TimeDelta::zero() };
        let base = self.diary.base.unwrap_or(Commune::NOWHERE);
        let (before, after) = self.around(starts_at);
        let place_of = |stop: Option<&Stop>| stop.map_or(base, |stop| stop.place.unwrap_or(place));
        let (from, to) = (place_of(before), place_of(after));
        let without = if before.is_none() && after.is_none() {
            TimeDelta::zero()
        } else {
            self.need.travel.between(from, to)
        };
        ways.of(self.need, Some(from)).0 + ways.of(self.need, Some(to)).1 - without
    }

    /// How much of the day is taken by visits.
    pub(super) fn load(&self) -> TimeDelta {
        self.stops.iter().map(|stop| stop.visit.duration()).sum()
    }

    /// Whether any visit could stand on this day at all.
    pub(super) fn is_open(&self) -> bool {
        !self.working.is_empty()
            && !self.need.closed.contains(&self.date)
            && self.diary.most_visits.is_none_or(|most| self.stops.len() < most)
            && skills::missing(&self.need.skills, &self.diary.skills, self.date).is_none()
    }
}

impl LunchTime {
    fn on(lunch: &Lunch, day: &LocalDay) -> Option<Self> {
        (lunch.duration > TimeDelta::zero())
            .then(|| Self { within: day.span(lunch.from, lunch.until), duration: lunch.duration })
    }
}

/// Whether a visit can start at one instant, and why not. Without grid, notice or horizon: the office may choose any time.
pub fn judge(need: &Need, diary: &Diary, starts_at: DateTime<Utc>) -> Result<(), Refusal> {
    let busy = Busy::of(diary);
    let stops = by_start(diary);
    let day = LocalDay::of(local::today(starts_at));
    Day::new(need, diary, &day, &busy, &stops).judge(starts_at, &mut Ways::default())?;
    can_ever(need, diary)
}

pub(super) fn by_start(diary: &Diary) -> Vec<&Stop> {
    let mut stops: Vec<&Stop> = diary.taken.iter().filter(|stop| !stop.visit.is_empty()).collect();
    stops.sort_unstable_by_key(|stop| stop.visit.start);
    stops
}

/// `busy` ascends and has no overlaps.
fn is_free(busy: &[Span], span: &Span) -> bool {
    let next = busy.partition_point(|taken| taken.end <= span.start);
    busy.get(next).is_none_or(|taken| span.end <= taken.start)
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
