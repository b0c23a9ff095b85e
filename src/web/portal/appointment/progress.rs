//! How far a visit is, as nodes on a wire.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};

use crate::{
    appointments::{AppointmentDetails, Status},
    values::french,
};

/// One node.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) title: String,
    /// When it happened, if it has.
    pub(super) time: Option<String>,
    pub(super) state: NodeState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NodeState {
    Done,
    Current,
    Failed,
    ToCome,
}

impl NodeState {
    /// For templates.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Done => "is-done",
            Self::Current => "is-current",
            Self::Failed => "is-failed",
            Self::ToCome => "muted",
        }
    }

    pub(super) fn is_current(self) -> bool {
        matches!(self, Self::Current | Self::Failed)
    }
}

/// What happened and what is to come, in order.
pub(super) fn wire(visit: &AppointmentDetails) -> Vec<Node> {
    let ended = match visit.status {
        Status::Cancelled => Some(node("Rendez-vous annulé", None, NodeState::Failed)),
        Status::NoShow => {
            Some(node("Nous n’avons trouvé personne", visit.finished_at, NodeState::Failed))
        }
        _ => None,
    };
    let steps = [
        (Status::Booked, "Rendez-vous confirmé".to_owned(), Some(visit.created_at)),
        (Status::EnRoute, format!("{} en route", visit.technician_first_name()), visit.en_route_at),
        (Status::Started, "Intervention en cours".to_owned(), visit.started_at),
        (Status::Done, "Intervention terminée".to_owned(), visit.finished_at),
    ];
    if let Some(ended) = ended {
        let happened =
            steps.into_iter().filter(|(step, _, time)| *step != Status::Done && time.is_some());
        return happened
            .map(|(_, title, time)| node(title, time, NodeState::Done))
            .chain([ended])
            .collect();
    }
    let reached = steps.iter().position(|(step, ..)| *step == visit.status).unwrap_or(0);
    let steps = steps.into_iter().enumerate().map(|(at, (_, title, time))| {
        let state = match at.cmp(&reached) {
            Ordering::Less => NodeState::Done,
            Ordering::Equal => NodeState::Current,
            Ordering::Greater => NodeState::ToCome,
        };
        node(title, time, state)
    });
    steps.collect()
}

fn node(title: impl Into<String>, time: Option<DateTime<Utc>>, state: NodeState) -> Node {
    let time = time.map(|at| format!("{} à {}", french::day_without_year(at), french::time(at)));
    Node { title: title.into(), time, state }
}
