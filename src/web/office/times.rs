//! Days and times as forms send them.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::business_time::local::{self, LocalInstant};

/// `14:30`, as a browser sends it; `14h30` and `14h` as people type it where it has no such field.
pub(super) fn read_time(text: &str) -> Option<NaiveTime> {
    let text = text.trim().replace(['h', 'H'], ":");
    let text = text.strip_suffix(':').map(|hour| format!("{hour}:00")).unwrap_or(text);
    ["%H:%M", "%H:%M:%S"].into_iter().find_map(|form| NaiveTime::parse_from_str(&text, form).ok())
}

/// The first moment at which the office's clocks show it.
pub(super) fn instant(date: NaiveDate, time: NaiveTime) -> Result<DateTime<Utc>, &'static str> {
    match local::paris(date.and_time(time)) {
        LocalInstant::Skipped { .. } => {
            Err("Cette heure n’existe pas ce jour-là\u{a0}: on passe à l’heure d’été.")
        }
        found => Ok(found.start()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_browsers_and_people_write_it() {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        assert_eq!(read_time("14:30"), time(14, 30));
        assert_eq!(read_time(" 8h "), time(8, 0));
        assert_eq!(read_time("8H05"), time(8, 5));
        for text in ["", "25:00", "midi", "h30"] {
            assert_eq!(read_time(text), None, "{text}");
        }
    }

    #[test]
    fn the_hour_that_is_left_out_in_march_is_no_moment() {
        let night = "2026-03-29".parse().unwrap();
        assert!(instant(night, NaiveTime::from_hms_opt(2, 30, 0).unwrap()).is_err());
        assert!(instant(night, NaiveTime::from_hms_opt(3, 0, 0).unwrap()).is_ok());
    }
}
