//! One week: technicians by days, the visits of each half-day one under another.

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use super::{
    day::{class_of, words_of},
    days::{Days, Person},
};
use crate::{
    business_time::{
        Span, Week,
        local::{self, LocalDay},
    },
    values::{AppointmentId, french},
};

/// Afternoon begins at this hour of the wall clock.
const NOON: i64 = 13;
/// Monday to Saturday; Sunday is shown when somebody works.
const WORKING_DAYS: usize = 6;

pub(super) struct WeekBoard {
    pub(super) days: Vec<Day>,
    pub(super) rows: Vec<Row>,
    visits: i64,
}

pub(super) struct Day {
    pub(super) date: NaiveDate,
    pub(super) is_today: bool,
    pub(super) closed_for: Option<String>,
}

pub(super) struct Row {
    pub(super) name: String,
    pub(super) trade: String,
    pub(super) cells: Vec<Cell>,
}

pub(super) struct Cell {
    /// Morning and afternoon.
    pub(super) halves: [Half; 2],
}

pub(super) struct Half {
    pub(super) cards: Vec<Card>,
    /// Why the technician is away at some time of it.
    pub(super) absence: Option<String>,
    /// The hours that an agenda of their own takes.
    pub(super) busy: Vec<String>,
}

pub(super) struct Card {
    pub(super) id: AppointmentId,
    pub(super) class: &'static str,
    pub(super) time: String,
    pub(super) times: String,
    pub(super) customer: String,
    pub(super) words: String,
}

impl WeekBoard {
    pub(super) fn new(week: Week, days: &Days, today: NaiveDate) -> Self {
        let sunday_works = week.days().last().is_some_and(|sunday| {
            let bounds = local::day_bounds(sunday);
            days.visits.iter().any(|visit| bounds.contains(visit.starts_at))
        });
        let shown = if sunday_works { WORKING_DAYS + 1 } else { WORKING_DAYS };
        let dates: Vec<NaiveDate> = week.days().take(shown).collect();
        let in_days = |date: &NaiveDate| Day {
            date: *date,
            is_today: *date == today,
            closed_for: days.closed_for(*date),
        };
        Self {
            days: dates.iter().map(in_days).collect(),
            rows: days.people.iter().map(|person| Row::new(person, &dates, days)).collect(),
            visits: i64::try_from(days.visits.len()).unwrap_or(i64::MAX),
        }
    }

    /// The sentence under the title.
    pub(super) fn summary(&self) -> String {
        match self.visits {
            0 => "Aucun rendez-vous cette semaine.".to_owned(),
            visits => {
                format!("{} cette semaine.", french::count(visits, "rendez-vous", "rendez-vous"))
            }
        }
    }
}

impl Row {
    fn new(person: &Person, dates: &[NaiveDate], days: &Days) -> Self {
        let cell = |date: &NaiveDate| {
            let [morning, afternoon] = halves(*date);
            let mut halves = [Half::new(person, morning, days), Half::new(person, afternoon, days)];
            if let [Half { absence: Some(first), .. }, Half { absence: second, .. }] = &mut halves
                && second.as_ref() == Some(first)
            {
                first.push_str(", toute la journée");
                *second = None;
            }
            Cell { halves }
        };
        Self {
            name: person.name.clone(),
            trade: person.trade.clone(),
            cells: dates.iter().map(cell).collect(),
        }
    }
}

impl Half {
    fn new(person: &Person, half: Span, days: &Days) -> Self {
        let absence = days
            .absences_of(person.id)
            .find_map(|absence| {
                let away = Span::new(absence.starts_at, absence.ends_at);
                away.intersection(&half).map(|part| (absence, part))
            })
            .map(|(absence, part)| {
                format!("Absent\u{a0}: {}{}", absence.reason, hours_within(part, half))
            });
        let busy = days
            .busy_of(person.id)
            .filter_map(|busy| busy.intersection(&half))
            .map(|part| format!("Occupé (agenda externe){}", hours_within(part, half)));
        let busy = busy.collect();
        let cards =
            days.visits_of(person.id).filter(|visit| half.contains(visit.starts_at)).map(|visit| {
                let conflict = days.conflict(visit);
                Card {
                    id: visit.id,
                    class: class_of(visit, conflict.is_some()),
                    time: french::time(visit.starts_at),
                    times: french::time_range(visit.starts_at, visit.ends_at),
                    customer: visit.customer_name.clone(),
                    words: words_of(visit, conflict.as_deref()),
                }
            });
        Self { cards: cards.collect(), absence, busy }
    }
}

/// The hours of an absence, where it leaves some of the working half-day free.
fn hours_within(part: Span, half: Span) -> String {
    let is_long = |span: Span| span.duration() >= TimeDelta::hours(4);
    if part == half || is_long(part) {
        return String::new();
    }
    format!(", {}", french::time_range(part.start, part.end))
}

/// From midnight to 13 h, and from then to midnight.
fn halves(date: NaiveDate) -> [Span; 2] {
    let day = LocalDay::of(date);
    let noon = day.at(NaiveTime::MIN + TimeDelta::hours(NOON)).start();
    [Span::new(day.bounds.start, noon), Span::new(noon, day.bounds.end)]
}
