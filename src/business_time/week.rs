//! Weeks as France counts them, ISO 8601: from Monday, week 1 holding 4 January.

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::{Span, local};

/// Written `2026-W53`, as an `<input type="week">` sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    monday: NaiveDate,
}

impl Week {
    pub fn of(date: NaiveDate) -> Self {
        Self { monday: date.week(Weekday::Mon).checked_first_day().unwrap_or(date) }
    }

    pub fn monday(self) -> NaiveDate {
        self.monday
    }

    /// The year that owns the week; near New Year not always that of the day.
    pub fn year(self) -> i32 {
        self.monday.iso_week().year()
    }

    /// From 1 to 53.
    pub fn number(self) -> u32 {
        self.monday.iso_week().week()
    }

    /// Monday to Sunday.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.monday.iter_days().take(7)
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self { monday: self.monday.checked_add_days(Days::new(7)).unwrap_or(self.monday) }
    }

    #[must_use]
    pub fn previous(self) -> Self {
        Self { monday: self.monday.checked_sub_days(Days::new(7)).unwrap_or(self.monday) }
    }

    /// From Monday's midnight to the next Monday's, in the office.
    pub fn bounds(self) -> Span {
        Span::new(local::day_bounds(self.monday).start, local::day_bounds(self.next().monday).start)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year(), self.number())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an ISO week such as 2026-W53")]
pub struct ParseWeekError;

impl FromStr for Week {
    type Err = ParseWeekError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, number) = text.split_once("-W").ok_or(ParseWeekError)?;
        let year = year.parse().map_err(|_| ParseWeekError)?;
        let number = number.parse().map_err(|_| ParseWeekError)?;
        let monday =
            NaiveDate::from_isoywd_opt(year, number, Weekday::Mon).ok_or(ParseWeekError)?;
        Ok(Self { monday })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn week_of(date: &str) -> Week {
        Week::of(date.parse().unwrap())
    }

    /// domain.md §3.4.
    #[test]
    fn the_first_days_of_january_may_belong_to_the_old_year() {
        for (date, week) in [
            ("2026-12-28", "2026-W53"),
            ("2027-01-01", "2026-W53"),
            ("2027-01-04", "2027-W01"),
            ("2028-01-01", "2027-W52"),
            ("2025-11-04", "2025-W45"),
        ] {
            assert_eq!(week_of(date).to_string(), week, "{date}");
            assert_eq!(week.parse(), Ok(week_of(date)));
        }
    }

    #[test]
    fn a_week_goes_from_monday_to_sunday() {
        let week = week_of("2026-11-24");
        let days: Vec<String> = week.days().map(|day| day.to_string()).collect();
        assert_eq!((days[0].as_str(), days[6].as_str()), ("2026-11-23", "2026-11-29"));
        assert_eq!(week.next().previous(), week);
    }

    #[test]
    fn a_week_with_a_change_of_hour_is_an_hour_off() {
        assert_eq!(week_of("2026-03-29").bounds().duration(), TimeDelta::hours(167));
        assert_eq!(week_of("2026-10-25").bounds().duration(), TimeDelta::hours(169));
    }

    #[test]
    fn what_is_no_week_is_refused() {
        for text in ["", "2026-W00", "2026-W54", "2027-W53", "2026-48", "2026-W", "99999999-W01"] {
            assert_eq!(text.parse::<Week>(), Err(ParseWeekError), "{text}");
        }
    }
}
