//! Time reckoned minute by minute, slowly and without cleverness, for property tests to compare with.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use proptest::{prelude::*, sample::select};

use super::local;

/// Mondays of weeks worth trying: the four changes of hour, a holiday, and New Year.
pub fn mondays() -> impl Strategy<Value = NaiveDate> {
    select(vec!["2026-03-23", "2026-10-19", "2027-03-22", "2027-10-25", "2026-05-11", "2026-12-28"])
        .prop_map(|date| date.parse().unwrap())
}

/// Mondays of ten years: any, and every other time that of a week in which the clocks change.
pub fn mondays_of_ten_years() -> impl Strategy<Value = NaiveDate> {
    let first: NaiveDate = "2026-01-05".parse().unwrap();
    let changes: Vec<NaiveDate> = (2026..2036)
        .flat_map(|year| [3, 10].map(|month| NaiveDate::from_ymd_opt(year, month, 31).unwrap()))
        .map(|last| last.week(Weekday::Sun).first_day() - TimeDelta::days(6))
        .collect();
    prop_oneof![select(changes), (0..520_i64).prop_map(move |n| first + TimeDelta::weeks(n))]
}

pub fn weekdays() -> impl Strategy<Value = Weekday> {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    // Sunday more often than its turn: it is when the clocks change.
    select(vec![Mon, Tue, Wed, Thu, Fri, Sat, Sun, Sun, Sun])
}

/// Quarters of an hour; nights as often as days.
pub fn times() -> impl Strategy<Value = NaiveTime> {
    prop_oneof![0..20_i64, 0..96_i64].prop_map(|n| NaiveTime::MIN + TimeDelta::minutes(15 * n))
}

/// Each minute of a local day, in the order it is lived, with what the clocks show.
pub fn minutes_of(date: NaiveDate) -> Vec<(DateTime<Utc>, NaiveTime)> {
    let around = date.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(3);
    (0..30 * 60)
        .map(|n| around + TimeDelta::minutes(n))
        .map(|instant| (instant, local::to_local(instant)))
        .filter(|(_, wall)| wall.date() == date)
        .map(|(instant, wall)| (instant, wall.time()))
        .collect()
}

/// The minutes from the first that shows `starts` or later, up to the last that shows `ends`; up to the
/// jump if that time is skipped.
pub fn minutes_between(
    day: &[(DateTime<Utc>, NaiveTime)],
    starts: NaiveTime,
    ends: NaiveTime,
) -> &[(DateTime<Utc>, NaiveTime)] {
    let first = day.iter().position(|(_, wall)| *wall >= starts).unwrap_or(day.len());
    let end = day
        .iter()
        .rposition(|(_, wall)| *wall == ends)
        .or_else(|| day.iter().position(|(_, wall)| *wall > ends))
        .unwrap_or(day.len());
    &day[first.min(end)..end]
}
