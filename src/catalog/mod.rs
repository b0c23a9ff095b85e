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

    /// Whether it counts at any hour.
    pub fn is_danger(self) -> bool {
        self == Self::P0
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

/// Words that say nothing of what is broken, folded.
const EMPTY_WORDS: [&str; 35] = [
    "a", "au", "aux", "avec", "c", "ca", "ce", "chez", "d", "dans", "de", "des", "du", "elle",
    "en", "est", "et", "il", "l", "la", "le", "les", "ma", "mes", "mon", "n", "ne", "on", "ou",
    "pas", "plus", "qui", "un", "une", "y",
];

/// What a word weighs that one service alone knows; shared among all that know it.
const WEIGHT: usize = 1000;

/// The services that fit what a caller says, best first; `said` is folded. A word that few services know
/// says more than one that many do: `borne en panne` is about the charging point.
pub fn matching<'a>(services: &'a [Service], said: &str) -> Vec<&'a Service> {
    let words: Vec<&str> = said
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 1 && !EMPTY_WORDS.contains(word))
        .collect();
    let known: Vec<(&Service, String)> = services
        .iter()
        .map(|service| {
            let name = crate::values::text::fold(&service.name);
            (service, format!("{name} {}", service.keywords).replace([',', '(', ')'], " "))
        })
        .collect();
    let mut weights = vec![0; known.len()];
    for word in words {
        // Whole: twice as good as begun.
        let hits: Vec<usize> = known.iter().map(|(_, known)| closeness(known, word)).collect();
        let share = WEIGHT / hits.iter().filter(|hit| **hit > 0).count().max(1);
        for (weight, hit) in weights.iter_mut().zip(hits) {
            *weight += hit * share;
        }
    }
    let mut found: Vec<(usize, &Service)> = weights
        .into_iter()
        .zip(&known)
        .filter(|(weight, _)| *weight > 0)
        .map(|(weight, (service, _))| (weight, *service))
        .collect();
    found.sort_by_key(|(weight, service)| (std::cmp::Reverse(*weight), service.position));
    found.into_iter().map(|(_, service)| service).collect()
}

fn closeness(known: &str, word: &str) -> usize {
    let mut known = known.split_whitespace();
    if known.clone().any(|known| known == word) {
        2
    } else {
        usize::from(known.any(|known| known.starts_with(word)))
    }
}
