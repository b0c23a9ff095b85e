//! Which records call one customer: a shared number and an agreeing name, and nothing less.
//!
//! The answer depends on the set of records only, not on their order: files may come in any order,
//! and again.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::customers::{FirstName, NameKey};

/// What is compared of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Linkable {
    pub(super) name: NameKey,
    /// E.164.
    pub(super) phones: Vec<String>,
    /// The address key; tells who shares a number from who is filed twice.
    pub(super) place: String,
}

/// A number of more holders than this is a syndic's or a switchboard's: it says nothing (domain.md §1.3).
const MAX_HOLDERS: usize = 3;

/// For each record the number of its group. Records of one group are one customer.
pub(super) fn groups(records: &[Linkable]) -> Vec<usize> {
    let namesakes = Namesakes::of(records);
    let mut sets = Sets::new(records.len());
    for group in namesakes.groups() {
        let mut by_first_name = HashMap::new();
        for &at in group {
            let first = &records[at].name.first;
            if !is_initials(&records[at]) && !is_unnamed_person(&records[at]) {
                sets.join(at, *by_first_name.entry(first).or_insert(at));
            }
        }
    }
    for abbreviated in same_initials(records, &namesakes) {
        if let Some(whole) = who_is_meant(records, &namesakes, &abbreviated) {
            for &other in abbreviated.iter().chain(&whole) {
                sets.join(abbreviated[0], other);
            }
        }
    }
    (0..records.len()).map(|at| sets.root(at)).collect()
}

/// Records that share a number and a family name, whatever their first names.
struct Namesakes<'a> {
    by_number: HashMap<(&'a str, &'a str, bool), Vec<usize>>,
    of_record: Vec<Vec<(&'a str, &'a str, bool)>>,
}

impl<'a> Namesakes<'a> {
    fn of(records: &'a [Linkable]) -> Self {
        let shared = numbers_of_many(records);
        let mut by_number = HashMap::<_, Vec<usize>>::new();
        let mut of_record = vec![Vec::new(); records.len()];
        for (at, record) in records.iter().enumerate() {
            let phones: BTreeSet<&str> = record.phones.iter().map(String::as_str).collect();
            for phone in phones.into_iter().filter(|phone| !shared.contains(phone)) {
                let key = (phone, record.name.family.as_str(), is_person(record));
                by_number.entry(key).or_default().push(at);
                of_record[at].push(key);
            }
        }
        Self { by_number, of_record }
    }

    fn groups(&self) -> impl Iterator<Item = &Vec<usize>> {
        self.by_number.values()
    }

    fn with(&self, at: usize) -> impl Iterator<Item = usize> {
        self.of_record[at].iter().flat_map(|key| self.by_number[key].iter().copied())
    }
}

fn numbers_of_many(records: &[Linkable]) -> HashSet<&str> {
    let mut holders = HashMap::<&str, HashSet<(&str, &str)>>::new();
    for record in records {
        for phone in &record.phones {
            holders.entry(phone).or_default().insert((&record.name.family, &record.place));
        }
    }
    holders
        .into_iter()
        .filter(|(_, holders)| holders.len() > MAX_HOLDERS)
        .map(|(phone, _)| phone)
        .collect()
}

/// Records with initials only, those together that share a number and the initials.
fn same_initials(records: &[Linkable], namesakes: &Namesakes) -> Vec<Vec<usize>> {
    let mut sets = Sets::new(records.len());
    for group in namesakes.groups() {
        let mut by_initials = HashMap::new();
        for &at in group.iter().filter(|at| is_initials(&records[**at])) {
            sets.join(at, *by_initials.entry(&records[at].name.first).or_insert(at));
        }
    }
    let mut groups = HashMap::<usize, Vec<usize>>::new();
    for at in (0..records.len()).filter(|at| is_initials(&records[*at])) {
        groups.entry(sets.root(at)).or_default().push(at);
    }
    groups.into_values().collect()
}

/// The records that spell out the first name of these, if they mean one person; none where they may
/// mean two, as the `M.` of Michel and Marcelle.
fn who_is_meant(
    records: &[Linkable],
    namesakes: &Namesakes,
    abbreviated: &[usize],
) -> Option<Vec<usize>> {
    let mut whole = BTreeSet::new();
    for &at in abbreviated {
        let name = &records[at].name;
        whole.extend(namesakes.with(at).filter(|&other| {
            let other = &records[other].name;
            matches!(other.first, FirstName::Full(_)) && name.agrees_with(other)
        }));
    }
    let first_names: HashSet<_> = whole.iter().map(|&at| &records[at].name.first).collect();
    let sexes: HashSet<_> =
        whole.iter().chain(abbreviated).filter_map(|&at| records[at].name.is_man).collect();
    (first_names.len() <= 1 && sexes.len() <= 1).then(|| whole.into_iter().collect())
}

