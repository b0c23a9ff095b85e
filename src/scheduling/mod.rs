//! When we can come.

mod best;
mod days_off;
mod diary;
mod hiring;
mod limits;
mod offers;
mod planning_rules;
pub mod queries;
pub mod queries_days_off;
mod queries_diaries;
pub mod queries_rules;
pub mod queries_team;
mod ranking;
mod room;
mod rules;
pub mod skills;
mod slots;
#[cfg(test)]
mod slots_naive;
mod tour_days;
mod tours;
mod windows;

pub use best::{Sought, best_for_each, best_offer};
pub use days_off::{close_on, declare_absence, open_on, set_hours, withdraw_absence};
pub use diary::{Diary, FreeSlot, Lunch, Need, Slot, Stop, WorkingPeriod, Zone};
pub use hiring::{give_hours_if_none, hire};
pub use limits::{set_limits, set_service_skills};
pub use offers::{
    Moving, Search, Wanted, check, give_usual_hours, is_served, learn_ways, offers, online_offers,
};
pub use planning_rules::PlanningRules;
pub use ranking::{cost, due, ranked};
pub use room::{Able, DayRoom, able_on, rooms};
pub use rules::{Refusal, judge};
pub use slots::free_slots;
pub use tour_days::{TourDay, propose_order};
pub use tours::{Tour, TourVisit, better_order, driving};
pub use windows::{Offer, arrival_window, first_per_window, one_per_window};
