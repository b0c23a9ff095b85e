use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::*;
use crate::{
    scheduling::{Lunch, WorkingPeriod, Zone, skills::Held},
    travel::{TravelTimes, locate},
    values::StaffId,
};

fn at(time: &str) -> DateTime<Utc> {
    let text = format!("24/11/2026 {time}");
    local::paris(NaiveDateTime::parse_from_str(&text, "%d/%m/%Y %H:%M").unwrap()).start()
}

fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

fn town(name: &str) -> Commune {
    locate(None, Some(name)).unwrap_or_else(|| panic!("{name}"))
}

fn stop(start: &str, end: &str, name: &str) -> Stop {
    Stop { visit: Span::new(at(start), at(end)), blocked_until: at(end), place: Some(town(name)) }
}

/// An hour at a place, without a buffer.
fn need(name: &str) -> Need {
    let day = local::day_bounds("2026-11-24".parse().unwrap());
    Need {
        duration: TimeDelta::hours(1),
        buffer: TimeDelta::zero(),
        earliest: day.start,
        latest: day.end,
        step: TimeDelta::minutes(30),
        closed: BTreeSet::new(),
        place: Some(town(name)),
        skills: BTreeSet::new(),
        lunch: None,
        travel: TravelTimes::default(),
    }
}

/// A Tuesday from 8 to 18.
fn marie() -> Diary {
    let hours = WorkingPeriod {
        weekday: Weekday::Tue,
        starts: time("08:00"),
        ends: time("18:00"),
        valid_from: None,
        valid_until: None,
    };
    Diary { hours: vec![hours], ..Diary::empty(StaffId(1)) }
}

#[test]
fn the_way_from_the_visit_before_must_fit() {
    let marie = Diary { taken: vec![stop("08:00", "09:00", "Sevrier")], ..marie() };
    let across = need("Veyrier-du-Lac");
    let refusal = judge(&across, &marie, at("09:15")).unwrap_err();
    assert!(matches!(refusal, Refusal::TooFar { needed: 18..=30, there: 15 }), "{refusal:?}");
    assert_eq!(judge(&across, &marie, at("09:30")), Ok(()));
    assert_eq!(judge(&need("Saint-Jorioz"), &marie, at("09:15")), Ok(()), "the same shore");
}

#[test]
fn the_way_to_the_visit_after_must_fit() {
    let marie = Diary { taken: vec![stop("10:00", "11:00", "Chamonix-Mont-Blanc")], ..marie() };
    assert!(matches!(
        judge(&need("Annecy"), &marie, at("08:30")),
        Err(Refusal::TooFar { there: 30, .. })
    ));
    assert_eq!(judge(&need("Chamonix-Mont-Blanc"), &marie, at("08:30")), Ok(()));
}

#[test]
fn where_the_place_is_not_known_no_way_is_reckoned() {
    let marie = Diary { taken: vec![stop("10:00", "11:00", "Chamonix-Mont-Blanc")], ..marie() };
    assert_eq!(judge(&Need { place: None, ..need("Annecy") }, &marie, at("09:00")), Ok(()));
}

#[test]
fn a_full_day_takes_no_more() {
    let taken = vec![stop("08:00", "09:00", "Annecy"), stop("10:00", "11:00", "Annecy")];
    let mut marie = Diary { taken, most_visits: Some(2), ..marie() };
    assert_eq!(judge(&need("Annecy"), &marie, at("14:00")), Err(Refusal::DayFull(2)));
    marie.most_visits = Some(3);
    assert_eq!(judge(&need("Annecy"), &marie, at("14:00")), Ok(()));
}

#[test]
fn lunch_is_kept_and_the_drive_is_no_lunch() {
    let lunch =
        Lunch { duration: TimeDelta::minutes(45), from: time("11:30"), until: time("14:30") };
    let need = |name| Need { lunch: Some(lunch), ..need(name) };
    let taken = vec![stop("10:30", "12:30", "Annecy"), stop("14:30", "16:00", "Annecy")];
    let marie = Diary { taken, ..marie() };
    assert_eq!(judge(&need("Annecy"), &marie, at("12:45")), Err(Refusal::NoLunch));
    assert_eq!(judge(&need("Annecy"), &marie, at("16:30")), Ok(()));
    // An hour and three quarters remain before it, but half an hour of driving each way leaves too little.
    let taken = vec![stop("10:30", "12:30", "Annecy")];
    let marie = Diary { taken, ..marie };
    assert_eq!(judge(&need("Thônes"), &marie, at("13:30")), Err(Refusal::NoLunch));
    assert_eq!(judge(&need("Annecy"), &marie, at("13:30")), Ok(()));
}

#[test]
fn a_day_without_lunch_is_not_refused_for_its_lunch() {
    let lunch =
        Lunch { duration: TimeDelta::minutes(45), from: time("11:30"), until: time("14:30") };
    let marie = Diary { taken: vec![stop("11:00", "15:00", "Annecy")], ..marie() };
    let need = Need { lunch: Some(lunch), ..need("Annecy") };
    assert_eq!(judge(&need, &marie, at("16:00")), Ok(()));
}

#[test]
fn nobody_comes_without_the_habilitation() {
    let need = Need { skills: BTreeSet::from(["IRVE".to_owned()]), ..need("Annecy") };
    assert_eq!(judge(&need, &marie(), at("14:00")), Err(Refusal::Unskilled("IRVE".to_owned())));
    let last: NaiveDate = "2026-11-24".parse().unwrap();
    let held = Held { skill: "IRVE".to_owned(), valid_until: Some(last) };
    assert_eq!(judge(&need, &Diary { skills: vec![held], ..marie() }, at("14:00")), Ok(()));
}

#[test]
fn nobody_comes_outside_the_zone() {
    let zone = Zone { commune: town("Annecy"), reach: TimeDelta::minutes(40) };
    let marie = Diary { zones: vec![zone], ..marie() };
    assert_eq!(judge(&need("Thônes"), &marie, at("14:00")), Ok(()));
    assert_eq!(judge(&need("Marseille"), &marie, at("14:00")), Err(Refusal::OutsideZone));
    let nowhere = Need { place: Some(Commune::NOWHERE), ..need("Annecy") };
    assert_eq!(judge(&nowhere, &marie, at("14:00")), Err(Refusal::OutsideZone));
}

#[test]
fn a_visit_on_the_way_adds_little_driving() {
    let taken = vec![stop("08:00", "09:00", "Annecy"), stop("14:00", "15:00", "Thônes")];
    let marie = Diary { taken, base: Some(town("Annecy")), ..marie() };
    let added = |name: &str| {
        let need = need(name);
        let (busy, stops) = (Busy::of(&marie), by_start(&marie));
        let day = LocalDay::of("2026-11-24".parse().unwrap());
        let day = Day::new(&need, &marie, &day, &busy, &stops);
        day.added(at("11:00"), &mut Ways::default()).num_minutes()
    };
    assert!(added("Alex") < 15, "{}", added("Alex"));
    assert!(added("Sallanches") > 40, "{}", added("Sallanches"));
}
