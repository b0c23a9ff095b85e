use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};

use super::*;
use crate::{
    business_time::{Span, holidays},
    scheduling::{Stop, WorkingPeriod},
    travel::{Commune, TravelTimes},
    values::StaffId,
};

const MARIE: StaffId = StaffId(1);
const KARIM: StaffId = StaffId(2);

fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

fn date(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%d/%m/%Y").unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    local::paris(NaiveDateTime::parse_from_str(text, "%d/%m/%Y %H:%M").unwrap()).start()
}

fn on(weekday: Weekday, starts: &str, ends: &str) -> WorkingPeriod {
    let (starts, ends) = (time(starts), time(ends));
    WorkingPeriod { weekday, starts, ends, valid_from: None, valid_until: None }
}

fn every_day(starts: &str, ends: &str) -> Vec<WorkingPeriod> {
    let days = std::iter::successors(Some(Weekday::Mon), |day| Some(day.succ()));
    days.take(7).map(|weekday| on(weekday, starts, ends)).collect()
}

fn diary(technician: StaffId, hours: Vec<WorkingPeriod>) -> Diary {
    Diary { hours, ..Diary::empty(technician) }
}

fn stop(start: &str, end: &str, place: Option<Commune>) -> Stop {
    Stop { visit: Span::new(at(start), at(end)), blocked_until: at(end), place }
}

/// A visit of an hour and a half, wanted on the given days, starts on the half-hours.
fn need(first: &str, last: &str) -> Need {
    Need {
        duration: TimeDelta::minutes(90),
        buffer: TimeDelta::zero(),
        earliest: local::day_bounds(date(first)).start,
        latest: local::day_bounds(date(last)).end,
        step: TimeDelta::minutes(30),
        closed: BTreeSet::new(),
        place: None,
        skills: BTreeSet::new(),
        lunch: None,
        travel: TravelTimes::default(),
    }
}

fn starts(need: &Need, diaries: &[Diary]) -> Vec<String> {
    let slots = free_slots(need, diaries);
    slots
        .iter()
        .map(|free| local::to_local(free.slot.starts_at).format("%d %H:%M").to_string())
        .collect()
}

#[test]
fn a_visit_lies_inside_one_working_period() {
    let diaries = [diary(
        MARIE,
        vec![on(Weekday::Tue, "08:00", "10:30"), on(Weekday::Tue, "14:00", "15:30")],
    )];
    let found = starts(&need("24/11/2026", "24/11/2026"), &diaries);
    assert_eq!(found, ["24 08:00", "24 08:30", "24 09:00", "24 14:00"]);
}

#[test]
fn starts_are_counted_from_the_start_of_the_period() {
    let need = Need { step: TimeDelta::minutes(45), ..need("24/11/2026", "24/11/2026") };
    let diaries = [diary(MARIE, vec![on(Weekday::Tue, "08:15", "11:30")])];
    assert_eq!(starts(&need, &diaries), ["24 08:15", "24 09:00", "24 09:45"]);
}

#[test]
fn taken_time_and_absences_leave_the_rest() {
    let mut karim = diary(KARIM, every_day("08:00", "18:00"));
    karim.taken = vec![stop("24/11/2026 09:30", "24/11/2026 11:00", None)];
    karim.absences = vec![Span::new(at("24/11/2026 13:00"), at("25/11/2026 16:00"))];
    let found = starts(&need("24/11/2026", "25/11/2026"), &[karim]);
    assert_eq!(found, ["24 08:00", "24 11:00", "24 11:30", "25 16:00", "25 16:30"]);
}

#[test]
fn the_buffer_may_outlast_the_day_but_not_meet_another_visit() {
    let need = Need { buffer: TimeDelta::minutes(30), ..need("24/11/2026", "24/11/2026") };
    let mut marie = diary(MARIE, vec![on(Weekday::Tue, "08:00", "12:00")]);
    assert_eq!(starts(&need, std::slice::from_ref(&marie)).last().unwrap(), "24 10:30");

    marie.taken = vec![stop("24/11/2026 12:00", "24/11/2026 14:00", None)];
    assert_eq!(starts(&need, std::slice::from_ref(&marie)).last().unwrap(), "24 10:00");

    let slot = free_slots(&need, &[marie])[0].slot;
    assert_eq!(slot.ends_at, at("24/11/2026 09:30"));
    assert_eq!(slot.blocked_until, at("24/11/2026 10:00"));
}

