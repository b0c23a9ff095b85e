//! One event of an agenda: when, how long, how often; not what.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use icalendar::parser::{Component, Property};

use super::moments::{Moment, Zone, duration};
use crate::business_time::{Span, local};

#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) uid: String,
    pub(super) start: Moment,
    pub(super) lasts: Length,
    /// `RRULE`, as written.
    pub(super) rules: Vec<String>,
    /// `RDATE`.
    pub(super) added: Vec<Moment>,
    /// `EXDATE`.
    pub(super) left_out: Vec<Moment>,
    /// `RECURRENCE-ID`: the one of a series that this one replaces.
    pub(super) replaces: Option<Moment>,
    /// Neither cancelled nor shown as free.
    pub(super) is_busy: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    Days(i64),
    Time(TimeDelta),
}

impl Event {
    /// None where it does not say when. Names of zones that nobody knows are noted.
    pub(super) fn read(
        component: &Component<'_>,
        unknown_zones: &mut BTreeSet<String>,
    ) -> Option<Self> {
        let value = |name: &str| first(component, name).map(|it| it.val.as_str().trim().to_owned());
        let mut one = |name: &str| {
            first(component, name).and_then(|it| moments(it, unknown_zones).into_iter().next())
        };
        let start = one("DTSTART")?;
        let end = one("DTEND");
        let replaces = one("RECURRENCE-ID");
        let mut all = |name: &str| -> Vec<Moment> {
            properties(component, name).flat_map(|it| moments(it, unknown_zones)).collect()
        };
        let says =
            |name: &str, what: &str| value(name).is_some_and(|it| it.eq_ignore_ascii_case(what));
        Some(Self {
            uid: value("UID").unwrap_or_default(),
            start,
            lasts: Length::of(start, end, value("DURATION").as_deref()),
            rules: properties(component, "RRULE")
                .map(|it| it.val.as_str().trim().to_owned())
                .collect(),
            added: all("RDATE"),
            left_out: all("EXDATE"),
            replaces,
            is_busy: !says("STATUS", "CANCELLED")
                && !says("TRANSP", "TRANSPARENT")
                && !says("X-MICROSOFT-CDO-BUSYSTATUS", "FREE"),
        })
    }

    /// The time it takes when it starts so.
    pub(super) fn span_from(&self, start: Moment) -> Span {
        let starts_at = start.starts_at();
        let ends_at = match (self.lasts, start) {
            (Length::Time(time), _) => starts_at + time,
            (Length::Days(days), start) => {
                let last = start.wall().date() + TimeDelta::days(days - 1);
                local::day_bounds(last).end
            }
        };
        Span::new(starts_at, ends_at)
    }
}

impl Length {
    /// A day without an end is a day; a time without one takes none (RFC 5545 §3.6.1).
    fn of(start: Moment, end: Option<Moment>, lasts: Option<&str>) -> Self {
        const LONGEST: i64 = 3_660;
        let lasts = lasts.and_then(duration);
        match (start, end) {
            (Moment::Day(first), Some(Moment::Day(after))) => {
                Self::Days((after - first).num_days().clamp(1, LONGEST))
            }
            (Moment::Day(_), None) => {
                Self::Days(lasts.map_or(1, |lasts| lasts.num_days()).clamp(1, LONGEST))
            }
            (_, Some(end)) => {
                let time = end.ends_at() - start.starts_at();
                Self::Time(time.clamp(TimeDelta::zero(), TimeDelta::days(LONGEST)))
            }
            (Moment::Time { .. }, None) => Self::Time(lasts.unwrap_or_default()),
        }
    }
}

fn properties<'a>(
    component: &'a Component<'a>,
    name: &str,
) -> impl Iterator<Item = &'a Property<'a>> {
    component.properties.iter().filter(move |it| it.name.as_str().eq_ignore_ascii_case(name))
}

fn first<'a>(component: &'a Component<'a>, name: &str) -> Option<&'a Property<'a>> {
    properties(component, name).next()
}

/// A list, with commas between; of a period its start.
fn moments(property: &Property<'_>, unknown_zones: &mut BTreeSet<String>) -> Vec<Moment> {
    let named = property.params.iter().find(|it| it.key.as_str().eq_ignore_ascii_case("TZID"));
    let name =
        named.and_then(|it| it.val.as_ref()).map(|it| it.as_str().trim_matches('"').to_owned());
    let zone = name.as_deref().map(Zone::named);
    let read: Vec<Moment> = property
        .val
        .as_str()
        .split(',')
        .filter_map(|value| Moment::read(value.split('/').next().unwrap_or(value), zone))
        .collect();
    let is_floating = read.iter().any(|moment| matches!(moment, Moment::Time { .. }));
    if let (Some(Zone::Unknown), Some(name), true) = (zone, name, is_floating) {
        unknown_zones.insert(name);
    }
    read
}
