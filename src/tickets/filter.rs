//! Which requests a list shows, and where one of its pages ends.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};

use super::{PauseReason, Source, Status};
use crate::{
    catalog::Priority,
    values::{StaffId, TicketId},
};

/// All that is set must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub states: States,
    pub owner: Option<StaffId>,
    pub priority: Option<Priority>,
    pub source: Option<Source>,
    /// The clocks stand still for this.
    pub waiting: Option<PauseReason>,
    pub under_warranty: bool,
    /// Something is owed before.
    pub due_before: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum States {
    /// Something is left to do.
    #[default]
    Open,
    Only(Status),
    Ended,
    All,
}

impl Filter {
    /// What nobody has planned.
    pub fn unplanned() -> Self {
        Self::only(Status::Open)
    }

    pub fn only(status: Status) -> Self {
        Self { states: States::Only(status), ..Self::default() }
    }

    /// Something was or will be owed before.
    pub fn due_before(at: DateTime<Utc>) -> Self {
        Self { due_before: Some(at), ..Self::default() }
    }

    pub fn ended() -> Self {
        Self { states: States::Ended, ..Self::default() }
    }

    pub fn all() -> Self {
        Self { states: States::All, ..Self::default() }
    }

    /// Whether the list goes by what is due; else the newest stands first.
    pub fn is_by_due(&self) -> bool {
        match self.states {
            States::Open => true,
            States::Only(status) => status.is_open(),
            States::Ended | States::All => false,
        }
    }
}

/// The last request of a page, as the address of the next one says it: `1795600000000000-42`, or `42` where the list
/// does not go by what is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub due_at: Option<DateTime<Utc>>,
    pub id: TicketId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(due_at) = self.due_at {
            write!(f, "{}-", due_at.timestamp_micros())?;
        }
        self.id.fmt(f)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no place in a list")]
pub struct ParseCursorError;

impl FromStr for Cursor {
    type Err = ParseCursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (due_at, id) = match text.rsplit_once('-') {
            Some((micros, id)) => {
                let micros = micros.parse().map_err(|_| ParseCursorError)?;
                let at = DateTime::from_timestamp_micros(micros).ok_or(ParseCursorError)?;
                (Some(at), id)
            }
            None => (None, text),
        };
        Ok(Self { due_at, id: id.parse().map_err(|_| ParseCursorError)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_comes_back_from_its_address() {
        let due_at = DateTime::from_timestamp_micros(1_795_600_000_123_456);
        for cursor in
            [Cursor { due_at, id: TicketId(42) }, Cursor { due_at: None, id: TicketId(7) }]
        {
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for text in ["", "-", "x", "1-", "-5-2-", "99999999999999999999-1"] {
            assert_eq!(text.parse::<Cursor>(), Err(ParseCursorError), "{text}");
        }
    }
}
