//! Groups of records as wholes: one card knows the mobile, another the street, and together they know a third.

use std::collections::HashMap;

use super::{
    FORGOTTEN,
    clustering::Edge,
    comparison::{Bar, compare},
    frequencies::Frequencies,
    record::{First, Mailbox, Place, Traits},
    weights::Weights,
    words::{Word, Words},
};

/// In bits: cards of two groups that look less alike than this are not compared as wholes.
const PROMISING: f64 = -4.0;

/// Two groups, with what speaks most for their being one: an edge between a record of each.
pub(super) struct Whole {
    pub(super) edge: Edge,
    pub(super) best: u32,
}

/// What the records of each group say together. Groups are numbered from 0 without gaps.
pub(super) fn wholes(
    records: &[Traits],
    groups: &[u32],
    counts: &Frequencies,
    words: &Words,
) -> Vec<Traits> {
    let mut members = Vec::<Vec<&Traits>>::new();
    for (record, group) in records.iter().zip(groups) {
        let group = *group as usize;
        if members.len() <= group {
            members.resize(group + 1, Vec::new());
        }
        members[group].push(record);
    }
    members.iter().filter_map(|members| together(members, counts, words)).collect()
}

/// The pairs of groups of which some records were compared, weighed anew as wholes.
pub(super) fn between(
    edges: &[Edge],
    groups: &[u32],
    wholes: &[Traits],
    weights: &Weights,
    counts: &Frequencies,
    words: &Words,
) -> Vec<Whole> {
    let mut best = HashMap::<(u32, u32), u32>::new();
    // The surest edge comes first.
    for (number, edge) in (0..).zip(edges) {
        if edge.odds.total < PROMISING {
            break;
        }
        let (a, b) = (groups[edge.a as usize], groups[edge.b as usize]);
        if a != b {
            best.entry((a.min(b), a.max(b))).or_insert(number);
        }
    }
    best.into_iter()
        .filter_map(|((a, b), best)| {
            let (one, other) = (&wholes[a as usize], &wholes[b as usize]);
            let comparison = compare(one, other, counts, words);
            let odds = weights.weigh(one, other, &comparison, counts).odds;
            let edge = Edge { a, b, comparison, odds };
            let is_kept = comparison.bar != Bar::Never
                && (odds.total > FORGOTTEN || edge.is_shared_mailbox());
            is_kept.then_some(Whole { edge, best })
        })
        .collect()
}

/// Does not depend on the order of the records.
pub(super) fn together(members: &[&Traits], counts: &Frequencies, words: &Words) -> Option<Traits> {
    let [first, others @ ..] = members else { return None };
    if others.is_empty() {
        return Some((*first).clone());
    }
    // Most write a name rightly.
    let named = members.iter().max_by_key(|record| {
        let name = words.text(record.all_words);
        (counts.family(record.counted), words.text(record.family), name)
    })?;
    let first =
        members.iter().map(|record| record.best_first()).max_by_key(|first| rank(*first, words))?;
    let place =
        members.iter().map(|record| record.place).max_by_key(|place| filled(place, words))?;
    let is_man = members.iter().filter_map(|record| record.is_man);
    let (is_man, is_woman) =
        is_man.fold((false, false), |(man, woman), is_man| (man || is_man, woman || !is_man));
    let mut phones: Vec<Word> =
        members.iter().flat_map(|record| record.phones.iter().copied()).collect();
    phones.sort_unstable();
    phones.dedup();
    let mut emails: Vec<Mailbox> =
        members.iter().flat_map(|record| record.emails.iter().copied()).collect();
    emails.sort_unstable_by_key(|mailbox| mailbox.address);
    emails.dedup_by_key(|mailbox| mailbox.address);
    Some(Traits {
        first,
        hinted: First::Missing,
        place,
        is_man: (is_man != is_woman).then_some(is_man),
        is_household: members.iter().any(|record| record.is_household),
        legal_form: members.iter().find_map(|record| record.legal_form),
        siret: members.iter().find_map(|record| record.siret),
        has_mobile: members.iter().any(|record| record.has_mobile),
        phones,
        emails,
        ..(*named).clone()
    })
}

fn rank(first: First, words: &Words) -> (u8, &str) {
    match first {
        First::Missing => (0, ""),
        First::Initials(word) => (1, words.text(word)),
        First::Full(word) => (2, words.text(word)),
    }
}

fn filled<'a>(place: &Place, words: &'a Words) -> (bool, bool, bool, [Option<&'a str>; 4]) {
    let texts = [place.street, place.number, place.commune, place.postcode]
        .map(|part| part.map(|part| words.text(part)));
    (place.street.is_some(), place.number.is_some(), place.commune.is_some(), texts)
}
