//! One day: a row for each technician, a column for each quarter of an hour.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{
    days::{Days, Person},
    ways::Way,
};
use crate::{
    appointments::{BoardVisit, Status},
    business_time::{
        Span,
        local::{self, LocalDay},
    },
    values::{AppointmentId, StaffId, french},
};

/// The board's columns begin at this hour of the wall clock.
const OPENS: i64 = 7;
/// Quarters of an hour on the board: until 19 h.
const QUARTERS: i64 = 48;

pub(super) struct DayBoard {
    pub(super) rows: Vec<Row>,
    /// Visits that begin or end where the board has no columns, also those with no part on it.
    pub(super) outside: Vec<Card>,
    /// Why nobody comes, if so.
    pub(super) closed_for: Option<String>,
    pub(super) visits: i64,
}

pub(super) struct Row {
    pub(super) id: StaffId,
    pub(super) name: String,
    pub(super) trade: String,
    /// Whether what is left of the day can be taken off the person by one press.
    pub(super) can_be_ill: bool,
    pub(super) cards: Vec<Card>,
    /// Of old plannings, still to be confirmed.
    pub(super) drafts: Vec<Bar>,
    /// On the road to the next visit, and kept free after each.
    pub(super) ways: Vec<Bar>,
    pub(super) holds: Vec<Bar>,
    pub(super) absences: Vec<Bar>,
    /// Taken by an agenda of their own; what for, nobody here knows.
    pub(super) busy: Vec<Bar>,
    /// Where the present moment is.
    pub(super) now: Option<Place>,
}

/// A visit as a link.
pub(super) struct Card {
    pub(super) id: AppointmentId,
    pub(super) class: &'static str,
    pub(super) place: Option<Place>,
    pub(super) times: String,
    pub(super) technician: String,
    pub(super) customer: String,
    /// State where it matters, town, service.
    pub(super) words: String,
    /// Of the visit, where it can still be moved on the board.
    pub(super) version: Option<i32>,
}

/// Something that is no visit.
pub(super) struct Bar {
    pub(super) place: Place,
    pub(super) words: String,
    /// Whether something is wrong with it.
    pub(super) is_short: bool,
}

/// Columns, from 0; the style sheet knows each number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) start: i64,
    pub(super) quarters: i64,
    /// Whether part of it lies before or after what the board shows.
    is_cut: bool,
}

impl DayBoard {
    pub(super) fn new(date: NaiveDate, days: &Days, now: DateTime<Utc>) -> Self {
        let rows: Vec<Row> =
            days.people.iter().map(|person| Row::new(person, date, days, now)).collect();
        let outside = days
            .visits
            .iter()
            .map(|visit| Card::new(visit, date, days))
            .filter(|card| card.place.is_none_or(|place| place.is_cut))
            .collect();
        let visits = i64::try_from(days.visits.len()).unwrap_or(i64::MAX);
        Self { rows, outside, closed_for: days.closed_for(date), visits }
    }

    /// The sentence under the title.
    pub(super) fn summary(&self) -> String {
        let away = self.rows.iter().filter(|row| !row.absences.is_empty()).count();
        let mut summary = match self.visits {
            0 => "Aucun rendez-vous".to_owned(),
            visits => french::count(visits, "rendez-vous", "rendez-vous"),
        };
        if away > 0 {
            let away = i64::try_from(away).unwrap_or(i64::MAX);
            summary = format!(
                "{summary}, {}",
                french::count(away, "technicien absent", "techniciens absents")
            );
        }
        summary + "."
    }
}

impl Row {
    fn new(person: &Person, date: NaiveDate, days: &Days, now: DateTime<Utc>) -> Self {
        let bar = |span: Span, words: String| {
            Some(Bar { place: place(span, date)?, words, is_short: false })
        };
        Self {
            id: person.id,
            name: person.name.clone(),
            trade: person.trade.clone(),
            can_be_ill: local::day_bounds(date).end > now
                && days.visits_of(person.id).any(|visit| visit.status.is_ahead()),
            cards: days
                .visits_of(person.id)
                .map(|visit| Card::new(visit, date, days))
                .filter(|card| card.place.is_some())
                .collect(),
            drafts: days
                .unconfirmed_of(person)
                .filter_map(|visit| {
                    let starts = visit.starts_at?;
                    let ends = visit.ends_at.unwrap_or(starts + TimeDelta::hours(1));
                    let who = visit.customer_name.as_deref().unwrap_or(&visit.label);
                    bar(LocalDay::of(date).span(starts, ends), format!("À confirmer\u{a0}: {who}"))
                })
                .collect(),
            ways: days
                .visits_of(person.id)
                .filter_map(|visit| way_bar(visit, date, days))
                .collect(),
            holds: days
                .holds_of(person.id)
                .filter_map(|hold| {
                    let until = french::time(hold.held_until);
                    bar(Span::new(hold.starts_at, hold.ends_at), format!("réservé jusqu’à {until}"))
                })
                .collect(),
            absences: days
                .absences_of(person.id)
                .filter_map(|absence| {
                    bar(
                        Span::new(absence.starts_at, absence.ends_at),
                        format!("Absent\u{a0}: {}", absence.reason),
                    )
                })
                .collect(),
            busy: days.busy_of(person.id).filter_map(|span| bar(span, busy_words(span))).collect(),
            now: place(Span::new(now, now + TimeDelta::minutes(1)), date),
        }
    }
}

