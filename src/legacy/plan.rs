//! To which customer each record belongs, before anything is written.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use super::{Source, portrait::Statement};
use crate::{
    matching::{Matching, Proposal, Reason, Record, Verdicts},
    values::CustomerId,
};

/// A record that was known, or comes with the file, or both.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) source: Source,
    pub(super) code: String,
    /// Whose it was until now.
    pub(super) customer: Option<CustomerId>,
    /// What it said until now, and what it says.
    pub(super) before: Option<Arc<Statement>>,
    pub(super) after: Arc<Statement>,
    /// Whether it is stored why it is that customer's.
    pub(super) has_reasons: bool,
}

/// What is known before anything is planned.
pub(super) struct Known {
    /// Customers of whom no record speaks: made by the office, or on the portal.
    pub(super) unrecorded: Vec<Unrecorded>,
    /// Customers with whom something happened: they keep their records.
    pub(super) touched: BTreeSet<CustomerId>,
    pub(super) verdicts: Verdicts,
}

/// A customer of whom no record speaks, and what the office wrote of them.
pub(super) struct Unrecorded {
    pub(super) id: CustomerId,
    /// The id as text.
    pub(super) code: String,
    pub(super) said: Statement,
}

impl Unrecorded {
    fn record(&self) -> Record<'_> {
        said(("~", &self.code), &self.said, Some(self.id))
    }
}

/// What is to become of the entries, in their order.
pub(super) struct Plan {
    pub(super) homes: Vec<Home>,
    /// Why an entry is of its customer, where that is not stored yet; none for the first of a customer.
    pub(super) reasons: Vec<(usize, Option<Vec<Reason>>)>,
    pub(super) proposals: Vec<Proposal<Home>>,
}

/// Whose a record is from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Home {
    Known(CustomerId),
    /// A customer to be made, for all records with this number.
    New(usize),
}

/// Matches all records, and finds a home for each entry.
pub(super) fn plan(entries: &[Entry], known: &Known) -> Plan {
    let records: Vec<Record> =
        entries.iter().map(record).chain(known.unrecorded.iter().map(Unrecorded::record)).collect();
    let matching = Matching::of(&records, &known.verdicts);
    let groups: Vec<usize> = matching.groups().collect();
    let homes = homes(entries, &groups, known);
    let mut seen = HashSet::new();
    let reasons = homes
        .iter()
        .enumerate()
        .filter_map(|(at, home)| {
            let is_tied = !seen.insert(*home) && matching.is_tied(at);
            let entry = &entries[at];
            let is_said =
                entry.customer.map(Home::Known) == Some(*home) && entry.has_reasons == is_tied;
            (!is_said).then(|| (at, if is_tied { matching.link_reasons(at) } else { None }))
        })
        .collect();
    let customers: Vec<Home> = homes
        .iter()
        .copied()
        .chain(known.unrecorded.iter().map(|customer| Home::Known(customer.id)))
        .collect();
    let proposals = matching.proposals(&customers, |one, other| match (one, other) {
        (Home::Known(one), Home::Known(other)) => {
            known.verdicts.contains(&(one.min(other), one.max(other)))
        }
        _ => false,
    });
    Plan { homes, reasons, proposals }
}

/// Customers with whom something happened keep their records. The others exist only by the files: they may be
/// folded into one another, or apart, when a newer file says more.
fn homes(entries: &[Entry], groups: &[usize], known: &Known) -> Vec<Home> {
    let Known { unrecorded, touched, .. } = known;
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
    let unrecorded: Vec<CustomerId> = unrecorded.iter().map(|customer| customer.id).collect();
    for (group, customer) in groups[entries.len()..].iter().zip(&unrecorded) {
        customers_of.entry(*group).or_default().insert(*customer);
    }
    let unrecorded: BTreeSet<CustomerId> = unrecorded.into_iter().collect();
    let keeper: HashMap<usize, CustomerId> = customers_of
        .into_iter()
        .filter_map(|(group, ids)| {
            let settled = ids.iter().find(|id| is_touched(id) || unrecorded.contains(id));
            Some((group, *settled.or(ids.first())?))
        })
        .collect();

    entries
        .iter()
        .zip(groups)
        .map(|(entry, group)| match entry.customer {
            Some(id) if is_touched(&id) => Home::Known(id),
            _ => keeper.get(group).map_or(Home::New(*group), |id| Home::Known(*id)),
        })
        .collect()
}

fn record(entry: &Entry) -> Record<'_> {
    said((entry.source.as_str(), &entry.code), &entry.after, entry.customer)
}

fn said<'a>(
    key: (&'a str, &'a str),
    said: &'a Statement,
    customer: Option<CustomerId>,
) -> Record<'a> {
    let Statement { name, phones, emails, address, .. } = said;
    Record { key, name, phones, emails, address: address.as_ref(), siret: None, customer }
}
