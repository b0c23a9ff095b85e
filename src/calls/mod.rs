//! One telephone call, from its first ring to what became of it.
//!
//! ```text
//! ringing ──▶ answered ──▶ ended
//!    └──────▶ missed ───────▲      a late "answer" from the PBX
//! ```
//!
//! The state is the telephone's. Beside it stands the outcome, which is ours: a call without one
//! stays in the office's day.

mod conclusion;
mod dossier;
mod ending;
mod event;
mod life;
mod opening;
mod queries;
mod queries_ending;
mod queries_events;
mod queries_list;
mod queries_ticket;
mod recognition;
mod ringing;

use chrono::{DateTime, Utc};

use crate::values::{CallId, CustomerId, PhoneNumber, StaffId, TicketId};

pub use conclusion::{
    ConcludeError, Concluded, Conclusion, NewCaller, Outcome, Place, Who, conclude,
};
pub use dossier::{Dossier, dossier};
pub use event::{CallEvent, EventKind, Provider};
pub use opening::{
    NoteByHand, assign_customer, keep_note, note_by_hand, open_for_number, put_aside, take_up,
};
pub use queries::{add_to_note, find};
pub use queries_ending::reopen_where_undone;
pub use queries_events::name_at;
pub use queries_list::{CallPage, CallRow, Filter, TAKEN_CARD_STAYS, current, list, open};
pub use queries_ticket::{TicketCall, of_ticket};
pub use recognition::{Caller, recognise};
pub use ringing::{forget_events_before, name_on_line, record, settle_rung_out};

/// What the telephone does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum State {
    Ringing,
    Answered,
    /// It came in and nobody took it.
    Missed,
    Ended,
}

impl State {
    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ringing => "sonne",
            Self::Answered => "en ligne",
            Self::Missed => "manqué",
            Self::Ended => "terminé",
        }
    }
}

/// Who dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Direction {
    In,
    Out,
}

/// How a call ended for the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum OutcomeKind {
    Settled,
    Appointment,
    Callback,
    PassedOn,
}

impl OutcomeKind {
    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Settled => "réglé",
            Self::Appointment => "rendez-vous pris",
            Self::Callback => "à rappeler",
            Self::PassedOn => "transmis",
        }
    }
}

/// One call.
#[derive(Clone, Debug)]
pub struct Call {
    pub id: CallId,
    /// By a PBX, and not noted by hand.
    pub is_announced: bool,
    pub direction: Direction,
    /// As the PBX wrote it.
    pub from_raw: String,
    /// None where it is hidden, short or unreadable.
    pub from_e164: Option<PhoneNumber>,
    pub to_raw: String,
    pub state: State,
    pub customer_id: Option<CustomerId>,
    pub ticket_id: Option<TicketId>,
    /// Who took it up on the screen.
    pub handled_by: Option<StaffId>,
    pub handled_by_name: Option<String>,
    pub note: String,
    pub outcome: Option<OutcomeKind>,
    pub outcome_note: String,
    pub passed_to_name: Option<String>,
    pub ticket_number: Option<String>,
    /// The caller left a message.
    pub has_voicemail: bool,
    pub started_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    /// Counts the conclusions; what the PBX says later does not count.
    pub version: i32,
}

impl Call {
    /// The number of whoever is at the other end.
    pub fn number(&self) -> Option<PhoneNumber> {
        match self.direction {
            Direction::In => self.from_e164.clone(),
            Direction::Out => PhoneNumber::parse(&self.to_raw).ok(),
        }
    }

    /// Whether it can still be concluded: it has no outcome, or only that it is to be taken up again.
    pub fn is_open(&self) -> bool {
        matches!(self.outcome, None | Some(OutcomeKind::Callback))
    }
}