fn busy_words(span: Span) -> String {
    format!("Occupé (agenda externe), {}", french::time_range(span.start, span.end))
}

impl Card {
    fn new(visit: &BoardVisit, date: NaiveDate, days: &Days) -> Self {
        let conflict = days.conflict(visit);
        let place = place(Span::new(visit.starts_at, visit.ends_at), date);
        let is_movable = visit.status.is_ahead() && place.is_some_and(|place| !place.is_cut);
        Self {
            id: visit.id,
            class: class_of(visit, conflict.is_some()),
            place,
            times: french::time_range(visit.starts_at, visit.ends_at),
            technician: visit.technician_name.clone(),
            customer: visit.customer_name.clone(),
            words: words_of(visit, conflict.as_deref()),
            version: is_movable.then_some(visit.version),
        }
    }
}

/// From the end of a visit until its technician can begin something else: the road to the next one, or what is kept free.
fn way_bar(visit: &BoardVisit, date: NaiveDate, days: &Days) -> Option<Bar> {
    let way = days.ways.after(visit);
    let arrives = way.map(|way| visit.ends_at + TimeDelta::minutes(way.minutes));
    let latest = way.map(|way| visit.ends_at + way.there);
    let free_at = arrives.map_or(visit.blocked_until, |at| at.max(visit.blocked_until));
    let until = latest.map_or(free_at, |next| next.min(free_at));
    let free = format!("libre à partir de {}", french::time(visit.blocked_until));
    let words = match way {
        Some(way) => format!("{} de route, {free}", french::duration(way.minutes)),
        None => free,
    };
    let is_short = way.is_some_and(Way::is_too_long);
    Some(Bar { place: place(Span::new(visit.ends_at, until), date)?, words, is_short })
}

/// How the card looks; [`words_of`] says the same to those who see no colours.
pub(super) fn class_of(visit: &BoardVisit, is_conflict: bool) -> &'static str {
    match visit.status {
        Status::EnRoute | Status::Started => "visit visit-under-way",
        Status::Done | Status::NoShow => "visit visit-done",
        _ if is_conflict => "visit visit-conflict",
        _ if visit.priority.is_urgent() => "visit visit-urgent",
        _ => "visit",
    }
}

pub(super) fn words_of(visit: &BoardVisit, conflict: Option<&str>) -> String {
    let state = match visit.status {
        Status::Booked if conflict.is_some() => conflict,
        Status::Booked if visit.priority.is_urgent() => Some(visit.priority.label()),
        Status::Booked => None,
        status => Some(status.label()),
    };
    [state, visit.city.as_deref(), Some(visit.service_name.as_str())]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Where a stretch of time stands on the board of a day; none where no part of it does.
fn place(span: Span, date: NaiveDate) -> Option<Place> {
    if span.is_empty() {
        return None;
    }
    let opens = date.and_time(NaiveTime::MIN) + TimeDelta::hours(OPENS);
    let minutes = |at| (local::to_local(at) - opens).num_minutes();
    let (start, end) = (minutes(span.start).div_euclid(15), -(-minutes(span.end)).div_euclid(15));
    let (first, last) = (start.clamp(0, QUARTERS), end.clamp(0, QUARTERS));
    let is_cut = start < 0 || end > QUARTERS;
    (first < last).then_some(Place { start: first, quarters: last - first, is_cut })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(date: &str, start: &str, end: &str) -> Option<(i64, i64, bool)> {
        let at = |text: &str| text.parse().unwrap();
        place(Span::new(at(start), at(end)), date.parse().unwrap())
            .map(|p| (p.start, p.quarters, p.is_cut))
    }

    #[test]
    fn a_visit_stands_in_its_quarters_of_an_hour() {
        let date = "2026-11-24";
        assert_eq!(
            placed(date, "2026-11-24T07:00:00Z", "2026-11-24T08:30:00Z"),
            Some((4, 6, false))
        );
        assert_eq!(
            placed(date, "2026-11-24T07:10:00Z", "2026-11-24T07:50:00Z"),
            Some((4, 4, false)),
            "8 h 10 to 8 h 50"
        );
    }

    #[test]
    fn what_the_board_cannot_show_whole_is_cut_or_left_out() {
        let date = "2026-11-24";
        assert_eq!(
            placed(date, "2026-11-24T05:00:00Z", "2026-11-24T07:00:00Z"),
            Some((0, 4, true))
        );
        assert_eq!(
            placed(date, "2026-11-24T17:00:00Z", "2026-11-24T20:00:00Z"),
            Some((44, 4, true))
        );
        assert_eq!(placed(date, "2026-11-24T18:00:00Z", "2026-11-24T19:00:00Z"), None);
        assert_eq!(
            placed(date, "2026-11-20T00:00:00Z", "2026-11-30T00:00:00Z"),
            Some((0, 48, true))
        );
    }

    #[test]
    fn the_columns_are_those_of_the_wall_clock_on_both_sides_of_a_change_of_hour() {
        assert_eq!(
            placed("2026-10-24", "2026-10-24T06:00:00Z", "2026-10-24T07:00:00Z"),
            Some((4, 4, false))
        );
        assert_eq!(
            placed("2026-10-25", "2026-10-25T07:00:00Z", "2026-10-25T08:00:00Z"),
            Some((4, 4, false))
        );
        assert_eq!(
            placed("2026-03-29", "2026-03-29T06:00:00Z", "2026-03-29T07:00:00Z"),
            Some((4, 4, false))
        );
    }
}
