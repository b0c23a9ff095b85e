//! Cards with little more than a name, where several customers bear it: each has a share in the chance that it is theirs.

use std::collections::HashMap;

use super::{
    Matching,
    frequencies::{number, share},
    proposals::{Likely, Relation},
    record::Traits,
};

/// Of the notes that name somebody the share whose customer is on file, as long as nothing was learnt.
const ON_FILE: f64 = 0.8;
/// As of so many cards.
const ASSUMED: u32 = 10;

/// What is known of the cards of one program.
#[derive(Clone, Copy, Debug, Default)]
struct Habits {
    cards: u32,
    /// Their customer has another card in the same program: few programs have many twice.
    twice: u32,
    /// Cards that say more than a name.
    telling: u32,
    /// Of those, whose customer has another card.
    on_file: u32,
}

impl Habits {
    fn on_file(&self) -> f64 {
        (number(self.on_file) + ON_FILE * number(ASSUMED)) / number(self.telling + ASSUMED)
    }

    /// That a card's customer has another one in the same program.
    fn twice(&self) -> f64 {
        share(2 * self.twice + 1, 2 * (self.cards + ASSUMED))
    }
}

impl Matching<'_> {
    /// A note is mostly of somebody on file: of its namesakes each has a share in that, by how much speaks for them,
    /// however many there are, and however the name is misspelt. Who has a card in the note's own program has a small
    /// one. `cards` are those of each customer.
    pub(super) fn share_among_namesakes<C: Copy + Eq + std::hash::Hash>(
        &self,
        likely: &mut [Likely<'_, C>],
        cards: &HashMap<C, Vec<usize>>,
    ) {
        let habits = self.habits();
        let note_of = |customer: &C| match cards[customer].as_slice() {
            &[card] if self.traits[card].is_note() => Some(card),
            _ => None,
        };
        let mut shares: Vec<Option<(usize, f64)>> = likely
            .iter()
            .map(|((one, other), (relation, weight, _))| {
                let (note, customer) = match (note_of(one), note_of(other)) {
                    (Some(note), None) => (note, other),
                    (None, Some(note)) => (note, one),
                    _ => return None,
                };
                let program = self.records[note].key.0;
                let is_there =
                    cards[customer].iter().any(|&card| self.records[card].key.0 == program);
                let chance = if is_there { habits[program].twice() } else { 1.0 };
                (*relation == Relation::Same).then(|| (note, weight.exp2() * chance))
            })
            .collect();
        let mut all = HashMap::<usize, f64>::new();
        for (note, share) in shares.iter().flatten() {
            *all.entry(*note).or_default() += share;
        }
        for ((_, (_, weight, _)), share) in likely.iter_mut().zip(&mut shares) {
            let Some((note, share)) = share else { continue };
            let share = habits[self.records[*note].key.0].on_file() * *share / all[note];
            *weight = (share / (1.0 - share)).log2();
        }
    }

    fn habits(&self) -> HashMap<&str, Habits> {
        let program = |record: usize| self.records[record].key.0;
        let mut by_customer: Vec<usize> = (0..self.records.len()).collect();
        by_customer.sort_unstable_by_key(|&record| self.groups[record]);
        let mut habits = HashMap::<&str, Habits>::new();
        for cards in by_customer.chunk_by(|&one, &other| self.groups[one] == self.groups[other]) {
            for &card in cards {
                let here = cards.iter().filter(|&&other| program(other) == program(card)).count();
                let is_telling = !self.traits[card].is_note();
                let habits = habits.entry(program(card)).or_default();
                habits.cards += 1;
                habits.twice += u32::from(here > 1);
                habits.telling += u32::from(is_telling);
                habits.on_file += u32::from(is_telling && cards.len() > 1);
            }
        }
        habits
    }
}

impl Traits {
    /// Nothing but a name, or little more than a family name.
    pub(super) fn is_note(&self) -> bool {
        let says_nothing_else =
            self.place.street.is_none() && self.emails.is_empty() && self.phones.is_empty();
        says_nothing_else || self.is_bare()
    }
}
