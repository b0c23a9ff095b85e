//! When, as calendars write it: a day, a time of some zone's clocks, or one of the office's where no zone is named.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::windows_zones;
use crate::business_time::local;

/// The value of a `DTSTART`, an `EXDATE` and their like (RFC 5545 §3.3.4, §3.3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    Day(NaiveDate),
    Time { wall: NaiveDateTime, zone: Tz },
}

/// What calendars speak of; beyond it nothing is reckoned.
const YEARS: RangeInclusive<i32> = 1601..=9999;
/// Ten years.
const LONGEST: TimeDelta = TimeDelta::days(3_660);

/// What a zone's name was found to mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    Known(Tz),
    Unknown,
}

impl Zone {
    /// By its name in the world, or in Windows; some programs put a path before it.
    pub(super) fn named(name: &str) -> Self {
        let name = name.trim().trim_matches('"');
        let parts: Vec<&str> = name.split('/').collect();
        // "/freeassociation.sourceforge.net/Europe/Paris"
        let mut ends = (0..parts.len().saturating_sub(1))
            .filter_map(|at| parts.get(at..).map(|rest| rest.join("/")));
        let known = name
            .parse()
            .ok()
            .or_else(|| windows_zones::zone(name))
            .or_else(|| ends.find_map(|end| end.parse().ok()));
        known.map_or(Self::Unknown, Self::Known)
    }

    fn or_office(self) -> Tz {
        match self {
            Self::Known(zone) => zone,
            Self::Unknown => local::OFFICE,
        }
    }
}

impl Moment {
    /// `20261201`, `20261201T090000`, `20261201T080000Z`; `zone`: named beside it.
    pub(super) fn read(value: &str, zone: Option<Zone>) -> Option<Self> {
        let value = value.trim();
        if let Ok(day) = NaiveDate::parse_from_str(value, "%Y%m%d") {
            return YEARS.contains(&day.year()).then_some(Self::Day(day));
        }
        let (wall, zone) = match value.strip_suffix('Z') {
            Some(wall) => (wall, Tz::UTC),
            None => (value, zone.map_or(local::OFFICE, Zone::or_office)),
        };
        let wall = NaiveDateTime::parse_from_str(wall, "%Y%m%dT%H%M%S").ok()?;
        YEARS.contains(&wall.year()).then_some(Self::Time { wall, zone })
    }

    pub(super) fn starts_at(self) -> DateTime<Utc> {
        match self {
            Self::Day(day) => local::day_bounds(day).start,
            Self::Time { wall, zone } => local::in_zone(zone, wall).start(),
        }
    }

    pub(super) fn ends_at(self) -> DateTime<Utc> {
        match self {
            Self::Day(day) => local::day_bounds(day).start,
            Self::Time { wall, zone } => local::in_zone(zone, wall).end(),
        }
    }

    /// What the clocks there show; midnight of a day.
    pub(super) fn wall(self) -> NaiveDateTime {
        match self {
            Self::Day(day) => day.and_time(chrono::NaiveTime::MIN),
            Self::Time { wall, .. } => wall,
        }
    }

    /// The same kind of moment at another wall time.
    pub(super) fn at(self, wall: NaiveDateTime) -> Self {
        match self {
            Self::Day(_) => Self::Day(wall.date()),
            Self::Time { zone, .. } => Self::Time { wall, zone },
        }
    }

    /// Whether `left_out`, by day or by time, names this start of something that comes again.
    pub(super) fn is_named_by(self, left_out: Self) -> bool {
        match left_out {
            Self::Day(day) => self.wall().date() == day,
            Self::Time { .. } => self.starts_at() == left_out.starts_at(),
        }
    }

    /// An instant as this moment's clocks show it.
    pub(super) fn wall_of(self, instant: DateTime<Utc>) -> NaiveDateTime {
        match self {
            Self::Day(_) => local::to_local(instant),
            Self::Time { zone, .. } => instant.with_timezone(&zone).naive_local(),
        }
    }
}

/// `P1D`, `PT1H30M`, `P2W` (RFC 5545 §3.3.6); a day is 24 hours.
pub(super) fn duration(text: &str) -> Option<TimeDelta> {
    let text = text.trim().trim_start_matches('+').strip_prefix('P')?;
    let mut total = TimeDelta::zero();
    let mut number = String::new();
    let mut in_time = false;
    for c in text.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        if c == 'T' && number.is_empty() {
            in_time = true;
            continue;
        }
        let many: i64 = number.parse().ok().filter(|many| *many <= 100_000)?;
        number.clear();
        let part = match (c, in_time) {
            ('W', false) => TimeDelta::weeks(many),
            ('D', false) => TimeDelta::days(many),
            ('H', true) => TimeDelta::hours(many),
            ('M', true) => TimeDelta::minutes(many),
            ('S', true) => TimeDelta::seconds(many),
            _ => return None,
        };
        total = total.checked_add(&part).filter(|total| *total <= LONGEST)?;
    }
    number.is_empty().then_some(total)
}
