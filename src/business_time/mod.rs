//! Working hours, public holidays and the office's wall clock: pure arithmetic on time.

mod clock;
pub mod holidays;
pub mod local;
#[cfg(test)]
pub(crate) mod naive;
mod opening_hours;
mod span;
mod week;

pub use clock::{add_business, add_calendar, business_between};
pub use opening_hours::{Opening, OpeningHours};
pub use span::{Span, merge, subtract};
pub use week::{ParseWeekError, Week};
