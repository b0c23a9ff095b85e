//! Whom we serve: one row for each real person or organisation, and how to reach and find them.

mod editing;
mod name_key;
mod naming;
mod naming_words;
mod origins;
mod queries;
mod queries_changes;
mod queries_lists;
mod queries_recognition;
mod queries_search;
mod queries_words;
mod recognition;
pub mod search;
mod search_query;
mod search_words;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::values::{
    ContactId, CustomerId, EmailAddress, EmailId, PhoneId, PhoneKind, PhoneNumber, PostalAddress,
    SiteId, SourceRecordId, read_phones,
};

pub use editing::{
    ChangeError, NewCustomer, add_email, add_phones, add_site, change, change_access_note,
    change_note, create, remove_email, remove_phone,
};
pub use name_key::{FirstName, NameKey};
pub use naming::{CustomerKind, CustomerName};
pub use origins::Origins;
pub use queries::{contacts, emails, find, phones, site, sites, source_records};
pub use queries_lists::{ExportedCustomer, ListStart, count, export, export_some, list};
pub use recognition::{
    CallerCard, PortalCustomer, PortalVisitor, by_phone, find_or_create_from_portal,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    pub id: CustomerId,
    pub kind: CustomerKind,
    pub civility: Option<String>,
    pub first_name: Option<String>,
    pub last_name: String,
    /// As it is shown: `Dupont Pierre`.
    pub name: String,
    pub pinned_note: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Counts changes, so that nobody overwrites what they have not seen.
    pub version: i32,
}

#[derive(Clone, Debug)]
pub struct Phone {
    pub id: PhoneId,
    pub contact_id: Option<ContactId>,
    pub typed: String,
    /// None where no number could be read in what was typed.
    pub number: Option<PhoneNumber>,
    pub kind: PhoneKind,
    pub label: Option<String>,
}

impl Phone {
    /// As the screen shows it: `06 39 98 12 34`, or as it was typed.
    pub fn shown(&self) -> String {
        self.number.as_ref().map_or_else(|| self.typed.clone(), PhoneNumber::national)
    }
}

#[derive(Clone, Debug)]
pub struct Email {
    pub id: EmailId,
    pub contact_id: Option<ContactId>,
    pub address: EmailAddress,
}

/// Where work is done.
#[derive(Clone, Debug)]
pub struct Site {
    pub id: SiteId,
    pub customer_id: CustomerId,
    pub label: Option<String>,
    pub street: String,
    pub complement: Option<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    /// Codes, floors, dogs.
    pub access_note: Option<String>,
}

impl Site {
    pub fn address(&self) -> PostalAddress {
        PostalAddress {
            street: self.street.clone(),
            complement: self.complement.clone(),
            postcode: self.postcode.clone(),
            city: self.city.clone(),
        }
    }

    /// `12 rue de la Mairie, 74000 Annecy`
    pub fn line(&self) -> String {
        self.address().one_line()
    }
}

/// A person of an organisation.
#[derive(Clone, Debug)]
pub struct Contact {
    pub id: ContactId,
    pub name: String,
    pub role: Option<String>,
}

/// One row of a legacy file that speaks of a customer.
#[derive(Clone, Debug)]
pub struct SourceRecord {
    pub id: SourceRecordId,
    pub source: String,
    pub external_id: String,
    pub line: i32,
    pub imported_at: DateTime<Utc>,
    /// Headers and cells, in the headers' alphabetical order; blank cells left out.
    pub cells: Vec<(String, String)>,
    /// Why it is this customer's; empty for the first one.
    pub link_reasons: Vec<LinkReason>,
}

/// One thing that spoke for or against a record being this customer's, as matching wrote it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LinkReason {
    /// Below zero it spoke against.
    pub bits: f64,
    /// In French.
    pub words: String,
}

impl SourceRecord {
    /// As the screen calls the program that it came from.
    pub fn source_label(&self) -> &str {
        match self.source.as_str() {
            "mde" => "ERP MDE",
            "sage" => "Sage",
            "relances" => "Relances",
            "outlook" => "Outlook",
            other => other,
        }
    }
}

/// A number as somebody wrote it, and as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedPhone {
    pub typed: String,
    pub number: Option<PhoneNumber>,
    pub kind: PhoneKind,
}

impl TypedPhone {
    /// All numbers in a cell or field; the text itself where none can be read; nothing of a blank one.
    pub fn read(typed: &str) -> Vec<Self> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Vec::new();
        }
        let read: Vec<Self> = read_phones(typed)
            .numbers()
            .into_iter()
            .map(|read| Self {
                typed: typed.to_owned(),
                number: Some(read.number),
                kind: read.kind,
            })
            .collect();
        if read.is_empty() {
            return vec![Self { typed: typed.to_owned(), number: None, kind: PhoneKind::Other }];
        }
        read
    }

    /// Equal for two writings of one number.
    pub fn identity(&self) -> &str {
        self.number.as_ref().map_or(&self.typed, PhoneNumber::as_str)
    }

    /// As the screen shows it.
    pub fn shown(&self) -> String {
        self.number.as_ref().map_or_else(|| self.typed.clone(), PhoneNumber::national)
    }
}
