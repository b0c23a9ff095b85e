use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use proptest::{prelude::*, sample::select};

use super::{super::slots_naive::counted_slots, *};
use crate::{
    business_time::{Span, naive},
    scheduling::{Lunch, Refusal, Stop, WorkingPeriod, Zone, judge, skills::Held},
    travel::{Commune, TravelTimes},
    values::StaffId,
};

/// Days searched, from a Monday.
const DAYS: i64 = 8;

fn period(monday: NaiveDate) -> impl Strategy<Value = WorkingPeriod> {
    let day = move || {
        prop::option::weighted(0.2, (0..DAYS).prop_map(move |n| monday + TimeDelta::days(n)))
    };
    (naive::weekdays(), naive::times(), naive::times(), day(), day()).prop_map(
        |(weekday, a, b, valid_from, valid_until)| WorkingPeriod {
            weekday,
            starts: a.min(b),
            ends: a.max(b),
            valid_from,
            valid_until,
        },
    )
}

/// Five minutes is as fine as diaries need be; some spans are empty, some overlap.
fn spans(monday: NaiveDate, most: usize) -> impl Strategy<Value = Vec<Span>> {
    let first = local::day_bounds(monday).start;
    let span = (-24..DAYS * 288, 0..60_i64).prop_map(move |(start, long)| {
        let start = first + TimeDelta::minutes(5 * start);
        Span::new(start, start + TimeDelta::minutes(5 * long))
    });
    prop::collection::vec(span, 0..most)
}

/// Both shores of the lake, behind a mountain, far away, and nowhere.
fn places() -> impl Strategy<Value = Option<Commune>> {
    select(vec![74010, 74267, 74299, 74275, 74280, 74225, 74056, 0, -1])
        .prop_map(|code| (code >= 0).then_some(Commune(code)))
}

/// Visits that follow each other, as the constraint has it.
fn stops(monday: NaiveDate) -> impl Strategy<Value = Vec<Stop>> {
    (spans(monday, 14), prop::collection::vec((places(), 0..8_i64), 14)).prop_map(
        |(spans, more)| {
            let mut stops: Vec<Stop> = Vec::new();
            let mut spans: Vec<Span> = spans.into_iter().filter(|span| !span.is_empty()).collect();
            spans.sort_unstable();
            for (visit, (place, buffer)) in spans.into_iter().zip(more) {
                if stops.last().is_none_or(|last| last.blocked_until <= visit.start) {
                    let blocked_until = visit.end + TimeDelta::minutes(5 * buffer);
                    stops.push(Stop { visit, blocked_until, place });
                }
            }
            stops
        },
    )
}

fn diary(technician: i64, monday: NaiveDate) -> impl Strategy<Value = Diary> {
    let skills = prop::option::of((0..DAYS).prop_map(move |n| monday + TimeDelta::days(n)));
    let zone = prop::option::weighted(0.3, (places(), 10..60_i64));
    (
        prop::collection::vec(period(monday), 1..12),
        spans(monday, 4),
        stops(monday),
        prop::option::of(1..4_usize),
        skills,
        zone,
    )
        .prop_map(move |(hours, absences, taken, most_visits, until, zone)| Diary {
            hours,
            absences,
            taken,
            most_visits,
            skills: vec![Held { skill: "BR".to_owned(), valid_until: until }],
            zones: zone
                .and_then(|(place, reach)| {
                    Some(Zone { commune: place?, reach: TimeDelta::minutes(reach) })
                })
                .into_iter()
                .collect(),
            ..Diary::empty(StaffId(technician))
        })
}

fn lunch() -> impl Strategy<Value = Option<Lunch>> {
    let at = |hour: i64| NaiveTime::MIN + TimeDelta::minutes(30 * hour);
    prop::option::of((3..12_i64, 20..24_i64, 25..34_i64).prop_map(move |(long, from, until)| {
        Lunch { duration: TimeDelta::minutes(5 * long), from: at(from), until: at(until) }
    }))
}

fn need(monday: NaiveDate) -> impl Strategy<Value = Need> {
    let first = local::day_bounds(monday).start;
    let closed =
        prop::collection::btree_set((0..DAYS).prop_map(move |n| monday + TimeDelta::days(n)), 0..2);
    let times = (1..40_i64, 0..10_i64, 0..1440_i64, 1440..DAYS * 1440, 3..13_i64);
    let skills = select(vec![None, Some("BR"), Some("BS"), Some("IRVE")]);
    (times, closed, places(), skills, lunch()).prop_map(
        move |((duration, buffer, earliest, latest, step), closed, place, skill, lunch)| Need {
            duration: TimeDelta::minutes(5 * duration),
            buffer: TimeDelta::minutes(5 * buffer),
            earliest: first + TimeDelta::minutes(earliest),
            latest: first + TimeDelta::minutes(latest),
            step: TimeDelta::minutes(5 * step),
            closed,
            place,
            skills: skill.into_iter().map(str::to_owned).collect::<BTreeSet<String>>(),
            lunch,
            travel: TravelTimes::default(),
        },
    )
}

fn searches() -> impl Strategy<Value = (NaiveDate, Need, Vec<Diary>)> {
    naive::mondays().prop_flat_map(|monday| {
        let diaries = (diary(1, monday), diary(2, monday)).prop_map(|(one, two)| vec![one, two]);
        (Just(monday), need(monday), diaries)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn slots_are_those_found_by_counting_minutes((monday, need, diaries) in searches()) {
        let slots = free_slots(&need, &diaries);
        let found: Vec<_> =
            slots.iter().map(|free| (free.slot.starts_at, free.slot.technician)).collect();
        let counted: Vec<(DateTime<Utc>, StaffId)> =
            counted_slots(monday, &need, &diaries).into_iter().collect();
        prop_assert_eq!(found, counted, "neither one too many nor one missed, in order, once each");
        for FreeSlot { slot, .. } in slots {
            prop_assert_eq!(slot.ends_at - slot.starts_at, need.duration);
            prop_assert_eq!(slot.blocked_until - slot.ends_at, need.buffer);
        }
    }

    #[test]
    fn what_is_offered_is_what_a_booking_is_judged_by((_, need, diaries) in searches()) {
        let slots = free_slots(&need, &diaries);
        for diary in &diaries {
            let offered: BTreeSet<DateTime<Utc>> = slots
                .iter()
                .filter(|free| free.slot.technician == diary.technician)
                .map(|free| free.slot.starts_at)
                .collect();
            for starts_at in &offered {
                prop_assert_eq!(judge(&need, diary, *starts_at), Ok(()));
            }
            // And where a visit stands nothing else can be, whoever judges.
            for stop in &diary.taken {
                let verdict = judge(&need, diary, stop.visit.start);
                prop_assert!(
                    matches!(verdict, Err(Refusal::Taken | Refusal::Absent)),
                    "{:?}", verdict
                );
            }
        }
    }
}
