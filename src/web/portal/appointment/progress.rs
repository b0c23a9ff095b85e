//! How far a visit is, as nodes on a wire.

use crate::{
    appointments::{AppointmentDetails, Status},
    values::french,
};

use chrono::{DateTime, Utc};

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
            Self::ToCome => "",
        }
    }

    pub(super) fn is_current(self) -> bool {
        matches!(self, Self::Current | Self::Failed)
    }
}

/// What happened and what is to come, in order.
pub(super) fn wire(visit: &AppointmentDetails) -> Vec<Node> {
    let technician = visit.technician_first_name();
    let booked = node("Rendez-vous pris", Some(visit.created_at), NodeState::Done);
    match visit.status {
        Status::Cancelled => vec![booked, node("Rendez-vous annulé", None, NodeState::Failed)],
        Status::NoShow => {
            vec![booked, node("Nous n’avons trouvé personne", visit.finished_at, NodeState::Failed)]
        }
        status => {
            let steps = [
                (Status::Booked, "Rendez-vous confirmé".to_owned(), None),
                (Status::EnRoute, format!("{technician} est en route"), visit.en_route_at),
                (Status::Started, "Intervention commencée".to_owned(), visit.started_at),
                (Status::Done, "Intervention terminée".to_owned(), visit.finished_at),
            ];
            let reached = steps.iter().position(|(step, ..)| *step == status).unwrap_or(0);
            let steps = steps.into_iter().enumerate().map(|(at, (_, title, time))| {
                node(
                    title,
                    time,
                    match at.cmp(&reached) {
                        std::cmp::Ordering::Less => NodeState::Done,
                        std::cmp::Ordering::Equal => NodeState::Current,
                        std::cmp::Ordering::Greater => NodeState::ToCome,
                    },
                )
            });
            std::iter::once(booked).chain(steps).collect()
        }
    }
}

fn node(title: impl Into<String>, time: Option<DateTime<Utc>>, state: NodeState) -> Node {
    let time = time.map(|at| format!("{} à {}", french::day_without_year(at), french::time(at)));
    Node { title: title.into(), time, state }
}
