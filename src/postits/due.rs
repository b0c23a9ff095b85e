//! By when a post-it makes a promise, and what there is to know about that day.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::{Calendar, Days, Hours, parts_of_day};
use crate::{business_time::local, values::french};

/// When to do it, and what the person who writes should see before it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub not_before: Option<DateTime<Utc>>,
    pub due_at: DateTime<Utc>,
    /// A closed day, an hour out of hours, a time that is past.
    pub warnings: Vec<String>,
}

/// From what was read; without an hour, by the end of the last day.
pub fn moment(days: Days, hours: Option<Hours>, calendar: &Calendar, now: DateTime<Utc>) -> Moment {
    let by = match hours {
        Some(hours) => hours.by,
        None if days.before => parts_of_day::opening(),
        None => parts_of_day::closing(),
    };
    let due_at = at(days.last, by);
    let from = match (hours.and_then(|hours| hours.from), days.first < days.last) {
        (Some(time), _) => Some(at(days.first, time)),
        (None, true) => Some(at(days.first, parts_of_day::opening())),
        (None, false) => None,
    };
    let mut warnings = Vec::new();
    if let Some(reason) = calendar.closed_because(days.last) {
        let next = calendar.next_open(days.last);
        warnings.push(format!(
            "{} est {reason}\u{a0}: personne n’est au bureau. Le jour ouvert suivant est {}.",
            french::capitalised(&french::day_without_year(days.last)),
            french::day_without_year(next),
        ));
    }
    if due_at <= now {
        warnings.push("Ce moment est déjà passé.".to_owned());
    } else if by < parts_of_day::opening() && !days.before
        || by > NaiveTime::from_hms_opt(19, 0, 0).unwrap_or_default()
    {
        warnings.push("Le bureau est fermé à cette heure-là.".to_owned());
    }
    Moment { not_before: from.filter(|from| *from > now && *from < due_at), due_at, warnings }
}

fn at(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    local::paris(day.and_time(time)).start()
}
