//! When a button was pressed, as the sender of the form says.

use chrono::{DateTime, TimeDelta, Utc};

/// A telephone is out of reach for a day at most; a later form tells of a wrong clock.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(24);

/// The moment of the press: `typed` (RFC 3339) where the form waited on the telephone, else now.
pub(super) fn pressed_at(typed: &str, now: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(typed)
        .map(|at| at.to_utc())
        .ok()
        .filter(|at| (now - LONGEST_WAIT..now).contains(at))
        .unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_is_believed_about_its_last_day_only() {
        let now: DateTime<Utc> = "2026-11-23T08:00:00Z".parse().unwrap();
        let at = |typed| pressed_at(typed, now).to_rfc3339();
        assert_eq!(at("2026-11-23T08:40:00+01:00"), "2026-11-23T07:40:00+00:00");
        for typed in ["", "hier", "2026-11-23T08:00:01Z", "2026-11-20T08:00:00Z"] {
            assert_eq!(pressed_at(typed, now), now, "{typed}");
        }
    }
}
