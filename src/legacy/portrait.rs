//! What the records of one customer say of them together.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{profiles::Cells, spelling};
use crate::{
    customers::{CustomerName, FirstName, TypedPhone},
    values::{EmailAddress, PostalAddress},
};

/// What one record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) name: CustomerName,
    pub(super) phones: Vec<TypedPhone>,
    /// Of several columns, as Outlook has them.
    pub(super) emails: Vec<EmailAddress>,
    pub(super) address: Option<PostalAddress>,
    /// Of a second and third column.
    pub(super) more_addresses: Vec<PostalAddress>,
}

impl Statement {
    pub(super) fn of(name: CustomerName, cells: &Cells) -> Self {
        Self {
            name,
            phones: cells.phones.iter().flat_map(|typed| TypedPhone::read(typed)).collect(),
            emails: std::iter::once(&cells.email)
                .chain(&cells.more_emails)
                .filter_map(|typed| EmailAddress::parse(typed).ok())
                .collect(),
            address: Some(readable(&cells.address)).filter(|address| !address.is_empty()),
            more_addresses: cells.more_addresses.iter().map(readable).collect(),
        }
    }
}

fn readable(address: &PostalAddress) -> PostalAddress {
    let city = address.city.as_deref().map(spelling::town);
    // Who keeps an address book often writes the postcode alone where the town belongs.
    let is_postcode = |city: &String| city.len() == 5 && city.bytes().all(|c| c.is_ascii_digit());
    if address.postcode.is_none() && city.as_ref().is_some_and(is_postcode) {
        return PostalAddress { postcode: city, city: None, ..address.clone() };
    }
    PostalAddress { city, ..address.clone() }
}

/// What several records say together, each thing once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Portrait {
    pub(super) name: CustomerName,
    /// By what makes two of them one: the number, or the text where none could be read.
    pub(super) phones: BTreeMap<String, TypedPhone>,
    pub(super) emails: BTreeSet<EmailAddress>,
    /// By address key.
    pub(super) sites: BTreeMap<String, PostalAddress>,
}

impl Portrait {
    /// None of nothing. The statements come in an order of their own, the same at each import.
    pub(super) fn of(statements: &[&Statement]) -> Option<Self> {
        let name = name(statements)?;
        let mut phones = BTreeMap::new();
        let mut addresses = BTreeMap::<String, Vec<&PostalAddress>>::new();
        for statement in statements {
            for phone in &statement.phones {
                phones.entry(phone.identity().to_owned()).or_insert_with(|| phone.clone());
            }
            for address in statement.address.iter().chain(&statement.more_addresses) {
                addresses.entry(address.key()).or_default().push(address);
            }
        }
        Some(Self {
            name,
            phones,
            emails: statements.iter().flat_map(|statement| &statement.emails).cloned().collect(),
            sites: addresses
                .into_iter()
                .map(|(key, writings)| (key, best_address(&writings)))
                .collect(),
        })
    }
}

/// The family name with most accents, since capitals lose them; the first name that is not an initial.
fn name(statements: &[&Statement]) -> Option<CustomerName> {
    let names = || statements.iter().map(|statement| &statement.name);
    let family = names().min_by_key(|name| Reverse(accents(&name.last_name)))?;
    let first = names().min_by_key(|name| {
        let rank = match name.key().first {
            FirstName::Full(_) => 0,
            FirstName::Initials(_) => 1,
            FirstName::Missing => 2,
        };
        (rank, Reverse(name.first_name.as_deref().map_or(0, accents)))
    })?;
    Some(CustomerName {
        kind: family.kind,
        civility: names().find_map(|name| name.civility.clone()),
        first_name: first.first_name.clone(),
        last_name: family.last_name.clone(),
    })
}

/// Of the writings of one address the most readable street, and the town that says most.
fn best_address(writings: &[&PostalAddress]) -> PostalAddress {
    let street =
        writings.iter().max_by_key(|address| (!is_shouted(&address.street), address.street.len()));
    let town = writings.iter().min_by_key(|address| {
        let city = address.city.as_deref().unwrap_or_default();
        let is_of_companies = city.to_uppercase().contains("CEDEX");
        (address.postcode.is_none(), is_of_companies, Reverse(accents(city)))
    });
    PostalAddress {
        street: street.map(|address| spelling::street(&address.street)).unwrap_or_default(),
        complement: writings.iter().find_map(|address| address.complement.clone()),
        postcode: town.and_then(|address| address.postcode.clone()),
        city: town.and_then(|address| address.city.clone()),
    }
}

fn accents(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii()).count()
}

fn is_shouted(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
}
