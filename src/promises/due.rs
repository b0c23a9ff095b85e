//! By when the office can keep its word: its own hours, without holidays.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};

use crate::business_time::{Opening, OpeningHours, add_business, holidays, local};

/// The instant by which the office will have been open for `duration`, counted from `now`
/// (domain.md §3.3: Monday to Friday, 8 to 12 and 14 to 18).
pub fn within_office_hours(now: DateTime<Utc>, duration: TimeDelta) -> DateTime<Utc> {
    let today = local::today(now);
    let next_year = today + TimeDelta::days(366);
    match OpeningHours::new(week()) {
        Some(hours) => add_business(now, duration, &hours, &holidays::between(today, next_year)),
        None => now + duration,
    }
}

fn week() -> Vec<Opening> {
    const DAYS: [Weekday; 5] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    const HOURS: [(u32, u32); 2] = [(8, 12), (14, 18)];
    DAYS.into_iter()
        .flat_map(|weekday| {
            HOURS.into_iter().filter_map(move |(opens, closes)| {
                Some(Opening {
                    weekday,
                    opens: NaiveTime::from_hms_opt(opens, 0, 0)?,
                    closes: NaiveTime::from_hms_opt(closes, 0, 0)?,
                })
            })
        })
        .collect()
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
    fn the_lunch_break_does_not_count() {
        assert_eq!(
            within_office_hours(at("2026-11-24T11:30:00Z"), TimeDelta::hours(1)),
            at("2026-11-24T14:00:00Z")
        );
    }
}
