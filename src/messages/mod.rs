//! Messages: the outbox, and every word that leaves by it.
//!
//! A message is a row first, written in the transaction of the fact that it announces. A worker
//! claims the row for a while (`skip locked`, a lease), hands it over, and notes what became of it:
//!
//! ```text
//! queued ──▶ sent ──▶ delivered          withdrawn: what it announces is no longer so
//!   │ ▲        │
//!   └─┘        └────▶ failed             and a person of the office is asked to call
//!  again later
//! ```
//!
//! A message leaves **at least once**. A crash between the server's yes and our note of it sends
//! the message again when the lease has passed: at most one copy for each send that was under way.
//! The copy has the same Message-ID, or the same `ref` at the gateway, so that it can be known as
//! one. Without a crash nothing leaves twice, unless a server's yes is lost
//! on its way back: then too the copy is known by its name.

mod acknowledging;
mod announcing;
mod answering;
mod bounces;
mod calendar;
mod drafts;
mod failing;
mod outbox;
mod queries;
mod queries_answering;
mod queries_appointment;
mod queries_channels;
mod queries_failing;
mod queries_page;
mod queries_receipts;
mod queries_replies;
mod receipts;

use chrono::{DateTime, Utc};

use crate::values::{AppointmentId, CustomerId, PhoneNumber};

pub use acknowledging::{Acknowledgement, acknowledge};
pub use announcing::{REMINDERS_END, Withdrawn, announce, withdraw_pending};
pub use answering::{Answer, TakenBack, answer, take_back};
pub use bounces::note_bounce;
pub use calendar::calendar_file;
pub use drafts::Draft;
pub use failing::{ResendError, resend, settle_expired};
pub use outbox::{Claimed, LONGEST_SEND, claim, conclude, is_still_true, send, withdraw};
pub use queries_answering::{TicketMessage, of_ticket};
pub use queries_appointment::of_appointment;
pub use queries_channels::leave_channel_out;
pub use queries_page::{
    Filter, Message, MessagePage, MessageRow, State, Waiting, find, page, waiting,
};
pub use queries_receipts::delete_old_receipts;
pub use receipts::{Receipt, note_receipt, note_reply};

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Channel {
    Email,
    Sms,
}

impl Channel {
    /// As the database says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Email => "e-mail",
            Self::Sms => "SMS",
        }
    }
}

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    Confirmation,
    Move,
    Cancellation,
    ReminderDay,
    ReminderHours,
    OnTheWay,
    /// Of a request that came by e-mail.
    Acknowledgement,
    /// What somebody of the office writes about a request.
    Answer,
    /// A time before the one that was agreed has become free.
    EarlierSlot,
}

impl Kind {
    /// As the database says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Move => "move",
            Self::Cancellation => "cancellation",
            Self::ReminderDay => "reminder_day",
            Self::ReminderHours => "reminder_hours",
            Self::OnTheWay => "on_the_way",
            Self::Acknowledgement => "acknowledgement",
            Self::Answer => "answer",
            Self::EarlierSlot => "earlier_slot",
        }
    }

    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation de rendez-vous",
            Self::Move => "déplacement de rendez-vous",
            Self::Cancellation => "annulation de rendez-vous",
            Self::ReminderDay => "rappel de la veille",
            Self::ReminderHours => "rappel du jour",
            Self::OnTheWay => "technicien en route",
            Self::Acknowledgement => "accusé de réception",
            Self::Answer => "réponse du bureau",
            Self::EarlierSlot => "créneau plus tôt",
        }
    }

    /// Whether it says something that the customer does not know yet, so that somebody must call
    /// where it cannot reach them.
    fn is_news(self) -> bool {
        matches!(self, Self::Confirmation | Self::Move | Self::Cancellation)
    }
}

/// What happened to a visit that its customer should hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    Confirmed,
    /// `from`: when it was to start before.
    Moved {
        from: DateTime<Utc>,
    },
    Cancelled,
    ReminderDay,
    ReminderHours,
    OnTheWay,
    /// The visit has the offered window; kept for them `until`.
    EarlierSlot {
        until: DateTime<Utc>,
    },
}

impl Occasion {
    pub fn kind(self) -> Kind {
        match self {
            Self::Confirmed => Kind::Confirmation,
            Self::Moved { .. } => Kind::Move,
            Self::Cancelled => Kind::Cancellation,
            Self::ReminderDay => Kind::ReminderDay,
            Self::ReminderHours => Kind::ReminderHours,
            Self::OnTheWay => Kind::OnTheWay,
            Self::EarlierSlot { .. } => Kind::EarlierSlot,
        }
    }
}

/// A visit, as messages speak of it.
#[derive(Clone, Debug)]
pub struct Visit {
    pub appointment: AppointmentId,
    pub customer: CustomerId,
    pub customer_name: String,
    /// Of the request that it answers, as `SAV-2611-041`.
    pub ticket_number: Option<String>,
    /// iCalendar UID.
    pub uid: String,
    /// iCalendar SEQUENCE.
    pub sequence: i32,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// Between these the customer expects somebody.
    pub window_starts_at: DateTime<Utc>,
    pub window_ends_at: DateTime<Utc>,
    pub service_name: String,
    /// What the customer should have ready.
    pub preparation: Option<String>,
    pub technician_first_name: String,
    /// On one line.
    pub address: String,
    pub emails: Vec<String>,
    pub mobiles: Vec<PhoneNumber>,
    /// The customer's absolute link to the appointment.
    pub link: String,
    pub is_cancelled: bool,
}
