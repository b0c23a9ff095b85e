//! What the office's day holds: read-only, across calls, promises, requests and appointments.

mod forgotten;
mod queries;

pub use forgotten::{Forgotten, forgotten};
pub use queries::{Counts, Figures, UnsettledVisit, counts, figures};
