//! Which messages the address asks for.

use serde::Deserialize;

use crate::{
    messages::{Channel, Filter},
    values::MessageId,
};

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub(super) struct Choice {
    pub(super) vue: View,
    pub(super) canal: Carrier,
    /// The last message of the page before.
    pub(super) avant: Option<MessageId>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum View {
    AEnvoyer,
    Envoyes,
    Echecs,
    #[default]
    #[serde(other)]
    Tous,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Carrier {
    Email,
    Sms,
    #[default]
    #[serde(other)]
    Tous,
}

/// A filter as a link.
#[derive(Clone, Debug)]
pub(super) struct Tab {
    pub(super) label: &'static str,
    pub(super) address: String,
    pub(super) is_current: bool,
}

impl View {
    pub(super) fn filter(self) -> Filter {
        match self {
            Self::AEnvoyer => Filter::Waiting,
            Self::Envoyes => Filter::Sent,
            Self::Echecs => Filter::Failed,
            Self::Tous => Filter::All,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::AEnvoyer => "a-envoyer",
            Self::Envoyes => "envoyes",
            Self::Echecs => "echecs",
            Self::Tous => "tous",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::AEnvoyer => "À envoyer",
            Self::Envoyes => "Envoyés",
            Self::Echecs => "Échecs",
            Self::Tous => "Tous",
        }
    }
}

impl Carrier {
    pub(super) fn channel(self) -> Option<Channel> {
        match self {
            Self::Email => Some(Channel::Email),
            Self::Sms => Some(Channel::Sms),
            Self::Tous => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Tous => "tous",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Email => "E-mails",
            Self::Sms => "SMS",
            Self::Tous => "Tous les canaux",
        }
    }
}

impl Choice {
    pub(super) fn address(self) -> String {
        let filters = format!("/messages?vue={}&canal={}", self.vue.name(), self.canal.name());
        self.avant.map_or_else(|| filters.clone(), |before| format!("{filters}&avant={before}"))
    }

    pub(super) fn export_query(self) -> String {
        format!("vue={}&canal={}", self.vue.name(), self.canal.name())
    }

    pub(super) fn views(self) -> [Tab; 4] {
        [View::Tous, View::AEnvoyer, View::Envoyes, View::Echecs].map(|vue| Tab {
            label: vue.label(),
            address: Self { vue, avant: None, ..self }.address(),
            is_current: vue == self.vue,
        })
    }

    pub(super) fn carriers(self) -> [Tab; 3] {
        [Carrier::Tous, Carrier::Email, Carrier::Sms].map(|canal| Tab {
            label: canal.label(),
            address: Self { canal, avant: None, ..self }.address(),
            is_current: canal == self.canal,
        })
    }

    pub(super) fn after(self, avant: Option<MessageId>) -> String {
        Self { avant, ..self }.address()
    }

    /// What an empty list says.
    pub(super) fn nothing(self) -> &'static str {
        match self.vue {
            View::AEnvoyer => "Rien n’attend : tout est parti.",
            View::Envoyes => "Aucun message n’est encore parti.",
            View::Echecs => "Aucun échec : chaque message est arrivé ou attend son tour.",
            View::Tous => {
                "Aucun message pour l’instant. Le premier rendez-vous enverra sa confirmation."
            }
        }
    }
}
