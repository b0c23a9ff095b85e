use chrono::{Datelike, NaiveDateTime, NaiveTime, Weekday};
use proptest::prelude::*;

use super::*;
use crate::business_time::{Opening, holidays, naive};

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn office_hours() -> OpeningHours {
    use Weekday::{Fri, Mon, Thu, Tue, Wed};
    let halves = [(time(8, 0), time(12, 0)), (time(14, 0), time(18, 0))];
    let week = [Mon, Tue, Wed, Thu, Fri]
        .into_iter()
        .flat_map(|weekday| halves.map(|(opens, closes)| Opening { weekday, opens, closes }));
    OpeningHours::new(week.collect()).unwrap()
}

fn closed() -> BTreeSet<NaiveDate> {
    (2026..2037).flat_map(holidays::of_year).collect()
}

fn wall(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%d/%m/%Y %H:%M").unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    let local::LocalInstant::Once(instant) = local::paris(wall(text)) else {
        panic!("{text} is not one instant")
    };
    instant
}

/// domain.md §3.3.
#[test]
fn deadlines_skip_nights_lunches_weekends_and_holidays() {
    for (created, minutes, due) in [
        ("13/11/2026 16:30", 4 * 60, "16/11/2026 10:30"),
        ("10/11/2026 17:00", 4 * 60, "12/11/2026 11:00"),
        ("24/11/2026 09:15", 4 * 60, "24/11/2026 15:15"),
        ("24/11/2026 12:30", 60, "24/11/2026 15:00"),
        ("24/12/2026 17:00", 8 * 60, "28/12/2026 17:00"),
        ("13/05/2026 15:00", 24 * 60, "19/05/2026 15:00"),
        ("21/11/2026 10:00", 30, "23/11/2026 08:30"),
        ("31/12/2026 17:30", 60, "04/01/2027 08:30"),
    ] {
        let duration = TimeDelta::minutes(minutes);
        let found = add_business(at(created), duration, &office_hours(), &closed());
        assert_eq!(found, at(due), "{created} + {minutes} min");
        assert_eq!(business_between(at(created), found, &office_hours(), &closed()), duration);
    }
}

/// domain.md §3.3.
#[test]
fn the_calendar_clock_counts_the_hours_really_lived() {
    let due = add_calendar(at("24/10/2026 23:00"), TimeDelta::hours(4));
    assert_eq!(local::to_local(due), wall("25/10/2026 02:00"));
    assert_eq!(due, local::paris(wall("25/10/2026 02:00")).end(), "the second 02:00, at +01:00");

    let due = add_calendar(at("27/03/2027 23:30"), TimeDelta::hours(4));
    assert_eq!(due, at("28/03/2027 04:30"));
}

#[test]
fn a_deadline_may_fall_on_closing_time() {
    let due = add_business(at("24/11/2026 16:00"), TimeDelta::hours(2), &office_hours(), &closed());
    assert_eq!(due, at("24/11/2026 18:00"));
}

#[test]
fn what_is_due_at_once_is_due_when_it_was_asked() {
    let saturday = at("21/11/2026 10:00");
    for minutes in [0, -5] {
        let duration = TimeDelta::minutes(minutes);
        assert_eq!(add_business(saturday, duration, &office_hours(), &closed()), saturday);
    }
    assert_eq!(
        business_between(saturday, at("20/11/2026 10:00"), &office_hours(), &closed()),
        TimeDelta::zero()
    );
}

#[test]
fn an_office_that_never_opens_has_no_clock() {
    let (weekday, opens, closes) = (Weekday::Mon, time(9, 0), time(9, 0));
    assert_eq!(OpeningHours::new(vec![Opening { weekday, opens, closes }]), None);
    assert_eq!(OpeningHours::new(vec![]), None);
}

fn openings() -> impl Strategy<Value = OpeningHours> {
    let opening = (naive::weekdays(), naive::times(), naive::times())
        .prop_map(|(weekday, a, b)| Opening { weekday, opens: a.min(b), closes: a.max(b) });
    prop::collection::vec(opening, 1..10).prop_filter_map("opens", OpeningHours::new)
}

/// The open minutes of the two weeks that begin on `monday`.
fn open_minutes(
    monday: NaiveDate,
    hours: &OpeningHours,
    closed: &BTreeSet<NaiveDate>,
) -> BTreeSet<DateTime<Utc>> {
    let days = monday.iter_days().take(14).filter(|date| !closed.contains(date));
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_clock_agrees_with_counting_minutes_over_ten_years(
        monday in prop_oneof![naive::mondays(), naive::mondays_of_ten_years()],
        hours in openings(),
        created in 0..14 * 1440_i64,
        until in 0..14 * 1440_i64,
        minutes in 1..4000_i64,
    ) {
        let fortnight = local::day_bounds(monday).start;
        let (created, until) =
            (fortnight + TimeDelta::minutes(created), fortnight + TimeDelta::minutes(until));
        let open = open_minutes(monday, &hours, &closed());

        if created <= until {
            let counted = open.range(created..until).count();
            let between = business_between(created, until, &hours, &closed());
            prop_assert_eq!(between, TimeDelta::minutes(i64::try_from(counted).unwrap()));
        }

        let last = open.range(created..).nth(usize::try_from(minutes - 1).unwrap());
        let due = add_business(created, TimeDelta::minutes(minutes), &hours, &closed());
        match last {
            Some(minute) => prop_assert_eq!(due, *minute + TimeDelta::minutes(1)),
            // Later than the fortnight that was counted.
            None => prop_assert!(due > fortnight + TimeDelta::days(13)),
        }
    }
}
