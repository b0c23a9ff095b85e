//! Times of the day, on the clocks of Paris.

use chrono::{DateTime, Timelike, Utc};
use chrono_tz::Europe::Paris;

use super::{NBSP, day_long};

/// `14 h`, `14 h 30`, `8 h 05`
pub fn time(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&Paris);
    match local.minute() {
        0 => format!("{}{NBSP}h", local.hour()),
        minute => format!("{}{NBSP}h{NBSP}{minute:02}", local.hour()),
    }
}

/// `14 h – 15 h 30`
pub fn time_range(from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    format!("{}{NBSP}– {}", time(from), time(to))
}

/// `entre 8 h et 10 h`: when to expect somebody.
pub fn window(from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    format!("entre {} et {}", time(from), time(to))
}

/// `mardi 24 novembre 2026 à 14 h 30`
pub fn day_and_time(at: DateTime<Utc>) -> String {
    format!("{} à {}", day_long(at), time(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn times_are_those_of_paris_in_winter_and_in_summer() {
        assert_eq!(time(at("2026-11-24T13:00:00Z")), "14\u{a0}h");
        assert_eq!(time(at("2026-07-01T06:05:00Z")), "8\u{a0}h\u{a0}05");
        assert_eq!(time(at("2026-07-01T22:00:00Z")), "0\u{a0}h");
    }

    #[test]
    fn the_hour_that_comes_twice_is_shown_twice() {
        assert_eq!(time(at("2026-10-25T00:30:00Z")), time(at("2026-10-25T01:30:00Z")));
        assert_eq!(time(at("2027-03-28T01:00:00Z")), "3\u{a0}h");
    }

    #[test]
    fn ranges_say_when_somebody_comes() {
        let (from, to) = (at("2026-11-24T07:00:00Z"), at("2026-11-24T09:30:00Z"));
        assert_eq!(time_range(from, to), "8\u{a0}h\u{a0}– 10\u{a0}h\u{a0}30");
        assert_eq!(window(from, to), "entre 8\u{a0}h et 10\u{a0}h\u{a0}30");
        assert_eq!(day_and_time(from), "mardi 24 novembre 2026 à 8\u{a0}h");
    }
}
