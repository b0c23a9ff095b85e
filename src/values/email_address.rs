//! E-mail addresses.

use std::fmt;

use super::text;

/// An e-mail address, lower case: two spellings of one address are equal.
///
/// ASCII only, since not every mail server takes more (RFC 6531 is an extension).
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    sqlx::Type,
)]
#[serde(try_from = "String", into = "String")]
#[sqlx(transparent)]
pub struct EmailAddress(String);

/// Why a text is no e-mail address; said to the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadEmailError {
    #[error("Indiquez une adresse e-mail.")]
    Empty,
    #[error("Une adresse e-mail tient sur une seule ligne.")]
    LineBreak,
    #[error("Cette adresse e-mail est trop longue\u{a0}: 254\u{a0}caractères au plus.")]
    TooLong,
    #[error("Indiquez une seule adresse e-mail.")]
    Several,
    #[error("Une adresse e-mail s’écrit sans espace ni accent\u{a0}: retapez-la.")]
    SpaceOrAccent,
    #[error("Il manque le signe @\u{a0}: une adresse ressemble à nom@exemple.fr.")]
    NoAt,
    #[error("Vérifiez ce qui suit le signe @\u{a0}: une adresse ressemble à nom@exemple.fr.")]
    Domain,
    #[error("Vérifiez cette adresse\u{a0}: elle doit ressembler à nom@exemple.fr.")]
    Invalid,
}

impl EmailAddress {
    /// RFC 5321 §4.5.3.1.3, without the angle brackets.
    const MAX_LENGTH: usize = 254;

    /// Reads one address, also with `mailto:` or angle brackets around it.
    pub fn parse(text: &str) -> Result<Self, ReadEmailError> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || text::is_invisible(c));
        if text.is_empty() {
            return Err(ReadEmailError::Empty);
        }
        if text.contains(['\r', '\n']) {
            return Err(ReadEmailError::LineBreak);
        }
        let text = text.strip_prefix("mailto:").unwrap_or(text);
        let text = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
        if text.len() > Self::MAX_LENGTH {
            return Err(ReadEmailError::TooLong);
        }
        let (_, domain) = text.rsplit_once('@').ok_or(ReadEmailError::NoAt)?;
        if text.matches('@').count() > 1 {
            return Err(ReadEmailError::Several);
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || !c.is_ascii()) {
            return Err(ReadEmailError::SpaceOrAccent);
        }
        if !is_domain_name(domain) {
            return Err(ReadEmailError::Domain);
        }
        let lower = text.to_ascii_lowercase();
        if lower.contains(['"', '(', ',', ';']) || lower.parse::<lettre::Address>().is_err() {
            return Err(ReadEmailError::Invalid);
        }
        Ok(Self(lower))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// At least two labels, the last one not a number: no host of a local network, no IP address.
fn is_domain_name(domain: &str) -> bool {
    domain.rsplit_once('.').is_some_and(|(name, top)| {
        !name.is_empty() && top.len() >= 2 && top.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl AsRef<str> for EmailAddress {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = ReadEmailError;

    fn try_from(text: String) -> Result<Self, ReadEmailError> {
        Self::parse(&text)
    }
}

impl std::str::FromStr for EmailAddress {
    type Err = ReadEmailError;

    fn from_str(text: &str) -> Result<Self, ReadEmailError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_address_has_one_spelling() {
        for text in [
            "pierre.dupont@mail.example",
            " Pierre.Dupont@Mail.EXAMPLE\u{200b}",
            "<PIERRE.dupont@mail.example>",
        ] {
            assert_eq!(
                EmailAddress::parse(text).unwrap().as_str(),
                "pierre.dupont@mail.example",
                "{text}"
            );
        }
    }

    #[test]
    fn what_could_not_be_delivered_is_refused() {
        use ReadEmailError::{
            Domain, Empty, Invalid, LineBreak, NoAt, Several, SpaceOrAccent, TooLong,
        };
        let long = format!("{}@{}.example", "a".repeat(60), "b".repeat(200));
        for (text, error) in [
            (" ", Empty),
            ("dupont", NoAt),
            ("a@b.example\r\nBcc: c@d.example", LineBreak),
            ("a@b.example; c@d.example", Several),
            ("hélène@mail.example", SpaceOrAccent),
            ("pierre dupont@mail.example", SpaceOrAccent),
            ("dupont@localhost", Domain),
            ("dupont@[127.0.0.1]", Domain),
            ("dupont@mail.", Domain),
            ("\"a\"@mail.example", Invalid),
            ("a..b@mail.example", Invalid),
            ("@mail.example", Invalid),
            (&long, TooLong),
        ] {
            assert_eq!(EmailAddress::parse(text), Err(error), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_address_can_add_a_line_to_a_mail(text in any::<String>()) {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert!(!address.as_str().contains(['\r', '\n', '\0']));
                prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address));
            }
        }
    }
}
