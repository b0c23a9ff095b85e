//! What to say when one keeps another's promise.

use chrono::{DateTime, Utc};

use crate::{promises::Promise, values::french};

/// A sentence to read on the telephone, with an excuse where it is late.
pub fn what_to_say(
    promise: &Promise,
    absent: &str,
    me: &str,
    company: &str,
    now: DateTime<Utc>,
) -> String {
    let first = |name: &str| name.split(' ').next().unwrap_or(name).to_owned();
    let excuse = if promise.is_late(now) {
        format!(
            " Nous devions vous rappeler {}\u{a0}: veuillez nous excuser.",
            french::relative_day(promise.due_at, now)
        )
    } else {
        String::new()
    };
    format!(
        "«\u{a0}Bonjour, ici {} de {company}. Je reprends le dossier de {}, à sa place aujourd’hui.{excuse} Il s’agit de ceci\u{a0}: {}.\u{a0}»",
        first(me),
        first(absent),
        promise.what.trim_end_matches('.')
    )
}
