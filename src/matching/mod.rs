//! Are these two records one customer? Pure comparisons and weights; what is likely is proposed to a person.
//!
//! ```text
//! record      what is compared, taken apart once        sounds   phonetics, nearness of two words
//! blocking    which pairs are worth comparing           places   two addresses, part by part
//! comparison  on what two records agree                 frequencies   how common each value is
//! weights     bits of evidence (Fellegi and Sunter)     clustering    from pairs to customers
//! bars        what forbids that they are one            household   two people of one home
//! wholes      what several cards say together           parallel    work by all cores
//! elimination whose a mere name is                      first_names  men's and women's
//! proposals, reasons   what a person is asked, and why
//! ```

mod bars;
mod blocking;
mod clustering;
mod comparison;
mod elimination;
mod first_names;
mod frequencies;
#[cfg(test)]
mod gold;
mod household;
mod parallel;
mod places;
mod proposals;
mod queries;
mod reasons;
mod record;
mod sounds;
#[cfg(test)]
mod traps;
mod weights;
mod wholes;
mod words;

use std::collections::{HashMap, HashSet};

use blocking::Candidates;
use clustering::{Clusters, Edge};
use comparison::{Bar, Comparison, compare};
use frequencies::Frequencies;
use record::Traits;
use weights::Weights;
use words::Words;

pub use parallel::in_parts;
pub use proposals::{Proposal, Relation};
pub use queries::{OpenProposal, count_open, open_proposals, verdicts, write_proposals};
pub use reasons::Reason;
pub use record::Record;

use crate::values::CustomerId;

/// Pairs of customers, the lower id first, of whom a person said that they are two.
pub type Verdicts = HashSet<(CustomerId, CustomerId)>;

/// Below these odds, in bits, nothing is kept of a pair.
const FORGOTTEN: f64 = -7.0;

/// What comparing the records found.
pub struct Matching<'a> {
    records: &'a [Record<'a>],
    words: Words,
    counts: Frequencies,
    traits: Vec<Traits>,
    weights: Weights,
    /// Surest first.
    edges: Vec<Edge>,
    groups: Vec<u32>,
    ties: Vec<Option<Tie>>,
}

/// By what a record is tied to the others of its customer.
#[derive(Clone, Copy, Debug)]
enum Tie {
    Edge(u32),
    /// The only customer of that name.
    Only(u32),
}

