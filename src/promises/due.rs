//! By when the office can keep its word: its own hours, without holidays.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::business_time::{OpeningHours, add_business, holidays, local};

/// The instant by which the office will have been open for `duration`, counted from `now`
/// (domain.md §3.3: Monday to Friday, 8 to 12 and 14 to 18).
pub fn within_office_hours(now: DateTime<Utc>, duration: TimeDelta) -> DateTime<Utc> {
    let today = local::today(now);
    let next_year = today + TimeDelta::days(366);
    let hours = OpeningHours::of_the_office();
    add_business(now, duration, &hours, &holidays::between(today, next_year))
}

/// A promise that is due within so much of the office's time is amber.
const SOON: TimeDelta = TimeDelta::hours(1);

/// Whether it is due within an hour of the office's time, and not yet late.
pub fn is_soon(due_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    due_at >= now && due_at <= within_office_hours(now, SOON)
}

/// Whether somebody is in the office, which is closed on holidays and on these days.
pub fn is_office_open(now: DateTime<Utc>, closed: &BTreeSet<NaiveDate>) -> bool {
    let today = local::today(now);
    let mut closed = closed.clone();
    closed.extend(holidays::between(today, today));
    OpeningHours::of_the_office().on(today, &closed).iter().any(|open| open.contains(now))
}

/// By when what is due is amber now.
pub(super) fn soon_until(now: DateTime<Utc>, closed: &BTreeSet<NaiveDate>) -> DateTime<Utc> {
    let today = local::today(now);
    let mut closed = closed.clone();
    closed.extend(holidays::between(today, today + TimeDelta::days(366)));
    add_business(now, SOON, &OpeningHours::of_the_office(), &closed)
}

/// Times worth promising, ascending: an hour of the office's time from now, then the ends of the half
/// days of today and of the next working day.
pub fn proposals(now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let in_an_hour = rounded_up(within_office_hours(now, TimeDelta::hours(1)));
    let today = local::today(now);
    let next =
        local::today(within_office_hours(local::day_bounds(today).end, TimeDelta::minutes(1)));
    let ends = [today, next].into_iter().flat_map(|day| [10, 12, 18].map(|hour| (day, hour)));
    let ends =
        ends.filter_map(|(day, hour)| Some(local::paris(day.and_hms_opt(hour, 0, 0)?).start()));
    let mut times: Vec<DateTime<Utc>> = ends.filter(|end| *end > now + SOONEST).collect();
    times.push(in_an_hour);
    times.sort_unstable();
    times.dedup();
    times
}

/// Nobody can be held to less.
const SOONEST: TimeDelta = TimeDelta::minutes(15);

/// To the next five minutes.
fn rounded_up(at: DateTime<Utc>) -> DateTime<Utc> {
    const STEP: i64 = 5 * 60;
    at + TimeDelta::seconds((STEP - at.timestamp().rem_euclid(STEP)) % STEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_call_missed_on_friday_evening_is_returned_on_monday() {
        // In Paris: Friday 17:30, then Monday 8:30.
        assert_eq!(
            within_office_hours(at("2026-11-27T16:30:00Z"), TimeDelta::hours(1)),
            at("2026-11-30T07:30:00Z")
        );
    }

    #[test]
    fn times_worth_promising_are_ahead_and_on_working_days() {
        // Friday 9:02 in Paris.
        let times = proposals(at("2026-11-27T08:02:00Z"));
        let expected = [
            "2026-11-27T09:00:00Z",
            "2026-11-27T09:05:00Z",
            "2026-11-27T11:00:00Z",
            "2026-11-27T17:00:00Z",
            "2026-11-30T09:00:00Z",
            "2026-11-30T11:00:00Z",
            "2026-11-30T17:00:00Z",
        ];
        assert_eq!(times, expected.map(at));
    }

    #[test]
    fn the_lunch_break_does_not_count() {
        assert_eq!(
            within_office_hours(at("2026-11-24T11:30:00Z"), TimeDelta::hours(1)),
            at("2026-11-24T14:00:00Z")
        );
    }
}
