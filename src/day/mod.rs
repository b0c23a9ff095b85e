//! What the office's day holds: read-only, across calls, promises, requests and appointments.

mod queries;

pub use queries::{Counts, Figures, counts, figures};
