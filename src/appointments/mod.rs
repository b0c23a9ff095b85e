//! Appointments: a technician visits a customer at an agreed time.
//!
//! ```text
//! held ──▶ booked ──▶ en_route ──▶ started ──▶ done
//!   │        │  └───────────────────────────▶ no_show
//!   ╳        └──────▶ cancelled
//! ```
//!
//! A hold is an appointment without a customer that ends by itself: it takes the time under the
//! same constraint, and becomes an appointment without letting go of it.

mod booking;
mod cancellation;
mod details;
mod earlier;
mod following;
mod from_office;
mod holding;
mod links;
mod moving;
mod online;
mod places;
mod progress;
mod queries;
mod queries_board;
mod queries_earlier;
mod queries_following;
mod queries_online;
mod queries_places;
mod queries_reminders;
mod queries_tours;
mod queries_undo;
mod queries_wishes;
mod reminders;
mod reordering;
mod resizing;
mod undoing;

pub use booking::{BookError, NewAppointment, book};
pub use cancellation::{CancelError, cancel, undo_booking};
pub use details::{
    AppointmentDetails, BoardAppointment, find, find_by_token, find_of, of_customer, on_days,
    visit_of,
};
pub use earlier::{
    EarlierOffer, is_wished, offer_earlier, open_offer, refuse_earlier, take_earlier, wish_earlier,
    wish_no_more,
};
pub use following::{
    DrawnPhoto, MOST_PHOTOS, Neighbour, PhotoKept, asks_for_digits, draw_photo, keep_drawn_photo,
    keep_photo, knows_digits, neighbours, write_to_office,
};
pub use from_office::{OfficeBooking, Place, book_from_office};
pub use holding::{HOLD, HeldSlot, HoldFor, confirm_hold, find_hold, hold, release};
pub use links::{NewLink, follow_link, new_link};
pub use moving::{MoveError, NewTime, move_to};
pub use online::{
    ChosenSlot, HoldState, OnlineBooking, OnlineCustomer, book_online, hold_online, hold_state,
    is_open_to_customer, move_online, visit,
};
pub use places::locate_visits;
pub use progress::{Press, Pressed, Progress, ProgressError, set_progress};
pub use queries::delete_dead_holds;
pub use queries_board::{
    BoardHold, BoardVisit, ExportedAppointment, TicketAppointment, booked_within, exported_after,
    exported_between, holds_within, of_ticket, visits_within,
};
pub use queries_following::{Photo, photos_of_ticket, picture};
pub use queries_round::{PastVisit, RoundVisit, next_of_technician, past_visits, round};
pub use reminders::{Reminder, due_for_reminder};
pub use reordering::{DayVisit, Reordered, TourProposal, propose_tour, reorder, undo_reorder};
pub use resizing::set_length;
pub use undoing::{undo_cancellation, undo_move};
mod queries_round;

use crate::values::StaffId;

/// Where an appointment is in its life. The database knows the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    Held,
    Booked,
    EnRoute,
    Started,
    Done,
    Cancelled,
    NoShow,
}

impl Status {
    /// Whether the visit still lies ahead, so that it can be moved or cancelled.
    pub fn is_ahead(self) -> bool {
        self == Self::Booked
    }

    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Held => "réservé",
            Self::Booked => "confirmé",
            Self::EnRoute => "en route",
            Self::Started => "en cours",
            Self::Done => "terminé",
            Self::Cancelled => "annulé",
            Self::NoShow => "client absent",
        }
    }

    /// As the database and style sheets say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Booked => "booked",
            Self::EnRoute => "en_route",
            Self::Started => "started",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no_show",
        }
    }
}

/// Who booked it: the office, the customer alone, or the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Source {
    Office,
    Portal,
    Demo,
}

/// Who moves or cancels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Staff(StaffId),
    Customer,
}

impl By {
    fn staff(self) -> Option<StaffId> {
        match self {
            Self::Staff(id) => Some(id),
            Self::Customer => None,
        }
    }
}
