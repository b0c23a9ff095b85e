//! Deadlines on the business clock, which runs only while the office is open, and on the calendar's.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{OpeningHours, Span, local};

/// The first instant by which the office has been open for `duration` since `created`; `created`
/// itself for a duration of zero or less.
///
/// `closed` must reach as far as the answer: [`super::holidays::between`] into the next year.
pub fn add_business(
    created: DateTime<Utc>,
    duration: TimeDelta,
    hours: &OpeningHours,
    closed: &BTreeSet<NaiveDate>,
) -> DateTime<Utc> {
    if duration <= TimeDelta::zero() {
        return created;
    }
    let mut left = duration;
    let from_created = Span::new(created, DateTime::<Utc>::MAX_UTC);
    for date in local::today(created).iter_days() {
        for open in hours.on(date, closed) {
            let Some(open) = open.intersection(&from_created) else { continue };
            if left <= open.duration() {
                return open.start + left;
            }
            left -= open.duration();
        }
    }
    DateTime::<Utc>::MAX_UTC
}

/// Every hour counts, nights and holidays too: for danger, and while someone is on call.
pub fn add_calendar(created: DateTime<Utc>, duration: TimeDelta) -> DateTime<Utc> {
    created.checked_add_signed(duration).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// For how long the office was open between two instants; zero if `until` is not after `from`.
pub fn business_between(
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    hours: &OpeningHours,
    closed: &BTreeSet<NaiveDate>,
) -> TimeDelta {
    let asked = Span::new(from, until);
    if asked.is_empty() {
        return TimeDelta::zero();
    }
    let last = local::today(until);
    local::today(from)
        .iter_days()
        .take_while(|date| *date <= last)
        .flat_map(|date| hours.on(date, closed))
        .filter_map(|open| Some(open.intersection(&asked)?.duration()))
        .sum()
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
