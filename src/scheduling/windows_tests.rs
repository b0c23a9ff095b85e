use chrono::NaiveDateTime;
use proptest::prelude::*;

use super::*;
use crate::{business_time::naive, values::StaffId};

fn at(text: &str) -> DateTime<Utc> {
    local::paris(NaiveDateTime::parse_from_str(text, "%d/%m/%Y %H:%M").unwrap()).start()
}

fn slot(technician: i64, starts_at: &str) -> FreeSlot {
    let starts_at = at(starts_at);
    let ends_at = starts_at + TimeDelta::minutes(90);
    let slot = Slot { technician: StaffId(technician), starts_at, ends_at, blocked_until: ends_at };
    FreeSlot { slot, added: TimeDelta::zero(), load: TimeDelta::zero() }
}

fn on_the_24th(starts: &str, ends: &str) -> Span {
    Span::new(at(&format!("24/11/2026 {starts}")), at(&format!("24/11/2026 {ends}")))
}

#[test]
fn the_customer_is_told_two_hours_from_an_even_hour() {
    for (starts_at, from, to) in [
        ("08:00", "08:00", "10:00"),
        ("09:45", "08:00", "10:00"),
        ("10:00", "10:00", "12:00"),
        ("14:30", "14:00", "16:00"),
        ("17:59", "16:00", "18:00"),
    ] {
        assert_eq!(arrival_window(at(&format!("24/11/2026 {starts_at}"))), on_the_24th(from, to));
    }
    let late = arrival_window(at("24/11/2026 23:00"));
    assert_eq!(late, Span::new(at("24/11/2026 22:00"), at("25/11/2026 00:00")));
}

#[test]
fn the_window_with_a_change_of_hour_is_shorter_or_longer() {
    let hours = |starts_at| arrival_window(at(starts_at)).duration().num_hours();
    assert_eq!(
        [hours("29/03/2026 01:30"), hours("29/03/2026 03:30"), hours("29/03/2026 04:00")],
        [2, 1, 2]
    );
    assert_eq!(
        [hours("25/10/2026 01:30"), hours("25/10/2026 02:30"), hours("25/10/2026 04:00")],
        [2, 3, 2]
    );
}

#[test]
fn the_office_sees_each_technician_s_first_slot_of_a_window() {
    let slots = [
        slot(1, "24/11/2026 08:00"),
        slot(1, "24/11/2026 08:30"),
        slot(2, "24/11/2026 08:30"),
        slot(1, "24/11/2026 10:00"),
        slot(1, "25/11/2026 08:00"),
    ];
    let kept: Vec<Slot> = first_per_window(&slots).iter().map(|offer| offer.slot).collect();
    assert_eq!(kept, [0, 2, 3, 4].map(|at| slots[at].slot));
    assert_eq!(first_per_window(&slots)[1].window, on_the_24th("08:00", "10:00"));
}

#[test]
fn the_portal_spares_the_technician_with_the_fullest_day_and_the_longest_way() {
    let hours = TimeDelta::hours;
    let slots = [
        FreeSlot { load: hours(6), ..slot(1, "24/11/2026 08:00") },
        FreeSlot { load: hours(2), ..slot(2, "24/11/2026 09:00") },
        slot(1, "25/11/2026 08:00"),
        slot(2, "25/11/2026 08:00"),
        FreeSlot { added: TimeDelta::minutes(30), ..slot(1, "26/11/2026 08:00") },
        FreeSlot { load: hours(6), ..slot(2, "26/11/2026 08:30") },
    ];
    let kept: Vec<Slot> = one_per_window(&slots).iter().map(|offer| offer.slot).collect();
    assert_eq!(kept, [1, 2, 5].map(|at| slots[at].slot), "on the 25th equal, so the lowest id");
}

#[test]
fn without_slots_there_is_no_offer() {
    assert_eq!(first_per_window(&[]), []);
    assert_eq!(one_per_window(&[]), []);
}

proptest! {
    #[test]
    fn windows_follow_each_other_and_hold_every_minute(monday in naive::mondays(), minute in 0..8 * 1440_i64) {
        let instant = local::day_bounds(monday).start + TimeDelta::minutes(minute);
        let window = arrival_window(instant);
        prop_assert!(window.contains(instant));
        prop_assert_eq!(arrival_window(window.start), window);
        prop_assert_eq!(arrival_window(window.end).start, window.end);
    }
}
