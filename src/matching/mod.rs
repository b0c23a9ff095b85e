//! Are these two records one customer? Pure comparisons and weights; what is likely is proposed to a person.
//!
//! ```text
//! record      what is compared, taken apart once        sounds   phonetics, nearness of two words
//! apart       all records, by all cores
//! blocking    which pairs are worth comparing           places   two addresses, part by part
//! comparison  on what two records agree                 frequencies   how common each value is
//! weights     bits of evidence (Fellegi and Sunter)     clustering    from pairs to customers
//! bars        what forbids that they are one            household   two people of one home
//! wholes      what several cards say together           parallel    work by all cores
//! elimination whose a mere name is                      first_names  men's and women's
//! notes       whose a mere name may be
//! proposals, reasons   what a person is asked, and why
//! ```

mod apart;
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
mod notes;
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
use weights::{Odds, Weights};
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

/// How often groups are compared as wholes: each time, those that found each other say more.
const ROUNDS_OF_WHOLES: usize = 3;

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
        let (traits, mut words) = apart::traits(records);
        let counts = Frequencies::of(&traits, &words);
        let found = blocking::candidates(&traits, &mut words);
        if found.capped > 0 {
            tracing::info!(keys = found.capped, "these keys have too many records to be compared");
        }
        let (weights, edges) = weighed(records, &traits, &found, &counts, &words);
        let (groups, ties) = (Vec::new(), Vec::new());
        let mut matching = Self { records, words, counts, traits, weights, edges, groups, ties };
        matching.tie_pairs(verdicts);
        for _ in 0..ROUNDS_OF_WHOLES {
            if !matching.tie_wholes(verdicts) {
                break;
            }
        }
        matching.tie_lone_namesakes(verdicts);
        matching
    }

    fn tie_pairs(&mut self, verdicts: &Verdicts) {
        let bar = |a, b| self.bar(a, b, verdicts);
        let (groups, tied_by) = Clusters::of(self.traits.len(), &self.edges, &bar).into_parts();
        self.groups = groups;
        self.ties = tied_by.into_iter().map(|edge| edge.map(Tie::Edge)).collect();
    }

    /// What no card says alone, several may say together. Whether anything was tied.
    fn tie_wholes(&mut self, verdicts: &Verdicts) -> bool {
        let Self { traits, counts, words, weights, edges, .. } = &*self;
        let numbered = numbered(&self.groups);
        let wholes = wholes::wholes(traits, &numbered, counts, words);
        let mut between = wholes::between(edges, &numbered, &wholes, weights, counts, words);
        between.sort_by(|one, other| {
            let total = |whole: &wholes::Whole| whole.edge.odds.total;
            total(other).total_cmp(&total(one)).then(one.best.cmp(&other.best))
        });
        let mut members = vec![Vec::new(); wholes.len()];
        for (record, group) in (0..).zip(&numbered) {
            members[*group as usize].push(record);
        }
        let bar = |a: u32, b: u32| {
            let others = &members[b as usize];
            let pairs =
                members[a as usize].iter().flat_map(|&a| others.iter().map(move |&b| (a, b)));
            clustering::together(pairs.map(|(a, b)| self.bar(a, b, verdicts)))
        };
        let found: Vec<Edge> = between.iter().map(|whole| whole.edge).collect();
        let (joined, tied_by) = Clusters::of(wholes.len(), &found, &bar).into_parts();
        let tied: Vec<u32> =
            tied_by.into_iter().flatten().map(|edge| between[edge as usize].best).collect();
        for best in &tied {
            let Edge { a, b, .. } = self.edges[*best as usize];
            for record in [a, b] {
                self.ties[record as usize].get_or_insert(Tie::Edge(*best));
            }
        }
        self.groups = numbered.iter().map(|group| joined[*group as usize]).collect();
        !tied.is_empty()
    }

    fn tie_lone_namesakes(&mut self, verdicts: &Verdicts) {
        let is_decided = |a, b| self.is_decided(a, b, verdicts);
        let lone = elimination::lone_namesakes(
            &self.traits,
            &self.groups,
            &self.counts,
            &self.words,
            is_decided,
        );
        for (record, other) in lone {
            self.groups[record as usize] = self.groups[other as usize];
            self.ties[record as usize] = Some(Tie::Only(other));
        }
    }

    /// Whether a person said of the customers of two records that they are two.
    fn is_decided(&self, a: usize, b: usize, verdicts: &Verdicts) -> bool {
        match (self.records[a].customer, self.records[b].customer) {
            (Some(one), Some(other)) => verdicts.contains(&(one.min(other), one.max(other))),
            _ => false,
        }
    }

    fn bar(&self, a: u32, b: u32, verdicts: &Verdicts) -> Bar {
        let (a, b) = (a as usize, b as usize);
        if self.is_decided(a, b, verdicts) {
            Bar::Never
        } else {
            compare(&self.traits[a], &self.traits[b], &self.counts, &self.words).bar
        }
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
                let mut reasons = vec![reasons::only_one()];
                reasons.extend(self.reasons_of(record, other, &comparison));
                Some(reasons)
            }
        }
    }

    fn reasons(&self, edge: &Edge) -> Vec<Reason> {
        self.reasons_of(edge.a as usize, edge.b as usize, &edge.comparison)
    }

    fn reasons_of(&self, a: usize, b: usize, comparison: &Comparison) -> Vec<Reason> {
        let (one, other) = (&self.traits[a], &self.traits[b]);
        let bits = self.weights.weigh(one, other, comparison, &self.counts);
        reasons::reasons(&self.records[a], &self.records[b], comparison, &bits, &self.words)
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
    let mut edges: Vec<Edge> = Vec::new();
    let all = frequencies::count(records.len());
    for lower in (0..all).step_by(AT_ONCE.into()) {
        let pairs = candidates.pairs(lower..all.min(lower + u32::from(AT_ONCE)));
        edges.append(&mut in_parts(&pairs, |pairs| {
            let compared = pairs.iter().map(|&(a, b)| {
                let comparison = compare(of(a), of(b), counts, words);
                Edge { a, b, comparison, odds: Odds::default() }
            });
            compared.filter(|edge| edge.comparison.bar != Bar::Never).collect()
        }));
    }
    let weights = Weights::learnt(&edges, traits, counts);
    let mut odds = in_parts(&edges, |edges| {
        let weigh =
            |edge: &Edge| weights.weigh(of(edge.a), of(edge.b), &edge.comparison, counts).odds;
        edges.iter().map(weigh).collect()
    })
    .into_iter();
    edges.retain_mut(|edge| {
        edge.odds = odds.next().unwrap_or_default();
        edge.odds.total > FORGOTTEN || edge.is_shared_mailbox()
    });
    edges.shrink_to_fit();
    let keys = |edge: &Edge| {
        let (a, b) = (records[edge.a as usize].key, records[edge.b as usize].key);
        if a < b { (a, b) } else { (b, a) }
    };
    edges.sort_unstable_by(|one, other| {
        other.odds.total.total_cmp(&one.odds.total).then_with(|| keys(one).cmp(&keys(other)))
    });
    (weights, edges)
}
