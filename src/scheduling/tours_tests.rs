use std::collections::BTreeSet;

use chrono::{NaiveDateTime, NaiveTime, Weekday};
use proptest::{prelude::*, sample::select};

use super::*;
use crate::{
    scheduling::{Lunch, WorkingPeriod},
    travel::locate,
    values::StaffId,
};

fn at(time: &str) -> DateTime<Utc> {
    let text = format!("24/11/2026 {time}");
    local::paris(NaiveDateTime::parse_from_str(&text, "%d/%m/%Y %H:%M").unwrap()).start()
}

fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

fn stop(start: &str, minutes: i64, place: &str) -> Stop {
    let visit = Span::new(at(start), at(start) + TimeDelta::minutes(minutes));
    let place = Some(locate(None, Some(place)).unwrap());
    Stop { visit, blocked_until: visit.end, place }
}

fn visits(stops: &[Stop]) -> Vec<TourVisit> {
    (1..).zip(stops).map(|(id, stop)| TourVisit { id: AppointmentId(id), stop: *stop }).collect()
}

fn marie() -> Diary {
    let hours = [("08:00", "12:00"), ("14:00", "18:00")].map(|(starts, ends)| WorkingPeriod {
        weekday: Weekday::Tue,
        starts: time(starts),
        ends: time(ends),
        valid_from: None,
        valid_until: None,
    });
    let base = locate(Some("74000"), Some("Annecy"));
    Diary { hours: hours.to_vec(), base, ..Diary::empty(StaffId(1)) }
}

fn need() -> Need {
    let day = local::day_bounds("2026-11-24".parse().unwrap());
    Need {
        duration: TimeDelta::hours(1),
        buffer: TimeDelta::zero(),
        earliest: day.start,
        latest: day.end,
        step: GRID,
        closed: BTreeSet::new(),
        place: None,
        skills: BTreeSet::new(),
        lunch: Some(Lunch {
            duration: TimeDelta::minutes(45),
            from: time("11:30"),
            until: time("14:30"),
        }),
        travel: TravelTimes::default(),
    }
}

#[test]
fn two_ways_to_thones_become_one() {
    let there_and_back = [
        stop("08:30", 60, "Thônes"),
        stop("10:15", 60, "Sevrier"),
        stop("14:00", 60, "Thônes"),
        stop("15:45", 60, "Saint-Jorioz"),
    ];
    let tour = better_order(&need(), &marie(), &visits(&there_and_back), at("07:00")).unwrap();
    assert!(tour.before - tour.after >= TimeDelta::minutes(40), "{tour:?}");
    let order: Vec<i64> = tour.visits.iter().map(|(id, _)| id.0).collect();
    let both_in_a_row = order.windows(2).any(|pair| pair.contains(&1) && pair.contains(&3));
    assert!(both_in_a_row, "{order:?}");
}

#[test]
fn a_good_order_is_left_alone() {
    let fine = [stop("08:00", 60, "Sevrier"), stop("10:00", 60, "Duingt")];
    assert_eq!(better_order(&need(), &marie(), &visits(&fine), at("07:00")), None);
}

#[test]
fn what_has_begun_and_who_is_fixed_stays() {
    let fixed = stop("10:15", 60, "Sevrier");
    let diary = Diary { taken: vec![fixed], ..marie() };
    let moving = [
        stop("08:30", 60, "Thônes"),
        stop("14:00", 60, "Thônes"),
        stop("15:45", 60, "Saint-Jorioz"),
    ];
    if let Some(tour) = better_order(&need(), &diary, &visits(&moving), at("13:00")) {
        assert!(tour.visits.iter().all(|(_, start)| *start >= at("13:00")), "{tour:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the day, an order that is proposed is one that could be booked, and it saves what it says.
    #[test]
    fn a_proposed_order_keeps_the_rule(
        towns in prop::collection::vec(
            select(vec!["Sevrier", "Veyrier-du-Lac", "Thônes", "Doussard", "Cruseilles"]),
            2..5,
        )
    ) {
        let starts = ["08:00", "10:00", "14:00", "16:00"];
        let stops: Vec<Stop> =
            starts.iter().zip(&towns).map(|(start, town)| stop(start, 60, town)).collect();
        let visits = visits(&stops);
        if let Some(tour) = better_order(&need(), &marie(), &visits, at("07:00")) {
            let moved: Vec<Stop> = tour
                .visits
                .iter()
                .map(|(id, start)| {
                    let old = visits.iter().find(|visit| visit.id == *id).unwrap().stop;
                    let visit = Span::new(*start, *start + old.visit.duration());
                    Stop { visit, blocked_until: visit.end, ..old }
                })
                .collect();
            prop_assert_eq!(driving(marie().base, &moved, &need().travel), tour.after);
            prop_assert_eq!(driving(marie().base, &stops, &need().travel), tour.before);
            for (n, stop) in moved.iter().enumerate() {
                let mut taken = moved.clone();
                taken.remove(n);
                let need = Need { duration: stop.visit.duration(), place: stop.place, ..need() };
                prop_assert_eq!(judge(&need, &Diary { taken, ..marie() }, stop.visit.start), Ok(()));
            }
        }
    }
}
