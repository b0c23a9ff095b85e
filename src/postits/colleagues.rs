//! Which colleague a post-it is for: "pour Karim", "dire à Sophie", "@gaetan", "Hugo: …".

use std::ops::Range;

use super::{
    slips::resemble,
    tokens::Tokens,
    vocabulary::{asks_for_a_call, is_little, is_trade},
};
use crate::values::{StaffId, text::fold};

/// A colleague, by the name that one calls them.
#[derive(Clone, Debug)]
pub struct Colleague {
    pub id: StaffId,
    /// `Claire Martin`
    pub name: String,
}

/// What makes the name after it the one who must do it.
const BEFORE: [&str; 16] = [
    "pour",
    "dire a",
    "passer a",
    "transmettre a",
    "a transmettre a",
    "donner a",
    "confier a",
    "rappeler par",
    "appeler par",
    "faire par",
    "a faire par",
    "voir par",
    "relancer par",
    "demander a",
    "laisser a",
    "dis a",
];

/// What makes the name before it the one who must do it.
const AFTER: [&str; 10] = [
    "doit",
    "rappelle",
    "appelle",
    "rappellera",
    "appellera",
    "passe",
    "va",
    "s en occupe",
    "doit rappeler",
    "prend",
];

pub(super) fn find(tokens: &Tokens, colleagues: &[Colleague]) -> Option<(Range<usize>, StaffId)> {
    (0..tokens.all.len()).filter(|at| !tokens.taken[*at]).find_map(|at| {
        let (id, count, has_surname) = named(tokens, at, colleagues)?;
        let end = at + count;
        let start = tokens.gap(at).ends_with('@').then_some(at).or_else(|| {
            BEFORE
                .iter()
                .filter_map(|phrase| Some((phrase, at.checked_sub(phrase.split(' ').count())?)))
                .filter(|(phrase, from)| tokens.says(*from, phrase))
                .filter(|(phrase, _)| {
                    **phrase != "demander a" || tokens.is_one_of(end, &["de", "d"])
                })
                .map(|(_, from)| from)
                .min()
        });
        let leads = at == 0
            && (tokens.gap(end).contains([':', '-', '>'])
                || tokens.is_one_of(end, &["rdv", "rendez", "intervention", "chantier"]))
            || tokens.any_of(end, &AFTER).is_some();
        let start = start.or_else(|| leads.then_some(at))?;
        // "pour Sophie Bernard" is a customer, and "Sophie Bernard passe" too.
        let is_somebody_else = !has_surname
            && tokens.all.get(end).is_some_and(|next| {
                next.is_capitalised
                    && next.number.is_none()
                    && next.gap.trim().is_empty()
                    && !tokens.taken[end]
                    && !is_ordinary(&next.folded)
            });
        let is_served = matches!(
            tokens.word_before(at, 1),
            "m" | "mme" | "mr" | "mlle" | "madame" | "monsieur"
        );
        (!is_somebody_else && !is_served).then_some((start..end, id))
    })
}

/// No family name.
fn is_ordinary(word: &str) -> bool {
    const CIVILITIES: [&str; 8] = ["m", "mr", "mme", "mlle", "monsieur", "madame", "dr", "famille"];
    is_little(word) || is_trade(word) || asks_for_a_call(word) || CIVILITIES.contains(&word)
}

/// The colleague whose first name stands here, how many words it takes, and whether the family name follows.
fn named(tokens: &Tokens, at: usize, colleagues: &[Colleague]) -> Option<(StaffId, usize, bool)> {
    let exactly = |first: &str, word: &str| first == word;
    let nearly = |first: &str, word: &str| {
        first.chars().count() >= 5 && word.chars().count() >= 4 && resemble(first, word, 1)
    };
    let meant = |is_meant: &dyn Fn(&str, &str) -> bool| {
        let mut found = colleagues.iter().filter_map(|colleague| {
            let name = fold(&colleague.name);
            let words: Vec<&str> = name.split(' ').collect();
            // "Jean-Marc" is two tokens and one first name.
            let count =
                1 + colleague.name.split(' ').next().map_or(0, |first| first.matches('-').count());
            let is_here = (0..count).all(|ahead| {
                words.get(ahead).is_some_and(|word| is_meant(word, tokens.word(at + ahead)))
            });
            let surname = words.get(count).is_some_and(|word| *word == tokens.word(at + count));
            is_here.then_some((colleague.id, count + usize::from(surname), surname))
        });
        match (found.next(), found.next()) {
            (Some(one), None) => Some(one),
            // Two of one first name: the family name says which.
            (Some(one), Some(other)) => [one, other].into_iter().find(|(.., surname)| *surname),
            _ => None,
        }
    };
    meant(&exactly).or_else(|| meant(&nearly))
}
