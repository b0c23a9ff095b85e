//! Which numbers are ours: calls among ourselves are nobody's business, and a call from our own line
//! is one that we make.

use std::collections::HashSet;

use sqlx::PgPool;

use super::queries;
use crate::{
    calls::{CallEvent, Direction, EventKind},
    db,
    values::{PhoneNumber, PhoneReading, StaffId, read_phones},
};

/// An extension, and who sits there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    pub extension: String,
    pub staff_id: Option<StaffId>,
}

/// The company's own numbers and extensions.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// E.164.
    pub own_numbers: Vec<String>,
    pub extensions: Vec<Extension>,
    inside: HashSet<String>,
}

/// Whose a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Ours,
    Outside,
    /// Hidden, or not said.
    Unsaid,
}

impl Directory {
    fn new(own_numbers: Vec<String>, extensions: Vec<Extension>) -> Self {
        let inside = own_numbers
            .iter()
            .cloned()
            .chain(extensions.iter().map(|one| one.extension.clone()))
            .collect();
        Self { own_numbers, extensions, inside }
    }

    /// The event as it concerns the outside; none for a conversation among ourselves.
    ///
    /// Each event is judged by itself, so that their order does not matter.
    pub(super) fn seen_from_outside(&self, mut event: CallEvent) -> Option<CallEvent> {
        let (from, to) = (self.side(&event.from), self.side(&event.to));
        let short = |text: &str| matches!(read_phones(text), PhoneReading::Short(_));
        if short(&event.from) && short(&event.to) {
            return None;
        }
        match (event.direction, from, to) {
            (Direction::In, Side::Ours, Side::Ours | Side::Unsaid)
            | (Direction::Out, _, Side::Ours) => None,
            (Direction::In, Side::Ours, Side::Outside) => {
                event.direction = Direction::Out;
                if event.kind == EventKind::Answered || event.agent.is_none() {
                    event.agent = Some(event.from.clone());
                }
                Some(event)
            }
            _ => Some(event),
        }
    }

    fn side(&self, written: &str) -> Side {
        match read_phones(written) {
            PhoneReading::One(read) if self.inside.contains(read.number.as_str()) => Side::Ours,
            PhoneReading::Short(digits) if self.inside.contains(&digits) => Side::Ours,
            _ if self.inside.contains(written.trim()) => Side::Ours,
            PhoneReading::Err(_) => Side::Unsaid,
            _ => Side::Outside,
        }
    }
}

pub async fn directory(db: &PgPool) -> sqlx::Result<Directory> {
    Ok(Directory::new(queries::own_numbers(db).await?, queries::extensions(db).await?))
}

/// Puts these in the place of all that were there.
pub async fn save_directory(
    db: &PgPool,
    own_numbers: &[PhoneNumber],
    extensions: &[Extension],
) -> sqlx::Result<()> {
    let mut tx = db::begin(db).await?;
    queries::clear_directory(&mut *tx).await?;
    for number in own_numbers {
        queries::add_own_number(&mut *tx, number.as_str()).await?;
    }
    for extension in extensions {
        queries::add_extension(&mut *tx, extension).await?;
    }
    tx.commit().await
}

/// Reads one number a line; the first line that is none is the error.
pub fn read_own_numbers(typed: &str) -> Result<Vec<PhoneNumber>, String> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| PhoneNumber::parse(line).map_err(|_| line.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::calls::Provider;

    fn ring(from: &str, to: &str) -> CallEvent {
        CallEvent {
            provider: Provider::Asterisk,
            call_id: Some("1".to_owned()),
            kind: EventKind::Ringing,
            direction: Direction::In,
            from: from.to_owned(),
            to: to.to_owned(),
            agent: None,
            at: DateTime::UNIX_EPOCH,
        }
    }

    fn directory() -> Directory {
        let extension = Extension { extension: "21".to_owned(), staff_id: None };
        Directory::new(vec!["+33465710074".to_owned()], vec![extension])
    }

    #[test]
    fn colleagues_among_themselves_are_left_out() {
        for (from, to) in [("21", "21"), ("21", "22"), ("0465710074", "21"), ("21", "")] {
            assert_eq!(directory().seen_from_outside(ring(from, to)), None, "{from} to {to}");
        }
    }

    #[test]
    fn a_customer_who_calls_us_and_a_colleague_who_calls_a_customer_are_told_apart() {
        let incoming = directory().seen_from_outside(ring("0639981234", "0465710074")).unwrap();
        assert_eq!(incoming.direction, Direction::In);
        let outgoing = directory().seen_from_outside(ring("21", "0639981234")).unwrap();
        assert_eq!((outgoing.direction, outgoing.agent.as_deref()), (Direction::Out, Some("21")));
        let hidden = directory().seen_from_outside(ring("anonymous", "0465710074")).unwrap();
        assert_eq!(hidden.direction, Direction::In);
    }
}
