//! What a telephone system says, in one form for all of them.

use chrono::{DateTime, Utc};

use super::Direction;

/// Who tells us of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Provider {
    /// The generic webhook.
    Cti,
    ThreeCx,
    Ovh,
    Ringover,
    Aircall,
    Asterisk,
    /// The settings page, for trying without a telephone system.
    Simulator,
}

impl Provider {
    pub const ALL: [Self; 7] = [
        Self::Cti,
        Self::ThreeCx,
        Self::Ovh,
        Self::Ringover,
        Self::Aircall,
        Self::Asterisk,
        Self::Simulator,
    ];

    /// As it is written in addresses and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cti => "cti",
            Self::ThreeCx => "3cx",
            Self::Ovh => "ovh",
            Self::Ringover => "ringover",
            Self::Aircall => "aircall",
            Self::Asterisk => "asterisk",
            Self::Simulator => "simulator",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.as_str() == name)
    }

    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Cti => "Webhook générique",
            Self::ThreeCx => "3CX",
            Self::Ovh => "OVHcloud",
            Self::Ringover => "Ringover",
            Self::Aircall => "Aircall",
            Self::Asterisk => "Asterisk",
            Self::Simulator => "Simulateur",
        }
    }
}

/// One thing that happened to one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallEvent {
    pub provider: Provider,
    /// The system's own name for the call; some have none.
    pub call_id: Option<String>,
    pub kind: EventKind,
    pub direction: Direction,
    pub from: String,
    pub to: String,
    /// Whom it is about, as the system knows them: an e-mail address or an extension.
    pub agent: Option<String>,
    /// When it happened, as the system says; else when we heard of it.
    pub at: DateTime<Utc>,
}

impl CallEvent {
    /// The number of whoever is at the other end, as it was written.
    pub fn other_party(&self) -> &str {
        match self.direction {
            Direction::In => &self.from,
            Direction::Out => &self.to,
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum EventKind {
    Ringing,
    Answered,
    /// It rings no more: somebody answered, or nobody did. What follows tells.
    RingEnded,
    /// Nobody took it.
    Missed,
    /// Nobody took it, and the caller left a message.
    Voicemail,
    HungUp,
    /// The system says who took it, even if its "answered" was lost.
    HungUpAnswered,
}
