//! The free times of technicians, from their hours and what is already in their diaries.

use chrono::TimeDelta;

use super::{
    Diary, FreeSlot, Need, Slot,
    rules::{Busy, Day, Ways, by_start, can_ever},
};
use crate::business_time::local::{self, LocalDay};

/// Every slot on the grid, by start, then technician.
///
/// Whether a visit can be is decided by `rules::Day::judge`, as it is when a slot is held or booked: a slot offered
/// is a slot that can be booked. Starts that the clocks skip in March are not offered; those shown twice in October
/// are two slots.
pub fn free_slots(need: &Need, diaries: &[Diary]) -> Vec<FreeSlot> {
    if need.duration <= TimeDelta::zero() || need.step <= TimeDelta::zero() {
        return Vec::new();
    }
    let days = open_days(need);
    let mut ways = Ways::default();
    let mut slots: Vec<FreeSlot> =
        diaries.iter().flat_map(|diary| slots_of(need, &days, diary, &mut ways)).collect();
    slots.sort_unstable_by_key(|free| (free.slot.starts_at, free.slot.technician));
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

fn slots_of(need: &Need, days: &[LocalDay], diary: &Diary, ways: &mut Ways) -> Vec<FreeSlot> {
    if can_ever(need, diary).is_err() {
        return Vec::new();
    }
    let (busy, stops) = (Busy::of(diary), by_start(diary));
    let blocked = need.duration + need.buffer.max(TimeDelta::zero());
    let mut slots = Vec::new();
    for day in days {
        let plan = Day::new(need, diary, day, &busy, &stops);
        if !plan.is_open() {
            continue;
        }
        let load = plan.load();
        for period in diary.hours.iter().filter(|period| period.applies_on(day.date)) {
            let working = day.span(period.starts, period.ends);
            let starts = period.grid(need.step).flat_map(|time| day.at(time).all());
            for starts_at in starts.filter(|start| (need.earliest..need.latest).contains(start)) {
                let is_inside = starts_at + need.duration <= working.end;
                if is_inside && plan.judge(starts_at, ways).is_ok() {
                    let slot = Slot {
                        technician: diary.technician,
                        starts_at,
                        ends_at: starts_at + need.duration,
                        blocked_until: starts_at + blocked,
                    };
                    slots.push(FreeSlot { slot, added: plan.added(starts_at, ways), load });
                }
            }
        }
    }
    slots
}

#[cfg(test)]
#[path = "slots_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "slots_properties.rs"]
mod properties;
