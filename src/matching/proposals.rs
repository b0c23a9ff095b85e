//! What is likely, but not sure: shown to a person, with its reasons.

use std::collections::HashMap;

use super::{
    Matching, Reason,
    clustering::Edge,
    comparison::{Bar, FamilyLevel, compare},
    weights::probability,
    wholes,
};

/// Two customers who may be one, or who share a home.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal<C> {
    /// The lower of the two.
    pub a: C,
    pub b: C,
    pub relation: Relation,
    /// That they are one customer, 0 to 1.
    pub probability: f64,
    /// The same in bits.
    pub weight: f64,
    pub reasons: Vec<Reason>,
}

impl<C> Proposal<C> {
    /// The same between customers called otherwise.
    pub fn between<D: Ord>(self, name: impl Fn(C) -> D) -> Proposal<D> {
        let Self { a, b, relation, probability, weight, reasons } = self;
        let (a, b) = (name(a), name(b));
        let (a, b) = if a < b { (a, b) } else { (b, a) };
        Proposal { a, b, relation, probability, weight, reasons }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// One customer, filed twice.
    Same,
    /// Two people who share a home: each card shows the other, and they are never merged.
    Household,
}

impl Relation {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Household => "household",
        }
    }
}

/// Nobody looks through more of one customer.
const MOST: usize = 3;

/// In bits: P ≥ 0.05. Of a record with a name alone, one in so many customers of that name is the right one.
const LIKELY: f64 = -4.3;

impl Matching<'_> {
    /// At most three of each kind for each customer, the likeliest first. `customer_of` says whose each record is
    /// now; `is_decided`, whether a person said of two customers that they are two.
    pub fn proposals<C: Copy + Ord + std::hash::Hash>(
        &self,
        customer_of: &[C],
        is_decided: impl Fn(C, C) -> bool,
    ) -> Vec<Proposal<C>> {
        let mut best = HashMap::<(C, C), (Relation, f64, &Edge)>::new();
        for edge in &self.edges {
            let (one, other) = (customer_of[edge.a as usize], customer_of[edge.b as usize]);
            let pair = (one.min(other), one.max(other));
            let (relation, weight) = relation(edge);
            let weight = weight + self.misspelt(edge);
            if one == other || (relation == Relation::Same && weight < LIKELY) {
                continue;
            }
            // Two cards that name two people of a home say so, whatever their vaguer cards say.
            let found = best.entry(pair).or_insert((relation, weight, edge));
            if (relation, weight) > (found.0, found.1) {
                *found = (relation, weight, edge);
            }
        }
        let mut cards = HashMap::<C, Vec<usize>>::new();
        for (at, customer) in customer_of.iter().enumerate() {
            cards.entry(*customer).or_default().push(at);
        }
        let mut likely: Vec<_> = best
            .into_iter()
            .filter(|((one, other), _)| !is_decided(*one, *other))
            .filter_map(|((one, other), (relation, weight, edge))| {
                if relation == Relation::Household {
                    return Some(((one, other), (relation, weight, edge)));
                }
                let (cards, others) = (&cards[&one], &cards[&other]);
                let is_alone = cards.len() == 1 && others.len() == 1;
                let weight = if is_alone {
                    weight
                } else {
                    self.weigh_wholes(cards, others) + self.misspelt(edge)
                };
                let weight = if edge.is_shared_mailbox() { weight.max(LIKELY) } else { weight };
                (weight >= LIKELY && !self.contradict(cards, others))
                    .then_some(((one, other), (relation, weight, edge)))
            })
            .collect();
        likely.sort_by(
            |(pair, (relation, weight, _)), (other_pair, (other_relation, other, _))| {
                relation
                    .cmp(other_relation)
                    .then(other.total_cmp(weight))
                    .then(pair.cmp(other_pair))
            },
        );
        let mut shown = HashMap::<(Relation, C), usize>::new();
        likely.retain(|((one, other), (relation, ..))| {
            let has_room = [one, other]
                .iter()
                .all(|c| shown.get(&(*relation, **c)).is_none_or(|count| *count < MOST));
            if has_room {
                for customer in [one, other] {
                    *shown.entry((*relation, *customer)).or_default() += 1;
                }
            }
            has_room
        });
        likely
            .into_iter()
            .map(|((a, b), (relation, weight, edge))| Proposal {
                a,
                b,
                relation,
                probability: probability(weight),
                weight,
                reasons: self.reasons(edge),
            })
            .collect()
    }

    /// A note with a name that nobody else bears is of somebody whose name is nearly that: its slip is no evidence
    /// against one of them more than against another. In bits.
    fn misspelt(&self, edge: &Edge) -> f64 {
        let is_misspelt_note = [edge.a, edge.b].iter().any(|&at| {
            let card = &self.traits[at as usize];
            card.is_bare() && self.counts.family(card.counted) <= 1
        });
        let is_close = matches!(edge.comparison.family, FamilyLevel::Close(_));
        if is_misspelt_note && is_close { self.weights.price_of_a_slip() } else { 0.0 }
    }

    /// What all cards of two customers say together, in bits: two mobiles and two homes speak against what one card says.
    fn weigh_wholes(&self, cards: &[usize], others: &[usize]) -> f64 {
        let whole = |cards: &[usize]| {
            let cards: Vec<_> = cards.iter().map(|&card| &self.traits[card]).collect();
            wholes::together(&cards, &self.counts, &self.words)
        };
        let (Some(one), Some(other)) = (whole(cards), whole(others)) else { return f64::MIN };
        let comparison = compare(&one, &other, &self.counts, &self.words);
        if comparison.bar == Bar::Never {
            return f64::MIN;
        }
        self.weights.weigh(&one, &other, &comparison, &self.counts).total
    }

    /// Whether a card of the one names another person of the family than a card of the other.
    fn contradict(&self, cards: &[usize], others: &[usize]) -> bool {
        cards.iter().any(|&one| {
            others.iter().any(|&other| {
                let c = compare(&self.traits[one], &self.traits[other], &self.counts, &self.words);
                c.bar >= Bar::Household && c.family != FamilyLevel::Different
            })
        })
    }
}

fn relation(edge: &Edge) -> (Relation, f64) {
    if edge.comparison.bar == Bar::Household {
        // Other first names weigh against their being one; what they share weighs for their home.
        (Relation::Household, edge.bits.total.min(-LIKELY_ONE))
    } else if edge.is_shared_mailbox() {
        (Relation::Same, edge.bits.total.max(LIKELY))
    } else {
        (Relation::Same, edge.bits.total)
    }
}

/// Of two people of one home the chance that they are one after all is small: P ≤ 0.03.
const LIKELY_ONE: f64 = 5.0;