impl<'a> Matching<'a> {
    /// Compares records, and ties those that are surely of one customer. The answer depends on the set of
    /// records, not on their order.
    pub fn of(records: &'a [Record<'a>], verdicts: &Verdicts) -> Self {
        let mut words = Words::default();
        let traits: Vec<Traits> =
            records.iter().map(|record| Traits::of(record, &mut words)).collect();
        let counts = Frequencies::of(&traits, &words);
        let found = blocking::candidates(&traits, &mut words);
        if found.capped > 0 {
            tracing::info!(keys = found.capped, "these keys have too many records to be compared");
        }
        let (weights, edges) = weighed(records, &traits, &found, &counts, &words);
        let is_decided = |a: usize, b: usize| match (records[a].customer, records[b].customer) {
            (Some(one), Some(other)) => verdicts.contains(&(one.min(other), one.max(other))),
            _ => false,
        };
        let bar = |a: u32, b: u32| {
            let (a, b) = (a as usize, b as usize);
            if is_decided(a, b) {
                Bar::Never
            } else {
                compare(&traits[a], &traits[b], &counts, &words).bar
            }
        };
        let (mut groups, tied_by) = Clusters::of(traits.len(), &edges, &bar).into_parts();
        let mut ties: Vec<Option<Tie>> =
            tied_by.into_iter().map(|edge| edge.map(Tie::Edge)).collect();
        // What no card says alone, several may say together.
        for _ in 0..3 {
            let numbered = numbered(&groups);
            let wholes = wholes::wholes(&traits, &numbered, &counts, &words);
            let mut between =
                wholes::between(&edges, &numbered, &wholes, &weights, &counts, &words);
            between.sort_by(|one, other| {
                let total = |whole: &wholes::Whole| whole.edge.bits.total;
                total(other).total_cmp(&total(one)).then(one.best.cmp(&other.best))
            });
            let mut members = vec![Vec::new(); wholes.len()];
            for (record, group) in (0..).zip(&numbered) {
                members[*group as usize].push(record);
            }
            let bar_between = |a: u32, b: u32| {
                let others = &members[b as usize];
                let bars =
                    members[a as usize].iter().flat_map(|&a| others.iter().map(move |&b| (a, b)));
                clustering::together(bars.map(|(a, b)| bar(a, b)))
            };
            let found: Vec<Edge> = between.iter().map(|whole| whole.edge).collect();
            let (joined, tied_by) = Clusters::of(wholes.len(), &found, &bar_between).into_parts();
            if tied_by.iter().all(Option::is_none) {
                break;
            }
            for edge in tied_by.into_iter().flatten() {
                let best = between[edge as usize].best;
                let Edge { a, b, .. } = edges[best as usize];
                for record in [a, b] {
                    ties[record as usize].get_or_insert(Tie::Edge(best));
                }
            }
            groups = numbered.iter().map(|group| joined[*group as usize]).collect();
        }
        for (record, other) in
            elimination::lone_namesakes(&traits, &groups, &counts, &words, is_decided)
        {
            groups[record as usize] = groups[other as usize];
            ties[record as usize] = Some(Tie::Only(other));
        }
        Self { records, words, counts, traits, weights, edges, groups, ties }
    }

    /// For each record the number of its group. Records of one group are one customer.
    pub fn groups(&self) -> impl Iterator<Item = usize> {
        self.groups.iter().map(|group| *group as usize)
    }

    /// Whether something ties a record to the others of its group.
    pub fn is_tied(&self, record: usize) -> bool {
        self.ties[record].is_some()
    }

    /// Why a record is of its group; none where it is alone.
    pub fn link_reasons(&self, record: usize) -> Option<Vec<Reason>> {
        match self.ties[record]? {
            Tie::Edge(edge) => Some(self.reasons(&self.edges[edge as usize])),
            Tie::Only(other) => {
                let other = other as usize;
                let (a, b) = (&self.traits[record], &self.traits[other]);
                let comparison = compare(a, b, &self.counts, &self.words);
                let bits = self.weights.weigh(a, b, &comparison, &self.counts);
                let mut reasons = vec![reasons::only_one()];
                reasons.extend(reasons::reasons(
                    &self.records[record],
                    &self.records[other],
                    &comparison,
                    &bits,
                    &self.words,
                ));
                Some(reasons)
            }
        }
    }

    fn reasons(&self, edge: &Edge) -> Vec<Reason> {
        let (a, b) = (&self.records[edge.a as usize], &self.records[edge.b as usize]);
        reasons::reasons(a, b, &edge.comparison, &edge.bits, &self.words)
    }
}

/// The same groups, numbered from 0 without gaps.
fn numbered(groups: &[u32]) -> Vec<u32> {
    let mut numbers = HashMap::new();
    groups
        .iter()
        .map(|group| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(*group).or_insert(next)
        })
        .collect()
}

/// The pairs of so many records are in memory at once.
const AT_ONCE: u16 = 20_000;

fn weighed(
    records: &[Record],
    traits: &[Traits],
    candidates: &Candidates,
    counts: &Frequencies,
    words: &Words,
) -> (Weights, Vec<Edge>) {
    let of = |at: u32| &traits[at as usize];
    // Most pairs are two customers for sure: they are forgotten at once.
    let mut possible: Vec<(u32, u32, Comparison)> = Vec::new();
    let all = frequencies::count(records.len());
    for lower in (0..all).step_by(AT_ONCE.into()) {
        let pairs = candidates.pairs(lower..all.min(lower + u32::from(AT_ONCE)));
        possible.append(&mut in_parts(&pairs, |pairs| {
            let compared = pairs.iter().map(|&(a, b)| (a, b, compare(of(a), of(b), counts, words)));
            compared.filter(|(_, _, comparison)| comparison.bar != Bar::Never).collect()
        }));
    }
    let weights = Weights::learnt(&possible, traits, counts);
    let mut edges: Vec<Edge> = possible
        .into_iter()
        .map(|(a, b, comparison)| {
            let bits = weights.weigh(of(a), of(b), &comparison, counts);
            Edge { a, b, comparison, bits }
        })
        .filter(|edge| edge.bits.total > FORGOTTEN || edge.is_shared_mailbox())
        .collect();
    let keys = |edge: &Edge| {
        let (a, b) = (records[edge.a as usize].key, records[edge.b as usize].key);
        if a < b { (a, b) } else { (b, a) }
    };
    edges.sort_by(|one, other| {
        other.bits.total.total_cmp(&one.bits.total).then_with(|| keys(one).cmp(&keys(other)))
    });
    (weights, edges)
}
