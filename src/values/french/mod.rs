//! What is shown, as the French write it: dates and times of Paris, durations, numbers, plurals (domain.md §3.6).

mod dates;
mod durations;
mod sms_text;
mod times;
mod words;

pub use self::dates::{
    ParisDay, date_numeric, day_long, day_short, day_without_year, month, month_short,
    relative_day, weekday, weekday_short,
};
pub use self::durations::{added_driving, ago, duration};
pub use self::sms_text::{gsm_text, sms_segments};
pub use self::times::{day_and_time, time, time_range, window};
pub use self::words::{capitalised, count, file_size, grouped, initials, list_and, plural};

/// No-break space: before `:` and units, inside `« »`, around the `h` of times.
pub const NBSP: &str = "\u{a0}";

/// Narrow no-break space: between thousands, before `;` `!` `?`.
pub const NARROW_NBSP: &str = "\u{202f}";
