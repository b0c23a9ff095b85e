//! When we can come.

mod offers;
pub mod queries;
mod slots;
mod windows;

pub use offers::{
    ONLINE_HORIZON, ONLINE_NOTICE, give_usual_hours, is_worked, offers, online_offers,
};
pub use slots::{Diary, Need, Slot, WorkingPeriod, free_slots};
pub use windows::{Offer, arrival_window, first_per_window, one_per_window};
