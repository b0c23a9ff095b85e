//! The files that can be imported, and the programs they come from.

use serde::{Deserialize, Serialize};

/// The program that a customer's record comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Source {
    Mde,
    Sage,
    Relances,
    Outlook,
}

impl Source {
    pub const ALL: [Self; 4] = [Self::Mde, Self::Sage, Self::Relances, Self::Outlook];

    /// As stored, and in the first column of `source-links`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mde => "mde",
            Self::Sage => "sage",
            Self::Relances => "relances",
            Self::Outlook => "outlook",
        }
    }

    /// As the screen calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Mde => "ERP MDE",
            Self::Sage => "Sage",
            Self::Relances => "Relances",
            Self::Outlook => "Outlook",
        }
    }

    /// Whether its rows carry a code of their own; else they are named by their line.
    pub(super) fn has_codes(self) -> bool {
        matches!(self, Self::Mde | Self::Sage)
    }
}

/// What a file holds (`interface.md`, `relais import`).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
)]
#[serde(rename_all = "kebab-case")]
#[sqlx(type_name = "text", rename_all = "kebab-case")]
pub enum FileKind {
    MdeClients,
    SageClients,
    OutlookContacts,
    Relances,
    MdeChantiers,
    SageDevis,
    OutlookAgenda,
    Planning,
}

impl FileKind {
    /// In the order in which the files of a folder are best imported: first the customers, then what
    /// speaks of them.
    pub const ALL: [Self; 8] = [
        Self::MdeClients,
        Self::SageClients,
        Self::OutlookContacts,
        Self::Relances,
        Self::MdeChantiers,
        Self::SageDevis,
        Self::OutlookAgenda,
        Self::Planning,
    ];

    /// As stored, and as the command line calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MdeClients => "mde-clients",
            Self::SageClients => "sage-clients",
            Self::OutlookContacts => "outlook-contacts",
            Self::Relances => "relances",
            Self::MdeChantiers => "mde-chantiers",
            Self::SageDevis => "sage-devis",
            Self::OutlookAgenda => "outlook-agenda",
            Self::Planning => "planning",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// As the screen calls the file.
    pub fn label(self) -> &'static str {
        match self {
            Self::MdeClients => "Clients de l’ERP MDE",
            Self::SageClients => "Clients de Sage",
            Self::OutlookContacts => "Contacts Outlook",
            Self::Relances => "Relances",
            Self::MdeChantiers => "Chantiers de l’ERP MDE",
            Self::SageDevis => "Devis de Sage",
            Self::OutlookAgenda => "Agenda Outlook",
            Self::Planning => "Planning d’un technicien",
        }
    }

    /// The source of the customers that its rows name; none where they only speak of customers.
    pub fn source(self) -> Option<Source> {
        match self {
            Self::MdeClients => Some(Source::Mde),
            Self::SageClients => Some(Source::Sage),
            Self::OutlookContacts => Some(Source::Outlook),
            Self::Relances => Some(Source::Relances),
            Self::MdeChantiers | Self::SageDevis | Self::OutlookAgenda | Self::Planning => None,
        }
    }
}
