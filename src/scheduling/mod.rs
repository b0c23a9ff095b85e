//! When we can come.

mod days_off;
mod hiring;
mod offers;
pub mod queries;
pub mod queries_days_off;
mod slots;
mod windows;

pub use days_off::{close_on, declare_absence, open_on, set_hours, withdraw_absence};
pub use hiring::{give_hours_if_none, hire};
pub use offers::{
    ONLINE_HORIZON, ONLINE_NOTICE, give_usual_hours, is_worked, offers, online_offers,
};
pub use slots::{Diary, Need, Slot, WorkingPeriod, free_slots};
pub use windows::{Offer, arrival_window, first_per_window, one_per_window};
