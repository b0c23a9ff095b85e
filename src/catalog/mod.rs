//! What can be booked, and what is asked before anything is booked.

mod adding;
mod queries;
pub mod triage;

use chrono::TimeDelta;

use crate::values::ServiceId;

pub use adding::add;
pub use queries::{active, create, everything, find, find_by_code, online, update};

/// How soon a request must be answered (domain.md §5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Priority {
    P0,
    P1,
    P2,
    P3,
    P4,
}

impl Priority {
    pub const ALL: [Self; 5] = [Self::P0, Self::P1, Self::P2, Self::P3, Self::P4];

    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::P0 => "danger",
            Self::P1 => "urgente",
            Self::P2 => "haute",
            Self::P3 => "normale",
            Self::P4 => "planifiée",
        }
    }

    /// As the database and forms say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::P0 => "p0",
            Self::P1 => "p1",
            Self::P2 => "p2",
            Self::P3 => "p3",
            Self::P4 => "p4",
        }
    }

    /// Whether somebody must come today.
    pub fn is_urgent(self) -> bool {
        self <= Self::P1
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.name() == name)
    }
}

/// Something that can be booked.
#[derive(Clone, Debug)]
pub struct Service {
    pub id: ServiceId,
    /// domain.md §5.2
    pub code: String,
    /// As the office reads it.
    pub name: String,
    /// Words that callers use for it, folded.
    pub keywords: String,
    pub duration_minutes: i32,
    /// Kept free after the visit.
    pub buffer_minutes: i32,
    pub priority: Priority,
    /// What the customer should have ready.
    pub preparation: Option<String>,
    /// Said before the customer confirms.
    pub price_words: Option<String>,
    /// The name of an icon.
    pub icon: String,
    /// Whether customers may book it on the portal.
    pub online: bool,
    /// As customers read it; always there when `online`.
    pub online_name: Option<String>,
    pub position: i32,
    pub active: bool,
}

impl Service {
    pub fn duration(&self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.duration_minutes))
    }

    pub fn buffer(&self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.buffer_minutes))
    }

    /// As customers read it.
    pub fn customer_name(&self) -> &str {
        self.online_name.as_deref().unwrap_or(&self.name)
    }
}

/// The services that fit what a caller says, best first; `said` is folded.
pub fn matching<'a>(services: &'a [Service], said: &str) -> Vec<&'a Service> {
    let words: Vec<&str> = said.split_whitespace().filter(|word| word.len() > 1).collect();
    let mut found: Vec<(usize, &Service)> = services
        .iter()
        .filter_map(|service| {
            let known =
                format!("{} {}", crate::values::text::fold(&service.name), service.keywords);
            let hits = words
                .iter()
                .filter(|word| known.split_whitespace().any(|k| k.starts_with(**word)))
                .count();
            (hits > 0).then_some((hits, service))
        })
        .collect();
    found.sort_by_key(|(hits, service)| (std::cmp::Reverse(*hits), service.position));
    found.into_iter().map(|(_, service)| service).collect()
}
