//! Lengths of time.

use chrono::{DateTime, TimeDelta, Utc};

use super::dates::ParisDay;
use super::{NBSP, relative_day, time};

/// `45 min`, `1 h`, `1 h 30`, from minutes; negative ones count as zero.
pub fn duration(minutes: impl Into<i64>) -> String {
    let minutes = minutes.into().max(0);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}{NBSP}min"),
        (hours, 0) => format!("{hours}{NBSP}h"),
        (hours, minutes) => format!("{hours}{NBSP}h{NBSP}{minutes:02}"),
    }
}

/// What a visit adds to the day's driving: `+8 min de route`, `sur le chemin` where it adds nothing.
pub fn added_driving(minutes: i64) -> String {
    if minutes <= 0 {
        "sur le chemin".to_owned()
    } else {
        format!("+{} de route", duration(minutes))
    }
}

/// `à l’instant`, `il y a 5 min`, `il y a 2 h` on the same day; else `hier à 14 h 30`, `mar. 24 nov. à 14 h`.
///
/// What is to come: `dans 5 min`, `demain à 8 h`.
pub fn ago(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let past = now - at;
    let distance = past.abs();
    if distance < TimeDelta::minutes(1) {
        return "à l’instant".to_owned();
    }
    if distance >= TimeDelta::hours(1) && at.paris_day() != now.paris_day() {
        return format!("{} à {}", relative_day(at, now), time(at));
    }
    let length = match distance.num_hours() {
        0 => duration(distance.num_minutes()),
        hours => duration(hours * 60),
    };
    if past > TimeDelta::zero() { format!("il y a {length}") } else { format!("dans {length}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_said_in_hours_and_minutes() {
        assert_eq!(duration(45), "45\u{a0}min");
        assert_eq!(duration(60), "1\u{a0}h");
        assert_eq!(duration(90), "1\u{a0}h\u{a0}30");
        assert_eq!(duration(125_i64), "2\u{a0}h\u{a0}05");
        assert_eq!(duration(-3), "0\u{a0}min");
    }

    #[test]
    fn the_past_is_near_then_named() {
        let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
        let before = |minutes| ago(now - TimeDelta::minutes(minutes), now);
        assert_eq!(ago(now - TimeDelta::seconds(59), now), "à l’instant");
        assert_eq!(before(5), "il y a 5\u{a0}min");
        assert_eq!(before(135), "il y a 2\u{a0}h");
        assert_eq!(before(24 * 60), "hier à 10\u{a0}h");
        assert_eq!(before(7 * 24 * 60), "mar. 17 nov. à 10\u{a0}h");
        assert_eq!(before(-30), "dans 30\u{a0}min");
        assert_eq!(before(-22 * 60), "demain à 8\u{a0}h");
    }

    #[test]
    fn minutes_before_midnight_are_still_minutes() {
        let now: DateTime<Utc> = "2026-11-23T23:05:00Z".parse().unwrap();
        assert_eq!(ago(now - TimeDelta::minutes(10), now), "il y a 10\u{a0}min");
    }
}
