//! The path of a request on the wire, and its two clocks in words.

use chrono::{DateTime, Utc};

use super::owed::countdown;
use crate::{
    appointments::{self, TicketAppointment},
    tickets::{OfficeTime, Status, TicketDetails},
    values::french,
};

/// One state that a request passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stage {
    pub(super) label: &'static str,
    /// When it got there, or what is known of when it will; may be empty.
    pub(super) words: String,
    pub(super) class: &'static str,
}

/// Reçue, planifiée, en route, faite, clôturée.
pub(super) fn stages(ticket: &TicketDetails, visits: &[TicketAppointment]) -> Vec<Stage> {
    let reached = match ticket.status {
        Status::Open => 0,
        Status::Planned => 1,
        Status::InProgress => 2,
        Status::Done => 3,
        Status::Closed => 4,
    };
    let ahead = visits.iter().rev().find(|visit| visit.status.is_ahead() || is_under_way(visit));
    let done = visits.iter().find(|visit| visit.status == appointments::Status::Done);
    let visit = ahead.or(done);
    let moment = |at: DateTime<Utc>| french::capitalised(&french::day_and_time(at));
    let words = [
        moment(ticket.created_at),
        visit.map_or_else(String::new, |visit| {
            format!("{}, {}", moment(visit.starts_at), visit.technician_name)
        }),
        visit.filter(|visit| is_under_way(visit)).map_or_else(String::new, |visit| {
            format!("{} est {}", visit.technician_name, visit.status.label())
        }),
        ticket.resolved_at.map_or_else(String::new, moment),
        ticket.closed_at.map_or_else(String::new, moment),
    ];
    let labels = ["Reçue", "Planifiée", "En route", "Faite", "Clôturée"];
    let stages = labels.into_iter().zip(words).enumerate();
    stages
        .map(|(at, (label, words))| Stage {
            label,
            // A request that was settled by telephone never was on the way.
            words: if at <= reached { words } else { String::new() },
            class: match at {
                at if at == reached => "is-current",
                at if at < reached => "is-done",
                _ => "",
            },
        })
        .collect()
}

fn is_under_way(visit: &TicketAppointment) -> bool {
    matches!(visit.status, appointments::Status::EnRoute | appointments::Status::Started)
}

/// One clock, as the page says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClockWords {
    pub(super) label: &'static str,
    pub(super) class: &'static str,
    pub(super) icon: &'static str,
    /// `reste 25 min`, `−2 h`, `en pause`, `tenue`.
    pub(super) state: String,
    /// When it is due, and when it was met.
    pub(super) words: String,
}

/// Both clocks; the second is missing where a date is agreed on instead.
pub(super) fn clocks(
    ticket: &TicketDetails,
    office: &OfficeTime,
    now: DateTime<Utc>,
) -> Vec<ClockWords> {
    let response = Clock {
        label: "Première réponse",
        due_at: ticket.response_due_at,
        met_at: ticket.responded_at,
    };
    let resolution =
        Clock {
            label: "Résolution", due_at: ticket.resolution_due_at, met_at: ticket.resolved_at
        };
    [response, resolution].iter().filter_map(|clock| clock.words(ticket, office, now)).collect()
}

struct Clock {
    label: &'static str,
    due_at: Option<DateTime<Utc>>,
    met_at: Option<DateTime<Utc>>,
}

impl Clock {
    fn words(
        &self,
        ticket: &TicketDetails,
        office: &OfficeTime,
        now: DateTime<Utc>,
    ) -> Option<ClockWords> {
        let due_at = self.due_at?;
        let due = format!("à donner avant {}", french::day_and_time(due_at));
        let due = if self.label == "Résolution" { due.replace("donner", "finir") } else { due };
        let of = |class, icon, state: &str, words| {
            Some(ClockWords { label: self.label, class, icon, state: state.to_owned(), words })
        };
        if let Some(met_at) = self.met_at {
            let met = french::capitalised(&french::day_and_time(met_at));
            return if met_at <= due_at {
                of("chip-done", "circle-check", "délai tenu", met)
            } else {
                of("chip-late", "triangle-alert", "délai dépassé", met)
            };
        }
        if !ticket.status.is_open() {
            return None;
        }
        if ticket.paused_at.is_some() {
            return of("", "calendar-clock", "en pause", String::new());
        }
        let (left, look) = countdown(due_at, office, ticket.priority.is_danger(), now);
        match look {
            "deadline-late" => of("chip-late", "triangle-alert", &left, due),
            "deadline-soon" => of("chip-soon", "clock", &format!("reste {left}"), due),
            _ => of("", "clock", &format!("reste {left}"), due),
        }
    }
}
