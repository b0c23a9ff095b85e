//! How far a visit has come, as its page draws it, and the one button that takes it further.

use chrono::{DateTime, Utc};

use crate::{
    appointments::{AppointmentDetails, Progress, Status},
    values::french,
};

/// A node of the wire.
pub(super) struct Step {
    pub(super) label: &'static str,
    pub(super) when: String,
    /// A class of the wire: `is-done`, `is-current`, `is-failed`.
    pub(super) class: &'static str,
}

/// The next step, as a button.
pub(super) struct Button {
    pub(super) step: &'static str,
    pub(super) label: &'static str,
    pub(super) icon: &'static str,
}

pub(super) fn button(status: Status) -> Option<Button> {
    let (step, label, icon) = match status {
        Status::Booked => (Progress::EnRoute, "En route", "navigation"),
        Status::EnRoute => (Progress::Started, "Commencer", "play"),
        Status::Started => (Progress::Done, "Terminer", "check"),
        Status::Held | Status::Done | Status::Cancelled | Status::NoShow => return None,
    };
    Some(Button { step: step.status().name(), label, icon })
}

/// What has been reached, in order; the last is where the visit stands.
pub(super) fn taken(visit: &AppointmentDetails, now: DateTime<Utc>) -> Vec<Step> {
    let mut steps = vec![Step {
        label: "Rendez-vous pris",
        when: french::ago(visit.created_at, now),
        class: "is-done",
    }];
    let times = [("En route", visit.en_route_at), ("Commencé", visit.started_at)];
    for (label, at) in times {
        if let Some(at) = at {
            steps.push(Step { label, when: moment(at, now), class: "is-done" });
        }
    }
    let ended = |at: Option<DateTime<Utc>>| at.map_or_else(String::new, |at| moment(at, now));
    match visit.status {
        Status::Done => steps.push(Step {
            label: "Terminé",
            when: ended(visit.finished_at),
            class: "is-current",
        }),
        Status::NoShow => steps.push(Step {
            label: "Client absent",
            when: ended(visit.finished_at),
            class: "is-failed",
        }),
        Status::Cancelled => steps.push(Step {
            label: "Annulé",
            when: visit.cancel_reason.clone().unwrap_or_default(),
            class: "is-failed",
        }),
        Status::Held | Status::Booked | Status::EnRoute | Status::Started => {
            if let Some(last) = steps.last_mut() {
                last.class = "is-current";
            }
        }
    }
    steps
}

/// `14 h 05` today, else with its day.
fn moment(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match french::relative_day(at, now).as_str() {
        "aujourd’hui" => french::time(at),
        day => format!("{day} à {}", french::time(at)),
    }
}
