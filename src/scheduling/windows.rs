//! What a customer is told: between which hours we arrive.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveTime, TimeDelta, Timelike, Utc};

use super::{Diary, Slot};
use crate::{
    business_time::{Span, local, merge},
    values::StaffId,
};

/// An arrival window is two hours of wall clock, from an even hour: 8–10, 10–12, 14–16, 16–18.
const HOURS_OF_WINDOW: u32 = 2;

/// A slot as it is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub slot: Slot,
    pub window: Span,
}

/// The window that holds `starts_at`. Windows follow each other without overlap; the one with a
/// change of hour lasts one hour or three.
pub fn arrival_window(starts_at: DateTime<Utc>) -> Span {
    let wall = local::to_local(starts_at);
    let even_hour = wall.hour() - wall.hour() % HOURS_OF_WINDOW;
    let opens = wall.date().and_time(NaiveTime::MIN) + TimeDelta::hours(i64::from(even_hour));
    let closes = opens + TimeDelta::hours(i64::from(HOURS_OF_WINDOW));
    Span::new(local::paris(opens).start(), local::paris(closes).start())
}

/// Each technician's first slot of each window, for the office. `slots` are as
/// [`super::free_slots`] returns them, and the offers keep their order.
pub fn first_per_window(slots: &[Slot]) -> Vec<Offer> {
    let mut seen = HashSet::new();
    let mut offers = with_windows(slots);
    offers.retain(|offer| seen.insert((offer.slot.technician, offer.window.start)));
    offers
}

/// One slot a window, for the portal: the first of the technician with the least taken time that
/// day, then of the lowest id. `diaries` are those the slots were found in.
pub fn one_per_window(slots: &[Slot], diaries: &[Diary]) -> Vec<Offer> {
    let mut loads = Loads::new(diaries);
    let mut chosen: Vec<Offer> = Vec::new();
    for offer in first_per_window(slots) {
        match chosen.last_mut() {
            Some(best) if best.window == offer.window => {
                if loads.rank(&offer) < loads.rank(best) {
                    *best = offer;
                }
            }
            _ => chosen.push(offer),
        }
    }
    chosen
}

fn with_windows(slots: &[Slot]) -> Vec<Offer> {
    let mut last: Option<Span> = None;
    slots
        .iter()
        .map(|slot| {
            let window = match last {
                Some(window) if window.contains(slot.starts_at) => window,
                _ => arrival_window(slot.starts_at),
            };
            last = Some(window);
            Offer { slot: *slot, window }
        })
        .collect()
}

/// How much of a day is taken, worked out once a technician and day.
struct Loads {
    taken: HashMap<StaffId, Vec<Span>>,
    known: HashMap<(StaffId, DateTime<Utc>), TimeDelta>,
}

impl Loads {
    fn new(diaries: &[Diary]) -> Self {
        let taken = diaries.iter().map(|diary| (diary.technician, merge(diary.taken.clone())));
        Self { taken: taken.collect(), known: HashMap::new() }
    }

    fn rank(&mut self, offer: &Offer) -> (TimeDelta, StaffId) {
        let technician = offer.slot.technician;
        let day = local::day_bounds(local::today(offer.window.start));
        let load = *self.known.entry((technician, day.start)).or_insert_with(|| {
            let taken = self.taken.get(&technician).map_or(&[][..], Vec::as_slice);
            taken.iter().filter_map(|span| Some(span.intersection(&day)?.duration())).sum()
        });
        (load, technician)
    }
}

#[cfg(test)]
#[path = "windows_tests.rs"]
mod tests;
