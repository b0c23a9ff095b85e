//! Under what name somebody is counted, or kept out.

use std::fmt;

use data_encoding::HEXLOWER;

use crate::values::{EmailAddress, Network, PhoneNumber};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Network(Network),
    Phone(PhoneNumber),
    Email(EmailAddress),
    /// SHA-256 of a link's secret.
    Link(Vec<u8>),
}

impl Subject {
    /// An address of a network, a telephone number or an e-mail address, as the office types it.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(network) = Network::parse(text) {
            return Some(Self::Network(network));
        }
        if text.contains('@') {
            return EmailAddress::parse(text).ok().map(Self::Email);
        }
        PhoneNumber::parse(text).ok().map(Self::Phone)
    }

    /// As the database keeps it.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Network(network) => network.to_string(),
            Self::Phone(number) => number.as_str().to_owned(),
            Self::Email(address) => address.as_str().to_lowercase(),
            Self::Link(hash) => HEXLOWER.encode(hash),
        }
    }

    /// As the office reads what the database keeps.
    pub(super) fn shown(key: &str) -> String {
        Self::parse(key)
            .map_or_else(|| "un lien de suivi".to_owned(), |subject| subject.to_string())
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phone(number) => f.write_str(&number.national()),
            _ => f.write_str(&self.key()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_office_types_is_one_subject() {
        for (typed, key) in [
            ("203.0.113.7", "203.0.113.7"),
            ("2001:db8::1", "2001:db8::/64"),
            ("06 39 98 12 34", "+33639981234"),
            ("Robot@Spam.example", "robot@spam.example"),
        ] {
            assert_eq!(Subject::parse(typed).unwrap().key(), key);
        }
        assert_eq!(Subject::parse("le voisin"), None);
        assert_eq!(Subject::shown("+33639981234"), "06\u{a0}39\u{a0}98\u{a0}12\u{a0}34");
    }
}
