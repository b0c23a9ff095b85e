//! What the office's day holds: read-only, across calls, promises, requests and appointments.

mod forgotten;
mod queries;

pub use forgotten::{Forgotten, PlannedBy, forgotten, unplanned};
pub use queries::{Counts, Figures, UnplannedTicket, UnsettledVisit, counts, figures};
