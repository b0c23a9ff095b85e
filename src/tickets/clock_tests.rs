use std::iter;

use chrono::{Datelike, NaiveDateTime};
use proptest::prelude::*;

use super::*;
use crate::business_time::naive;

fn wall(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%d/%m/%Y %H:%M").unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    local::paris(wall(text)).end()
}

fn office() -> OfficeTime {
    OfficeTime::new((2026..2037).flat_map(holidays::of_year).collect())
}

fn pause(from: &str, until: &str) -> Span {
    Span::new(at(from), at(until))
}

/// domain.md §3.3, all of its rows.
#[test]
fn the_clocks_of_a_request_keep_the_table_of_the_trade() {
    use ClockKind::{Business, Calendar};
    for (created, minutes, kind, due) in [
        ("13/11/2026 16:30", 240, Business, "16/11/2026 10:30"),
        ("10/11/2026 17:00", 240, Business, "12/11/2026 11:00"),
        ("24/11/2026 09:15", 240, Business, "24/11/2026 15:15"),
        ("24/11/2026 12:30", 60, Business, "24/11/2026 15:00"),
        ("24/12/2026 17:00", 480, Business, "28/12/2026 17:00"),
        ("13/05/2026 15:00", 1440, Business, "19/05/2026 15:00"),
        ("21/11/2026 10:00", 30, Business, "23/11/2026 08:30"),
        ("31/12/2026 17:30", 60, Business, "04/01/2027 08:30"),
        // The second two o'clock of that night, at +01:00.
        ("24/10/2026 23:00", 240, Calendar, "25/10/2026 02:00"),
        ("27/03/2027 23:30", 240, Calendar, "28/03/2027 04:30"),
    ] {
        let time = TimeDelta::minutes(minutes);
        assert_eq!(office().due(kind, at(created), time, &[]), at(due), "{created} + {minutes}");
    }
}

#[test]
fn a_pause_moves_what_is_due_by_the_office_time_it_took() {
    let due = |pauses: &[Span]| {
        office().due(ClockKind::Business, at("24/11/2026 09:00"), TimeDelta::hours(8), pauses)
    };
    assert_eq!(due(&[]), at("25/11/2026 09:00"));
    // From Tuesday noon, when three hours were used, to Thursday 14:00.
    assert_eq!(due(&[pause("24/11/2026 12:00", "26/11/2026 14:00")]), at("27/11/2026 09:00"));
    // A night, a lunch and a weekend cost nothing.
    assert_eq!(due(&[pause("24/11/2026 18:00", "25/11/2026 08:00")]), at("25/11/2026 09:00"));
    // What came after the end changes nothing; what was late stays as late.
    assert_eq!(due(&[pause("25/11/2026 09:00", "27/11/2026 09:00")]), at("25/11/2026 09:00"));
    // Two pauses are the sum of both.
    let two = [
        pause("24/11/2026 10:00", "24/11/2026 11:00"),
        pause("24/11/2026 15:00", "24/11/2026 17:00"),
    ];
    assert_eq!(due(&two), at("25/11/2026 12:00"));
}

#[test]
fn a_danger_is_due_at_any_hour() {
    let target = Target {
        response: TimeDelta::zero(),
        resolution: Some(TimeDelta::hours(4)),
        clock: ClockKind::Calendar,
    };
    let saturday = at("21/11/2026 22:00");
    let clocks = office().clocks(target, saturday, None, &[]);
    assert_eq!(clocks.response.due_at, saturday);
    assert_eq!(clocks.resolution.unwrap().due_at, at("22/11/2026 02:00"));
    assert_eq!(clocks.resolution.unwrap().warn_at, at("22/11/2026 01:12"), "at 80 %");
}

#[test]
fn a_request_that_is_opened_again_has_its_whole_time_for_the_solution() {
    let target = Target {
        response: TimeDelta::hours(1),
        resolution: Some(TimeDelta::hours(8)),
        clock: ClockKind::Business,
    };
    let (created, reopened) = (at("16/11/2026 09:00"), at("24/11/2026 09:00"));
    let clocks = office().clocks(target, created, Some(reopened), &[]);
    assert_eq!(clocks.response.due_at, at("16/11/2026 10:00"), "it was answered once");
    assert_eq!(clocks.resolution.unwrap().due_at, at("25/11/2026 09:00"));
}

/// The open minutes of three weeks.
fn open_minutes(monday: NaiveDate) -> Vec<DateTime<Utc>> {
    let hours = OpeningHours::of_the_office();
    let closed = office().closed;
    let days = monday.iter_days().take(21).filter(|date| !closed.contains(date));
    days.flat_map(|date| {
        let minutes = naive::minutes_of(date);
        let openings = hours.week().iter().filter(|opening| opening.weekday == date.weekday());
        openings
            .flat_map(|opening| naive::minutes_between(&minutes, opening.opens, opening.closes))
            .map(|(instant, _)| *instant)
            .collect::<Vec<_>>()
    })
    .collect()
}

fn every_minute(monday: NaiveDate) -> Vec<DateTime<Utc>> {
    let start = local::day_bounds(monday).start;
    let minutes = iter::successors(Some(start), |at| Some(*at + TimeDelta::minutes(1)));
    minutes.take(21 * 1440).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn clocks_with_pauses_agree_with_counting_minutes_over_ten_years(
        monday in prop_oneof![naive::mondays(), naive::mondays_of_ten_years()],
        created in 0..7 * 1440_i64,
        minutes in 1..2400_i64,
        pauses in prop::collection::vec((0..1500_i64, 0..2000_i64), 0..5),
        is_danger in any::<bool>(),
    ) {
        let start = local::day_bounds(monday).start;
        let created = start + TimeDelta::minutes(created);
        // Each begins some minutes after the one before has ended; the first may begin before the request.
        let mut end = created - TimeDelta::minutes(700);
        let pauses: Vec<Span> = pauses.into_iter().map(|(gap, long)| {
            let begin = end + TimeDelta::minutes(gap);
            end = begin + TimeDelta::minutes(long);
            Span::new(begin, end)
        }).collect();
        let (kind, running) = if is_danger {
            (ClockKind::Calendar, every_minute(monday))
        } else {
            (ClockKind::Business, open_minutes(monday))
        };

        let due = office().due(kind, created, TimeDelta::minutes(minutes), &pauses);

        let counted = running
            .into_iter()
            .filter(|minute| *minute >= created && !pauses.iter().any(|pause| pause.contains(*minute)))
            .nth(usize::try_from(minutes - 1).unwrap());
        match counted {
            Some(last) => prop_assert_eq!(due, last + TimeDelta::minutes(1)),
            // Later than the three weeks that were counted.
            None => prop_assert!(due > start + TimeDelta::days(18)),
        }
    }
}