#[test]
fn nobody_comes_on_a_holiday_nor_on_a_day_without_hours() {
    let weekdays: Vec<WorkingPeriod> = every_day("08:00", "09:30").into_iter().take(5).collect();
    let need = Need { closed: holidays::of_year(2026), ..need("09/11/2026", "16/11/2026") };
    let found = starts(&need, &[diary(MARIE, weekdays)]);
    assert_eq!(found, ["09 08:00", "10 08:00", "12 08:00", "13 08:00", "16 08:00"]);
}

#[test]
fn hours_hold_from_their_first_day_to_their_last() {
    let mut hours = every_day("08:00", "09:30");
    for period in &mut hours {
        period.valid_from = Some(date("24/11/2026"));
        period.valid_until = Some(date("25/11/2026"));
    }
    let found = starts(&need("20/11/2026", "30/11/2026"), &[diary(MARIE, hours)]);
    assert_eq!(found, ["24 08:00", "25 08:00"]);
}

#[test]
fn a_visit_starts_from_the_earliest_instant_until_just_before_the_latest() {
    let need = Need {
        earliest: at("24/11/2026 09:00"),
        latest: at("24/11/2026 10:30"),
        ..need("24/11/2026", "24/11/2026")
    };
    let found = starts(&need, &[diary(MARIE, every_day("08:00", "18:00"))]);
    assert_eq!(found, ["24 09:00", "24 09:30", "24 10:00"]);
}

#[test]
fn no_visit_starts_in_the_hour_that_march_leaves_out() {
    for sunday in ["29/03/2026", "28/03/2027"] {
        let found = starts(&need(sunday, sunday), &[diary(MARIE, every_day("00:30", "05:00"))]);
        let day = &sunday[..2];
        let expected = ["00:30", "01:00", "01:30", "03:00", "03:30"].map(|t| format!("{day} {t}"));
        assert_eq!(found, expected, "the visit of 01:30 ends at 04:00");
    }
}

#[test]
fn the_hour_that_october_repeats_is_offered_twice() {
    let slots =
        free_slots(&need("25/10/2026", "25/10/2026"), &[diary(MARIE, every_day("02:00", "04:00"))]);
    let starts: Vec<String> =
        slots.iter().map(|free| free.slot.starts_at.format("%H:%M").to_string()).collect();
    assert_eq!(
        starts,
        ["00:00", "00:30", "01:00", "01:30"],
        "in UTC; all are 02:00 or 02:30 there"
    );
}

#[test]
fn slots_come_by_start_then_technician() {
    let diaries =
        [diary(KARIM, every_day("08:00", "10:00")), diary(MARIE, every_day("08:00", "10:00"))];
    let slots = free_slots(&need("24/11/2026", "24/11/2026"), &diaries);
    let technicians: Vec<StaffId> = slots.iter().map(|free| free.slot.technician).collect();
    assert_eq!(technicians, [MARIE, KARIM, MARIE, KARIM]);
}

#[test]
fn hours_entered_twice_offer_a_slot_once() {
    let hours = [every_day("08:00", "09:30"), every_day("08:00", "09:30")].concat();
    assert_eq!(starts(&need("24/11/2026", "24/11/2026"), &[diary(MARIE, hours)]), ["24 08:00"]);
}

#[test]
fn nothing_fits_a_need_that_makes_no_sense() {
    let diaries = [diary(MARIE, every_day("08:00", "18:00"))];
    let sane = need("24/11/2026", "24/11/2026");
    let backwards = need("25/11/2026", "23/11/2026");
    for senseless in [
        Need { duration: TimeDelta::zero(), ..sane.clone() },
        Need { step: TimeDelta::zero(), ..sane },
        backwards,
    ] {
        assert_eq!(free_slots(&senseless, &diaries), []);
    }
}
