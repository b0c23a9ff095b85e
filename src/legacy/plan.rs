//! To which customer each record belongs, before anything is written.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Source,
    linking::{self, Linkable},
    portrait::Statement,
};
use crate::values::CustomerId;

/// A record that was known, or comes with the file, or both.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) source: Source,
    pub(super) code: String,
    /// Whose it was until now.
    pub(super) customer: Option<CustomerId>,
    /// What it said until now, and what it says.
    pub(super) before: Option<Statement>,
    pub(super) after: Statement,
}

/// Somebody whom no record speaks of: made by the office, or on the portal.
#[derive(Clone, Debug)]
pub(super) struct Unrecorded {
    pub(super) customer: CustomerId,
    pub(super) linkable: Linkable,
}

/// Whose a record is from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Home {
    Known(CustomerId),
    /// A customer to be made, for all records with this number.
    New(usize),
}

/// Finds a home for each entry.
///
/// Customers with whom something happened (`touched`) keep their records. The others exist only by
/// the files: they may be folded into one another, or apart, when a newer file says more.
pub(super) fn homes(
    entries: &[Entry],
    unrecorded: &[Unrecorded],
    touched: &BTreeSet<CustomerId>,
) -> Vec<Home> {
    let linkables: Vec<Linkable> = entries
        .iter()
        .map(|entry| linkable(&entry.after))
        .chain(unrecorded.iter().map(|customer| customer.linkable.clone()))
        .collect();
    let groups = linking::groups(&linkables);
    let is_touched = |id: &CustomerId| touched.contains(id);

    let mut customers_of = BTreeMap::<usize, BTreeSet<CustomerId>>::new();
    let mut taken = BTreeSet::new();
    // Each customer of the files alone stays with the first of its records.
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|&at| (entries[at].source, &entries[at].code));
    for &at in &order {
        if let Some(id) = entries[at].customer
            && (is_touched(&id) || taken.insert(id))
        {
            customers_of.entry(groups[at]).or_default().insert(id);
        }
    }
    for (at, customer) in unrecorded.iter().enumerate() {
        customers_of.entry(groups[entries.len() + at]).or_default().insert(customer.customer);
    }
    let unrecorded: BTreeSet<CustomerId> =
        unrecorded.iter().map(|customer| customer.customer).collect();
    let keeper: HashMap<usize, CustomerId> = customers_of
        .into_iter()
        .filter_map(|(group, ids)| {
            let settled = ids.iter().find(|id| is_touched(id) || unrecorded.contains(id));
            Some((group, *settled.or(ids.first())?))
        })
        .collect();

    entries
        .iter()
        .zip(&groups)
        .map(|(entry, group)| match entry.customer {
            Some(id) if is_touched(&id) => Home::Known(id),
            _ => keeper.get(group).map_or(Home::New(*group), |id| Home::Known(*id)),
        })
        .collect()
}

fn linkable(statement: &Statement) -> Linkable {
    Linkable {
        name: statement.name.key(),
        phones: statement
            .phones
            .iter()
            .filter_map(|phone| phone.number.clone())
            .map(String::from)
            .collect(),
        place: statement
            .address
            .as_ref()
            .map(crate::values::PostalAddress::key)
            .unwrap_or_default(),
    }
}
