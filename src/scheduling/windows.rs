//! What a customer is told: between which hours we arrive.

use std::collections::HashSet;

use chrono::{DateTime, NaiveTime, TimeDelta, Timelike, Utc};

use super::{FreeSlot, Slot, ranking};
use crate::business_time::{Span, local};

/// An arrival window is two hours of wall clock, from an even hour: 8–10, 10–12, 14–16, 16–18.
const HOURS_OF_WINDOW: u32 = 2;

/// A slot as it is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub slot: Slot,
    pub window: Span,
    /// On the road, more than without it; nothing where the place is not known.
    pub added: TimeDelta,
    /// Of the technician's day, taken by visits already.
    pub load: TimeDelta,
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
pub fn first_per_window(slots: &[FreeSlot]) -> Vec<Offer> {
    let mut seen = HashSet::new();
    let mut offers = with_windows(slots);
    offers.retain(|offer| seen.insert((offer.slot.technician, offer.window.start)));
    offers
}

/// One slot a window, for the portal: that which costs least (see [`ranking::cost`]), then of the lowest id.
pub fn one_per_window(slots: &[FreeSlot]) -> Vec<Offer> {
    let mut chosen: Vec<Offer> = Vec::new();
    for offer in first_per_window(slots) {
        match chosen.last_mut() {
            Some(best) if best.window == offer.window => {
                let rank = |offer: &Offer| (ranking::cost(offer), offer.slot.technician);
                if rank(&offer) < rank(best) {
                    *best = offer;
                }
            }
            _ => chosen.push(offer),
        }
    }
    chosen
}

fn with_windows(slots: &[FreeSlot]) -> Vec<Offer> {
    let mut last: Option<Span> = None;
    slots
        .iter()
        .map(|free| {
            let starts_at = free.slot.starts_at;
            let window = match last {
                Some(window) if window.contains(starts_at) => window,
                _ => arrival_window(starts_at),
            };
            last = Some(window);
            Offer { slot: free.slot, window, added: free.added, load: free.load }
        })
        .collect()
}

#[cfg(test)]
#[path = "windows_tests.rs"]
mod tests;
