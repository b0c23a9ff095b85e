//! Post-its: reads what one would write on one, in French, into who, what and when.
//!
//! [`read`] is pure: it is told what time it is, which days are closed and how the colleagues are called. Whom a post-it
//! is about only the base can say: [`look_up`]. Nothing is moved in silence: a day on which nobody works is pointed out
//! and kept.

mod calendar;
mod choosing;
mod colleagues;
mod dates;
mod days;
mod due;
mod hours;
mod looking_up;
mod months;
mod names;
mod numbers;
mod parts_of_day;
mod queries;
mod reading;
mod slips;
mod sticking;
mod tokens;
mod vocabulary;
mod weeks;

use std::ops::Range;

use chrono::NaiveDateTime;

use self::tokens::Tokens;
use crate::values::{PhoneNumber, PhoneReading, read_phones};

pub use calendar::Calendar;
pub use choosing::{Candidate, Who};
pub use colleagues::Colleague;
pub use due::{Moment, moment};
pub use looking_up::{LookedUp, look_up};
pub use queries::{calendar, colleagues};
pub use reading::{Days, Hours, Meaning, Part, Reading};
pub use sticking::{NewPostIt, StickError, stick};

/// More than fits on a post-it, in characters.
pub const LONGEST: usize = 300;

/// Reads a post-it. `now` is what the office's clock shows.
pub fn read(
    text: &str,
    now: NaiveDateTime,
    calendar: &Calendar,
    colleagues: &[Colleague],
) -> Reading {
    let mut tokens = Tokens::read(text);
    let mut reading = Reading::default();
    let mut parts: Vec<(Range<usize>, Meaning)> = Vec::new();
    let mut keep = |tokens: &mut Tokens, range: Range<usize>, meaning| {
        tokens.take(&range);
        parts.push((range, meaning));
    };
    if let Some((range, number)) = ticket(&tokens) {
        reading.ticket = Some(number);
        keep(&mut tokens, range, Meaning::Ticket);
    }
    if let Some((range, number)) = phone(text, &tokens) {
        reading.phone = Some(number);
        keep(&mut tokens, range, Meaning::Number);
    }
    if let Some((range, days)) = days::find(&tokens, now.date(), calendar) {
        reading.days = Some(days);
        keep(&mut tokens, range, Meaning::Day);
    }
    if let Some(found) = hours::find(&tokens, now) {
        reading.hours = Some(found.hours);
        for range in found.ranges {
            keep(&mut tokens, range, Meaning::Hour);
        }
        if reading.days.is_none() {
            reading.day_is_guessed = !found.is_today;
            let today = now.date();
            let day = match found.moment {
                Some(moment) => moment.date(),
                None if found.is_today => today,
                None if found.hours.by > now.time() && calendar.closed_because(today).is_none() => {
                    today
                }
                None => calendar.next_open(today),
            };
            reading.days = Some(Days::one(day));
        }
    }
    if let Some((range, id)) = colleagues::find(&tokens, colleagues) {
        reading.colleague = Some(id);
        keep(&mut tokens, range, Meaning::Colleague);
    }
    for at in 0..tokens.all.len() {
        if !tokens.taken[at] && vocabulary::asks_for_a_call(tokens.word(at)) {
            reading.is_callback = true;
            keep(&mut tokens, at..at + 1, Meaning::Call);
        }
    }
    reading.names = names::runs(&tokens);
    reading.parts = parts
        .into_iter()
        .map(|(range, meaning)| Part { range: tokens.bytes(&range), meaning })
        .collect();
    reading.parts.sort_by_key(|part| part.range.start);
    reading
}

/// `SAV-2611-041`, however it is typed.
fn ticket(tokens: &Tokens) -> Option<(Range<usize>, String)> {
    (0..tokens.all.len()).find_map(|at| {
        let month = tokens
            .all
            .get(at + 1)
            .filter(|month| month.number.is_some() && month.folded.len() == 4)?;
        let number = tokens.number(at + 2)?;
        tokens.says(at, "sav").then(|| (at..at + 3, format!("SAV-{}-{number:03}", month.folded)))
    })
}

/// The first run of digits that is a telephone number.
fn phone(text: &str, tokens: &Tokens) -> Option<(Range<usize>, PhoneNumber)> {
    let is_digits = |at: usize| {
        tokens.all.get(at).is_some_and(|token| token.folded.bytes().all(|c| c.is_ascii_digit()))
    };
    let mut at = 0;
    while at < tokens.all.len() {
        let begins =
            is_digits(at) && (tokens.word(at).starts_with('0') || tokens.gap(at).ends_with('+'));
        if !begins {
            at += 1;
            continue;
        }
        let joins = |at: &usize| {
            is_digits(*at)
                && tokens.gap(*at).len() <= 3
                && tokens.gap(*at).chars().all(|c| " .-/()\u{a0}".contains(c))
        };
        let end = at + 1 + (at + 1..tokens.all.len()).take_while(joins).count();
        // A number may be followed by an hour: the longest that is a number counts.
        for end in (at + 1..=end).rev() {
            let mut bytes = tokens.bytes(&(at..end));
            if tokens.gap(at).ends_with('+') {
                bytes.start -= 1;
            }
            let digits: usize = tokens.all[at..end].iter().map(|token| token.folded.len()).sum();
            if digits >= 9
                && let PhoneReading::One(read) = read_phones(text.get(bytes).unwrap_or_default())
                && read.warnings.is_empty()
            {
                return Some((at..end, read.number));
            }
        }
        at = end;
    }
    None
}
