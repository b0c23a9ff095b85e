use super::*;

fn wall(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    wall(text).and_utc()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn half_past_two_does_not_exist_in_march() {
    for (skipped, resumes_at) in [
        ("2026-03-29 02:30", "2026-03-29 01:00"),
        ("2027-03-28 02:00", "2027-03-28 01:00"),
        ("2027-03-28 02:59", "2027-03-28 01:00"),
    ] {
        let instant = paris(wall(skipped));
        assert_eq!(instant, LocalInstant::Skipped { resumes_at: utc(resumes_at) });
        assert_eq!(instant.start(), instant.end());
        assert_eq!(to_local(instant.start()).time(), wall("2026-03-29 03:00").time());
        assert_eq!(instant.all().count(), 0);
    }
    assert_eq!(paris(wall("2027-03-28 01:59")), LocalInstant::Once(utc("2027-03-28 00:59")));
    assert_eq!(paris(wall("2027-03-28 03:00")), LocalInstant::Once(utc("2027-03-28 01:00")));
}

#[test]
fn half_past_two_comes_twice_in_october() {
    for (twice, earlier, later) in [
        ("2026-10-25 02:30", "2026-10-25 00:30", "2026-10-25 01:30"),
        ("2027-10-31 02:00", "2027-10-31 00:00", "2027-10-31 01:00"),
    ] {
        let instant = paris(wall(twice));
        assert_eq!(instant, LocalInstant::Twice { earlier: utc(earlier), later: utc(later) });
        assert_eq!((instant.start(), instant.end()), (utc(earlier), utc(later)));
        assert!(instant.all().eq([utc(earlier), utc(later)]));
        assert_eq!(to_local(utc(earlier)), to_local(utc(later)));
    }
    assert_eq!(paris(wall("2026-10-25 03:00")), LocalInstant::Once(utc("2026-10-25 02:00")));
}

#[test]
fn a_day_lasts_23_24_or_25_hours() {
    for (day, hours) in [
        ("2026-03-29", 23),
        ("2027-03-28", 23),
        ("2026-10-25", 25),
        ("2027-10-31", 25),
        ("2026-11-24", 24),
    ] {
        assert_eq!(day_bounds(date(day)).duration(), TimeDelta::hours(hours), "{day}");
    }
    assert_eq!(day_bounds(date("2026-07-01")).start, utc("2026-06-30 22:00"));
}

#[test]
fn the_office_s_day_begins_before_the_day_of_utc() {
    assert_eq!(today(utc("2026-11-23 22:59")), date("2026-11-23"));
    assert_eq!(today(utc("2026-11-23 23:00")), date("2026-11-24"));
    assert_eq!(today(utc("2026-06-30 22:00")), date("2026-07-01"));
}

/// domain.md §3.2.
#[test]
fn the_clocks_change_on_the_known_days() {
    let changes: Vec<NaiveDate> = date("2025-01-01")
        .iter_days()
        .take_while(|day| *day < date("2031-01-01"))
        .filter(|day| day_bounds(*day).duration() != TimeDelta::days(1))
        .collect();
    let expected = [
        "2025-03-30",
        "2025-10-26",
        "2026-03-29",
        "2026-10-25",
        "2027-03-28",
        "2027-10-31",
        "2028-03-26",
        "2028-10-29",
        "2029-03-25",
        "2029-10-28",
        "2030-03-31",
        "2030-10-27",
    ];
    assert_eq!(changes, expected.map(date));
}

#[test]
fn a_resolved_day_answers_as_the_zone_does() {
    for day in ["2026-03-29", "2026-10-25", "2026-11-24"].map(date) {
        let resolved = LocalDay::of(day);
        for minute in 0..1440 {
            let time = NaiveTime::MIN + TimeDelta::minutes(minute);
            assert_eq!(resolved.at(time), paris(day.and_time(time)), "{day} {time}");
        }
    }
}

#[test]
fn the_ends_of_the_calendar_are_no_trap() {
    for day in [NaiveDate::MIN, NaiveDate::MAX] {
        assert!(day_bounds(day).start <= day_bounds(day).end);
    }
}
