//! Records with little more than a name: whose they are when only one customer of that name is on file.
//!
//! A name alone never ties two such records to one another, and in a small base it ties nobody: how often two
//! customers bear one name is learnt from those who are known by more.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use super::{
    comparison::{Bar, EmailLevel, PhoneLevel, compare},
    frequencies::{Frequencies, count, share},
    places::PlaceLevel,
    record::{First, Traits},
    sounds::sound,
    words::Words,
};

/// Namesakes among the customers of a base, beyond which a lone one proves nothing.
const MAX_NAMESAKES: f64 = 0.12;
/// What is assumed before anybody was counted: one in two, as if of so many.
const ASSUMED: u32 = 20;
/// A name of more records is not looked through: it has several customers.
const MAX_RECORDS: usize = 60;

/// Each record to be tied, with a record of the one customer it may be.
pub(super) fn lone_namesakes(
    records: &[Traits],
    groups: &[u32],
    counts: &Frequencies,
    words: &Words,
    is_decided: impl Fn(usize, usize) -> bool,
) -> Vec<(u32, u32)> {
    if namesakes(records, groups) > MAX_NAMESAKES {
        return Vec::new();
    }
    // How each name sounds, heard once.
    let mut sounds = HashMap::new();
    let mut name_key = |record: &Traits| {
        let sound = sounds
            .entry(record.counted)
            .or_insert_with(|| Arc::<str>::from(sound(words.text(record.counted))));
        (record.is_person, sound.clone())
    };
    let mut of_name = HashMap::<_, Vec<u32>>::new();
    for (at, record) in (0..).zip(records) {
        of_name.entry(name_key(record)).or_default().push(at);
    }
    let mut size = HashMap::<u32, usize>::new();
    for group in groups {
        *size.entry(*group).or_default() += 1;
    }
    // A card with a family name alone is nobody's rival: it is somebody's who is known by more.
    let known: HashSet<u32> = groups
        .iter()
        .zip(records)
        .filter(|(_, record)| is_known(record))
        .map(|(group, _)| *group)
        .collect();
    let is_lone = |at: usize| size[&groups[at]] == 1 && records[at].place.street.is_none();
    let mut found = Vec::new();
    for (at, record) in records.iter().enumerate().filter(|(at, _)| is_lone(*at)) {
        let others = &of_name[&name_key(record)];
        if others.len() > MAX_RECORDS {
            continue;
        }
        let mut customers = BTreeMap::<u32, Option<u32>>::new();
        for &other in others.iter().filter(|&&other| {
            groups[other as usize] != groups[at] && known.contains(&groups[other as usize])
        }) {
            let other_at = other as usize;
            let first = customers.entry(groups[other_at]).or_insert(Some(other));
            if !may_be(record, &records[other_at], counts, words) || is_decided(at, other_at) {
                *first = None;
            }
        }
        let mut possible = customers.into_iter().filter_map(|(group, first)| Some((group, first?)));
        if let (Some((_, other)), None) = (possible.next(), possible.next()) {
            found.push((u32::try_from(at).unwrap_or(u32::MAX), other));
        }
    }
    // Nobody is tied to a card that is itself to be tied.
    let moving: HashSet<u32> = found.iter().map(|(record, _)| groups[*record as usize]).collect();
    found.retain(|(_, other)| !moving.contains(&groups[*other as usize]));
    found
}

fn may_be(record: &Traits, other: &Traits, counts: &Frequencies, words: &Words) -> bool {
    let c = compare(record, other, counts, words);
    c.bar < Bar::Household
        && c.place != PlaceLevel::OtherCommune
        && c.phone != PhoneLevel::OtherMobile
        && c.email != EmailLevel::Different
}

/// Known by more than a name.
fn is_known(record: &Traits) -> bool {
    let has_contact = !record.phones.is_empty() || !record.emails.is_empty();
    let has_whole_name = !record.is_person || record.best_first() != First::Missing;
    record.place.street.is_some() || (has_contact && has_whole_name)
}

/// The share of the customers with a home and a whole name who have a namesake.
fn namesakes(records: &[Traits], groups: &[u32]) -> f64 {
    let mut customers = HashMap::<_, HashSet<u32>>::new();
    for (record, group) in records.iter().zip(groups) {
        if record.place.street.is_some()
            && (!record.is_person || matches!(record.first, First::Full(_)))
        {
            customers.entry((record.counted, record.first)).or_default().insert(*group);
        }
    }
    let all: usize = customers.values().map(HashSet::len).sum();
    let shared: usize = customers.values().map(HashSet::len).filter(|count| *count > 1).sum();
    share(count(shared) + ASSUMED / 2, count(all) + ASSUMED)
}
