//! The quotes (devis) of Sage: read only here.

mod queries;

use chrono::{DateTime, NaiveDate, Utc};

use crate::values::Money;

pub use queries::of_customer;

#[derive(Clone, Debug)]
pub struct Quote {
    /// Its number in its source: `DE00001`.
    pub external_id: String,
    pub quoted_on: Option<NaiveDate>,
    pub subject: String,
    /// With tax, or without where the file has no other.
    pub total: Option<Money>,
    pub is_net: bool,
    /// As the file says it: `En attente`, `Accepté`, `Refusé`, `Facturé`.
    pub status: String,
    pub valid_until: Option<NaiveDate>,
    /// When it stands in the time line: its day, or the import where the file has none.
    pub at: DateTime<Utc>,
}

/// How a quote stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Waiting,
    /// Waiting past the day until which it holds.
    Expired,
    Accepted,
    Refused,
}

impl Quote {
    /// Read from the words of the file.
    pub fn standing(&self, today: NaiveDate) -> Standing {
        let status = crate::values::text::fold(&self.status);
        if status.starts_with("accept") || status.starts_with("factur") {
            Standing::Accepted
        } else if ["refus", "annul", "perdu"].iter().any(|word| status.starts_with(word)) {
            Standing::Refused
        } else if self.valid_until.is_some_and(|day| day < today) {
            Standing::Expired
        } else {
            Standing::Waiting
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(status: &str, valid_until: Option<&str>) -> Quote {
        Quote {
            external_id: "DE00001".to_owned(),
            quoted_on: None,
            subject: "Tableau".to_owned(),
            total: None,
            is_net: false,
            status: status.to_owned(),
            valid_until: valid_until.map(|day| day.parse().unwrap()),
            at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_quote_stands_as_its_file_says() {
        let today = "2026-11-25".parse().unwrap();
        assert_eq!(quote("Accepté", None).standing(today), Standing::Accepted);
        assert_eq!(quote("FACTURE", None).standing(today), Standing::Accepted);
        assert_eq!(quote("Refusé", None).standing(today), Standing::Refused);
        assert_eq!(quote("En attente", Some("2026-11-25")).standing(today), Standing::Waiting);
        assert_eq!(quote("En attente", Some("2026-11-24")).standing(today), Standing::Expired);
        assert_eq!(quote("", None).standing(today), Standing::Waiting);
    }
}
