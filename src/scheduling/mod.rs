//! When we can come.

mod slots;
mod windows;

pub use slots::{Diary, Need, Slot, WorkingPeriod, free_slots};
pub use windows::{Offer, arrival_window, first_per_window, one_per_window};
