//! From pairs to customers: the surest first, and never through somebody who is in the way.

use super::{
    comparison::{Bar, Comparison},
    weights::Odds,
};

/// Two records that were compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) comparison: Comparison,
    pub(super) odds: Odds,
}

impl Edge {
    /// One mailbox with two names: for a person to see, however little else agrees (domain.md §2.6).
    pub(super) fn is_shared_mailbox(&self) -> bool {
        self.comparison.bar == Bar::Look && self.comparison.email.is_own()
    }
}

/// Odds of 2^this to one that two records are one customer, for nobody to be asked.
const SURE: f64 = 3.0;
/// Somebody else who is nearly as likely makes it a question: the surest must be this many bits ahead.
const MARGIN: f64 = 4.0;
/// The same of two people of one home, by what is a person's own.
const OWN_MARGIN: f64 = 3.5;

/// Groups of records, joined pair by pair.
pub(super) struct Clusters<'a> {
    edges: &'a [Edge],
    /// For each record the edges it is in.
    at: Vec<Vec<u32>>,
    group: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// Whether two records may be one customer at all; asked for pairs that blocking did not find too.
    bar: &'a dyn Fn(u32, u32) -> Bar,
    /// For each record the edge that tied it to the records before it.
    tied_by: Vec<Option<u32>>,
}

impl<'a> Clusters<'a> {
    /// `edges` come surest first, in an order that does not depend on that of the records.
    pub(super) fn of(records: usize, edges: &'a [Edge], bar: &'a dyn Fn(u32, u32) -> Bar) -> Self {
        let mut at = vec![Vec::new(); records];
        for (number, edge) in (0..).zip(edges) {
            at[edge.a as usize].push(number);
            at[edge.b as usize].push(number);
        }
        let all = 0..u32::try_from(records).unwrap_or(u32::MAX);
        let mut clusters = Self {
            edges,
            at,
            group: all.clone().collect(),
            members: all.map(|record| vec![record]).collect(),
            bar,
            tied_by: vec![None; records],
        };
        // What was ambiguous may be clear once others found each other.
        for _ in 0..4 {
            if !clusters.join_sure() {
                break;
            }
        }
        clusters
    }

    /// For each record its group, and the edge that tied it to the others.
    pub(super) fn into_parts(self) -> (Vec<u32>, Vec<Option<u32>>) {
        (self.group, self.tied_by)
    }

    fn join_sure(&mut self) -> bool {
        let mut joined = false;
        for (number, edge) in (0..).zip(self.edges) {
            if edge.odds.total < SURE {
                break;
            }
            let (a, b) = (self.group[edge.a as usize], self.group[edge.b as usize]);
            if a == b || !is_founded(&edge.comparison) || self.bar(a, b) != Bar::None {
                continue;
            }
            if self.has_rival(a, b, &edge.odds) || self.has_rival(b, a, &edge.odds) {
                continue;
            }
            self.join(a, b, number);
            joined = true;
        }
        joined
    }

    /// Whether somebody who cannot be `b` is nearly as likely to be `a`. What people of one home share tells none of
    /// them from another: between them counts what is a person's own.
    fn has_rival(&self, a: u32, b: u32, odds: &Odds) -> bool {
        let mut seen = Vec::new();
        for &record in &self.members[a as usize] {
            for &number in &self.at[record as usize] {
                let edge = &self.edges[number as usize];
                let other = if edge.a == record { edge.b } else { edge.a };
                let other = self.group[other as usize];
                let is_near = edge.odds.sum >= odds.sum - MARGIN;
                let is_own = edge.odds.own > odds.own + OWN_MARGIN;
                if other == a || other == b || !(is_near || is_own) || seen.contains(&other) {
                    continue;
                }
                let decides = match self.bar(b, other) {
                    Bar::None => false,
                    Bar::Household => is_own || odds.own < edge.odds.own + OWN_MARGIN,
                    Bar::Look | Bar::Never => is_near,
                };
                if decides && self.bar(a, other) == Bar::None {
                    return true;
                }
                seen.push(other);
            }
        }
        false
    }

    fn bar(&self, a: u32, b: u32) -> Bar {
        let others = &self.members[b as usize];
        let pairs = self.members[a as usize]
            .iter()
            .flat_map(|&one| others.iter().map(move |&other| (one.min(other), one.max(other))));
        together(pairs.map(|(one, other)| (self.bar)(one, other)))
    }

    fn join(&mut self, a: u32, b: u32, by: u32) {
        let (kept, gone) = if a < b { (a, b) } else { (b, a) };
        let moved = std::mem::take(&mut self.members[gone as usize]);
        for &record in &moved {
            self.group[record as usize] = kept;
        }
        let edge = &self.edges[by as usize];
        for record in [edge.a, edge.b] {
            self.tied_by[record as usize].get_or_insert(by);
        }
        self.members[kept as usize].extend(moved);
    }
}

/// What bars two groups, by what bars their records: two people of one home are such on every card, also on those
/// that do not name the home.
pub(super) fn together(bars: impl Iterator<Item = Bar>) -> Bar {
    let mut highest = Bar::None;
    for bar in bars {
        if bar == Bar::Household {
            return bar;
        }
        highest = highest.max(bar);
    }
    highest
}

/// A name alone ties nobody, however rare: a number, a mailbox or a home must be shared.
fn is_founded(c: &Comparison) -> bool {
    c.bar == Bar::None && (c.phone.is_own() || c.email.is_own() || c.place.is_home())
}
