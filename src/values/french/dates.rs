//! Days, as they are named.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Europe::Paris;

/// What falls on one day of the office's calendar: an instant, or the day itself.
pub trait ParisDay {
    fn paris_day(&self) -> NaiveDate;
}

impl ParisDay for DateTime<Utc> {
    fn paris_day(&self) -> NaiveDate {
        self.with_timezone(&Paris).date_naive()
    }
}

impl ParisDay for NaiveDate {
    fn paris_day(&self) -> NaiveDate {
        *self
    }
}

impl<T: ParisDay> ParisDay for &T {
    fn paris_day(&self) -> NaiveDate {
        (*self).paris_day()
    }
}

/// `mardi 24 novembre 2026`
pub fn day_long(day: impl ParisDay) -> String {
    let day = day.paris_day();
    format!("{} {}", day_without_year(day), day.year())
}

/// `mardi 24 novembre`, `mercredi 1er juillet`
pub fn day_without_year(day: impl ParisDay) -> String {
    let day = day.paris_day();
    format!("{} {} {}", weekday(day.weekday()), day_of_month(day), month(day.month0()))
}

/// `mar. 24 nov.`
pub fn day_short(day: impl ParisDay) -> String {
    let day = day.paris_day();
    format!("{} {} {}", weekday_short(day.weekday()), day_of_month(day), month_short(day.month0()))
}

/// `24/11/2026`
pub fn date_numeric(day: impl ParisDay) -> String {
    day.paris_day().format("%d/%m/%Y").to_string()
}

/// `aujourd’hui`, `demain`, `hier`; else `mar. 24 nov.`, with its year where that is not now's.
pub fn relative_day(day: impl ParisDay, now: DateTime<Utc>) -> String {
    let (day, today) = (day.paris_day(), now.paris_day());
    match day - today {
        days if days == TimeDelta::zero() => "aujourd’hui".to_owned(),
        days if days == TimeDelta::days(1) => "demain".to_owned(),
        days if days == TimeDelta::days(-1) => "hier".to_owned(),
        _ if day.year() == today.year() => day_short(day),
        _ => format!("{} {}", day_short(day), day.year()),
    }
}

fn day_of_month(day: NaiveDate) -> String {
    match day.day() {
        1 => "1er".to_owned(),
        number => number.to_string(),
    }
}

pub fn weekday(day: Weekday) -> &'static str {
    const NAMES: [&str; 7] =
        ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
    NAMES[day.num_days_from_monday() as usize]
}

pub fn weekday_short(day: Weekday) -> &'static str {
    const NAMES: [&str; 7] = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."];
    NAMES[day.num_days_from_monday() as usize]
}

/// `month0`: 0 is January; what is beyond December starts over.
pub fn month(month0: u32) -> &'static str {
    const NAMES: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    NAMES[month0 as usize % 12]
}

/// As [`month`], the short names of the CLDR.
pub fn month_short(month0: u32) -> &'static str {
    const NAMES: [&str; 12] = [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ];
    NAMES[month0 as usize % 12]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_named_in_full_or_in_short() {
        let day = at("2026-11-24T13:30:00Z");
        assert_eq!(day_long(day), "mardi 24 novembre 2026");
        assert_eq!(day_short(day), "mar. 24 nov.");
        assert_eq!(date_numeric(day), "24/11/2026");
        assert_eq!(
            day_without_year(NaiveDate::from_ymd_opt(2026, 7, 1).unwrap()),
            "mercredi 1er juillet"
        );
        assert_eq!(day_short(NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()), "dim. 1er mars");
    }

    #[test]
    fn the_day_is_that_of_paris() {
        assert_eq!(date_numeric(at("2026-11-24T23:30:00Z")), "25/11/2026");
        assert_eq!(date_numeric(at("2026-07-01T22:30:00Z")), "02/07/2026");
    }

    #[test]
    fn near_days_have_names_of_their_own() {
        let now = at("2026-11-24T08:00:00Z");
        assert_eq!(relative_day(at("2026-11-24T17:00:00Z"), now), "aujourd’hui");
        assert_eq!(relative_day(at("2026-11-25T17:00:00Z"), now), "demain");
        assert_eq!(relative_day(at("2026-11-24T23:30:00Z"), now), "demain");
        assert_eq!(relative_day(at("2026-11-23T07:00:00Z"), now), "hier");
        assert_eq!(relative_day(at("2026-11-26T07:00:00Z"), now), "jeu. 26 nov.");
        assert_eq!(relative_day(at("2027-01-04T07:00:00Z"), now), "lun. 4 janv. 2027");
    }
}
