//! How long it takes to drive from one commune to another.
//!
//! Without a routing service the times come from a hand-drawn map of the valley roads (`roads`), which has
//! no road over the lake of Annecy nor through a massif; see there how it was fitted and how wrong it is.

mod communes;
mod known;
mod queries;
mod roads;
mod table;

pub use communes::{Commune, locate, locate_typed, name_of};
pub use known::{learn, times_between};
pub use queries::forget_old;
pub use roads::minutes;
pub use table::TravelTimes;
