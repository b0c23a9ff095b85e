//! What comes again, within the time that somebody may book.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};

use super::{
    event::{Event, Length},
    moments::Moment,
};
use crate::business_time::Span;

/// Of one event, within the horizon.
const MOST: u16 = 2_000;

/// Finer ones are nobody's agenda, and are reckoned from their beginning on.
const EACH: [&str; 4] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];

/// A rule that cannot be followed to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

/// All the starts of an event whose time may meet `horizon`, those left out taken away.
pub(super) fn starts(event: &Event, horizon: Span) -> Result<Vec<Moment>, Unreadable> {
    let mut starts = vec![event.start];
    for rule in &event.rules {
        starts.extend(by_rule(event, rule, horizon)?);
    }
    starts.extend(&event.added);
    starts.sort_unstable_by_key(|start| start.wall());
    starts.dedup();
    starts.retain(|start| !event.left_out.iter().any(|left| start.is_named_by(*left)));
    Ok(starts)
}

/// The library reckons in UTC with what the event's own clocks show, and each time found is then given back to its zone:
/// so nine o'clock stays nine o'clock on the days when the clocks change.
fn by_rule(event: &Event, rule: &str, horizon: Span) -> Result<Vec<Moment>, Unreadable> {
    let start = event.start;
    let lasts = match event.lasts {
        Length::Days(days) => TimeDelta::days(days),
        Length::Time(time) => time,
    };
    let first = as_if_utc(start.wall());
    let rule: RRule<Unvalidated> = within_zone(rule, start)?.parse().map_err(|_| Unreadable)?;
    let rule = rule.validate(first).map_err(|_| Unreadable)?;
    let margin = TimeDelta::days(2);
    let found = RRuleSet::new(first)
        .rrule(rule)
        .after(as_if_utc(start.wall_of(horizon.start) - lasts - margin))
        .before(as_if_utc(start.wall_of(horizon.end) + margin))
        .all(MOST);
    if found.limited {
        return Err(Unreadable);
    }
    Ok(found.dates.into_iter().map(|at| start.at(at.naive_utc())).collect())
}

fn as_if_utc(wall: NaiveDateTime) -> chrono::DateTime<Tz> {
    wall.and_utc().with_timezone(&Tz::UTC)
}

/// The rule with its end as the event's own clocks show it; an end on a day includes that day.
fn within_zone(rule: &str, start: Moment) -> Result<String, Unreadable> {
    let mut parts = Vec::new();
    let mut is_known = false;
    for part in rule.split(';').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').ok_or(Unreadable)?;
        match name.to_ascii_uppercase().as_str() {
            "FREQ" => {
                is_known = EACH.iter().any(|each| each.eq_ignore_ascii_case(value));
                parts.push(part.to_owned());
            }
            "UNTIL" => {
                let until = match Moment::read(value, None).ok_or(Unreadable)? {
                    Moment::Day(day) => day.and_time(NaiveTime::MIN) + TimeDelta::seconds(86_399),
                    // What has no zone is meant as the event's own clocks show it.
                    Moment::Time { wall, .. } if !value.trim().ends_with('Z') => wall,
                    time @ Moment::Time { .. } => start.wall_of(time.starts_at()),
                };
                parts.push(format!("UNTIL={}Z", until.format("%Y%m%dT%H%M%S")));
            }
            _ => parts.push(part.to_owned()),
        }
    }
    if is_known { Ok(parts.join(";")) } else { Err(Unreadable) }
}