fn is_person(record: &Linkable) -> bool {
    record.name.kind == crate::customers::CustomerKind::Person
}

fn is_initials(record: &Linkable) -> bool {
    matches!(record.name.first, FirstName::Initials(_))
}

/// A person without a first name may be either of a couple.
fn is_unnamed_person(record: &Linkable) -> bool {
    is_person(record) && record.name.first == FirstName::Missing
}

/// Disjoint sets of numbers; the root of a set is its smallest member.
struct Sets(Vec<usize>);

impl Sets {
    fn new(len: usize) -> Self {
        Self((0..len).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::customers::CustomerName;

    fn record(name: &str, phones: &[&str], place: &str) -> Linkable {
        let name = CustomerName::read_filed(name).unwrap().key();
        Linkable {
            name,
            phones: phones.iter().map(|phone| (*phone).to_owned()).collect(),
            place: place.to_owned(),
        }
    }

    #[test]
    fn a_number_and_a_name_make_one_customer() {
        let records = [
            record("DUPONT Pierre", &["+33639981234"], "a"),
            record("Dupont P.", &["+33639981234", "+33465711234"], "b"),
            record("DUPONT Pierre", &["+33465711234"], "a"),
            record("Dupont Pierre", &["+33639989999"], "a"),
        ];
        assert_eq!(groups(&records), [0, 0, 0, 3]);
    }

    #[test]
    fn couples_are_two_customers_and_their_initial_means_neither() {
        let records = [
            record("HARDY Michel", &["+33465713678"], "a"),
            record("HARDY Marcelle", &["+33465713678"], "a"),
            record("Hardy M.", &["+33465713678"], "a"),
            record("M. et Mme Hardy", &["+33465713678"], "a"),
            record("M. Hardy", &["+33465713678"], "a"),
        ];
        assert_eq!(groups(&records), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn the_number_of_a_syndic_links_nobody() {
        let place = |place| record("Syndicat de copropriété Bellevue", &["+33465719999"], place);
        assert_eq!(groups(&[place("a"), place("b"), place("c"), place("d")]), [0, 1, 2, 3]);
        assert_eq!(groups(&[place("a"), place("a"), place("b")]), [0, 0, 0]);
    }

    fn any_records() -> impl Strategy<Value = Vec<Linkable>> {
        let name = prop::sample::select(vec![
            "DUPONT Pierre",
            "DUPONT Paul",
            "Dupont P.",
            "M. Dupont P.",
            "Mme Dupont P.",
            "Dupont J.-P.",
            "Dupont J.",
            "DUPONT Jean-Pierre",
            "Mme Dupont",
            "SARL Dupont",
            "Durand P.",
            "DURAND Paule",
        ]);
        let phones =
            prop::collection::vec(prop::sample::select(vec!["+331", "+332", "+333"]), 0..3);
        let record = (name, phones, prop::sample::select(vec!["a", "b"]));
        prop::collection::vec(
            record.prop_map(|(name, phones, place)| record_of(name, &phones, place)),
            0..12,
        )
    }

    fn record_of(name: &str, phones: &[&str], place: &str) -> Linkable {
        record(name, phones, place)
    }

    proptest! {
        #[test]
        fn the_order_of_records_does_not_matter(
            (records, order) in any_records().prop_flat_map(|records| {
                let order: Vec<usize> = (0..records.len()).collect();
                (Just(records), Just(order).prop_shuffle())
            })
        ) {
            let shuffled: Vec<Linkable> = order.iter().map(|&at| records[at].clone()).collect();
            let (straight, shuffled) = (groups(&records), groups(&shuffled));
            for (one, &at) in order.iter().enumerate() {
                for (other, &other_at) in order.iter().enumerate() {
                    prop_assert_eq!(shuffled[one] == shuffled[other], straight[at] == straight[other_at]);
                }
            }
        }

        #[test]
        fn nobody_is_linked_to_somebody_with_another_first_name(records in any_records()) {
            let groups = groups(&records);
            for (one, record) in records.iter().enumerate() {
                for (other, other_record) in records.iter().enumerate() {
                    let both_full = [record, other_record].iter().all(|r| matches!(r.name.first, FirstName::Full(_)));
                    if groups[one] == groups[other] && both_full {
                        prop_assert_eq!(&record.name.first, &other_record.name.first);
                    }
                }
            }
        }
    }
}
