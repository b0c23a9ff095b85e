//! What an import changes of customers, gathered before anything is written.

use super::portrait::Portrait;
use crate::{
    customers::{CustomerName, TypedPhone},
    values::{CustomerId, EmailAddress, PostalAddress},
};

/// What the files say of customers now that they did not say before, and the other way round.
#[derive(Debug, Default)]
pub(super) struct Changes<'a> {
    pub(super) renamed: Vec<(CustomerId, CustomerName, &'a CustomerName)>,
    pub(super) phones: Vec<(CustomerId, &'a TypedPhone)>,
    pub(super) lost_phones: Vec<(CustomerId, TypedPhone)>,
    pub(super) emails: Vec<(CustomerId, &'a EmailAddress)>,
    pub(super) lost_emails: Vec<(CustomerId, EmailAddress)>,
    pub(super) sites: Vec<(CustomerId, &'a PostalAddress)>,
    pub(super) lost_sites: Vec<(CustomerId, String)>,
}

impl<'a> Changes<'a> {
    pub(super) fn add(&mut self, id: CustomerId, old: Option<&Portrait>, new: &'a Portrait) {
        let Some(old) = old else {
            self.phones.extend(new.phones.values().map(|phone| (id, phone)));
            self.emails.extend(new.emails.iter().map(|email| (id, email)));
            self.sites.extend(new.sites.values().map(|address| (id, address)));
            return;
        };
        if old.name != new.name {
            self.renamed.push((id, old.name.clone(), &new.name));
        }
        let is_new_phone = |(key, _): &(&String, &TypedPhone)| !old.phones.contains_key(*key);
        self.phones.extend(new.phones.iter().filter(is_new_phone).map(|(_, phone)| (id, phone)));
        let is_lost_phone = |(key, _): &(&String, &TypedPhone)| !new.phones.contains_key(*key);
        self.lost_phones
            .extend(old.phones.iter().filter(is_lost_phone).map(|(_, phone)| (id, phone.clone())));
        let is_new_email = |email: &&EmailAddress| !old.emails.contains(*email);
        self.emails.extend(new.emails.iter().filter(is_new_email).map(|email| (id, email)));
        self.lost_emails
            .extend(old.emails.difference(&new.emails).map(|email| (id, email.clone())));
        // The same address may come better written.
        let is_new_site =
            |(key, address): &(&String, &PostalAddress)| old.sites.get(*key) != Some(*address);
        self.sites.extend(new.sites.iter().filter(is_new_site).map(|(_, address)| (id, address)));
        self.lost_sites.extend(
            old.sites
                .keys()
                .filter(|key| !new.sites.contains_key(*key))
                .map(|key| (id, key.clone())),
        );
    }
}
