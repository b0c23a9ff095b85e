//! What is likely, but not sure: shown to a person, with its reasons.

use std::collections::HashMap;

use super::{
    FORGOTTEN, Matching, Reason,
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

/// In bits: P ≥ 0.1. Of a note with a name alone, one in so many customers of that name is the right one.
const LIKELY: f64 = -3.2;

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
            if one == other || (relation == Relation::Same && weight < self.least(edge)) {
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
                let weight = if is_alone { weight } else { self.weigh_wholes(cards, others) };
                let weight = if edge.is_shared_mailbox() { weight.max(LIKELY) } else { weight };
                (weight >= FORGOTTEN && !self.contradict(cards, others, edge))
                    .then_some(((one, other), (relation, weight, edge)))
            })
            .collect();
        self.share_among_namesakes(&mut likely, &cards);
        likely.retain(|(_, (relation, weight, _))| {
            *relation == Relation::Household || *weight >= LIKELY
        });
        // Of namesakes who are equally likely those first of whom most programs have a card.
        let known_by = |(one, other): &(C, C)| cards[one].len() + cards[other].len();
        likely.sort_by(
            |(pair, (relation, weight, _)), (other_pair, (other_relation, other, _))| {
                relation
                    .cmp(other_relation)
                    .then(rounded(*other).total_cmp(&rounded(*weight)))
                    .then(known_by(other_pair).cmp(&known_by(pair)))
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

    /// What is less likely than this, in bits, is nothing; of a note it is weighed against the others of the name.
    fn least(&self, edge: &Edge) -> f64 {
        let is_of_note = [edge.a, edge.b].iter().any(|&at| self.traits[at as usize].is_note());
        if is_of_note { FORGOTTEN } else { LIKELY }
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
        self.weights.weigh(&one, &other, &comparison, &self.counts).odds.total
    }

    /// Whether a card of the one names another person of the family than a card of the other. Who notes a call for
    /// `M. Labbé` from her mobile names nobody.
    fn contradict(&self, cards: &[usize], others: &[usize], edge: &Edge) -> bool {
        let is_own_number = edge.comparison.phone.is_own();
        cards.iter().any(|&one| {
            others.iter().any(|&other| {
                let (one, other) = (&self.traits[one], &self.traits[other]);
                if is_own_number && (one.is_bare() || other.is_bare()) {
                    return false;
                }
                let c = compare(one, other, &self.counts, &self.words);
                c.bar >= Bar::Household && c.family != FamilyLevel::Different
            })
        })
    }
}

/// What is proposed for two customers, by their pair.
pub(super) type Likely<'a, C> = ((C, C), (Relation, f64, &'a Edge));

/// To a thousandth of a bit: sums of the same weights in another order are the same.
fn rounded(bits: f64) -> f64 {
    (bits * 1000.0).round()
}

fn relation(edge: &Edge) -> (Relation, f64) {
    if edge.comparison.bar == Bar::Household {
        // Other first names weigh against their being one; what they share weighs for their home.
        (Relation::Household, edge.odds.total.min(-LIKELY_ONE))
    } else if edge.is_shared_mailbox() {
        (Relation::Same, edge.odds.total.max(LIKELY))
    } else {
        (Relation::Same, edge.odds.total)
    }
}

/// Of two people of one home the chance that they are one after all is small: P ≤ 0.03.
const LIKELY_ONE: f64 = 5.0;
