//! How common each name, number, mailbox and address is among the records: agreement on what is rare says much.

use std::collections::HashMap;

use super::{
    first_names,
    record::{First, Place, Traits},
    sounds::{Nearness, name_nearness},
    words::{Word, Words},
};

/// Beyond this many records a number or mailbox is nobody's own, and its holders are not told apart.
const MANY: u32 = 40;

#[derive(Debug, Default)]
pub(super) struct Frequencies {
    pub(super) records: u32,
    families: HashMap<Word, u32>,
    firsts: HashMap<Word, Sexes>,
    /// By what is known of names in France, where the records do not tell.
    mens: HashMap<Word, bool>,
    with_first: u32,
    communes: HashMap<Word, u32>,
    with_commune: u32,
    streets: HashMap<(Option<Word>, Option<Word>), u32>,
    /// How many families have it.
    phones: HashMap<Word, u32>,
    emails: HashMap<Word, u32>,
    homes: HashMap<Home, u32>,
}

type Home = (Option<Word>, Option<Word>, Option<Word>);

#[derive(Clone, Copy, Debug, Default)]
struct Sexes {
    all: u32,
    men: u32,
    women: u32,
}

impl Frequencies {
    pub(super) fn of(records: &[Traits], words: &Words) -> Self {
        let mut counts = Self { records: count(records.len()), ..Self::default() };
        let (mut phones, mut emails) = (HolderSets::default(), HolderSets::default());
        let mut homes = HashMap::<Home, Vec<Word>>::new();
        for record in records {
            *counts.families.entry(record.counted).or_default() += 1;
            if let First::Full(first) = record.first {
                let sexes = counts.firsts.entry(first).or_default();
                counts.with_first += 1;
                sexes.all += 1;
                sexes.men += u32::from(record.is_man == Some(true));
                sexes.women += u32::from(record.is_man == Some(false));
            }
            if let Some(commune) = record.place.commune {
                *counts.communes.entry(commune).or_default() += 1;
                counts.with_commune += 1;
            }
            if record.place.street.is_some() {
                let Place { street, commune, .. } = record.place;
                *counts.streets.entry((street, commune)).or_default() += 1;
                add_new(homes.entry(home(&record.place)).or_default(), record.family);
            }
            for phone in &record.phones {
                phones.add(*phone, record);
            }
            for mailbox in &record.emails {
                emails.add(mailbox.address, record);
            }
        }
        counts.homes =
            homes.into_iter().map(|(home, families)| (home, count(families.len()))).collect();
        counts.mens = counts
            .firsts
            .keys()
            .filter_map(|first| Some((*first, first_names::is_mans_name(words.text(*first))?)))
            .collect();
        counts.phones = phones.counted(words);
        counts.emails = emails.counted(words);
        counts
    }

    pub(super) fn family(&self, family: Word) -> u32 {
        self.families.get(&family).copied().unwrap_or(0)
    }

    pub(super) fn first(&self, first: Word) -> u32 {
        self.firsts.get(&first).map_or(0, |sexes| sexes.all)
    }

    /// The share of first names that are this one.
    pub(super) fn first_share(&self, first: Word) -> f64 {
        super::weights::others(self.first(first)) / number(self.with_first.max(100))
    }

    pub(super) fn commune_share(&self, commune: Word) -> f64 {
        share(self.communes.get(&commune).copied().unwrap_or(1), self.with_commune.max(20))
    }

    pub(super) fn on_street(&self, place: &Place) -> u32 {
        self.streets.get(&(place.street, place.commune)).copied().unwrap_or(0)
    }

    pub(super) fn families_with_phone(&self, phone: Word) -> u32 {
        self.phones.get(&phone).copied().unwrap_or(0)
    }

    pub(super) fn families_with_email(&self, email: Word) -> u32 {
        self.emails.get(&email).copied().unwrap_or(0)
    }

    pub(super) fn families_at(&self, place: &Place) -> u32 {
        self.homes.get(&home(place)).copied().unwrap_or(0)
    }

    /// What the civilities beside a first name say of it, where they agree; else what one knows of it.
    pub(super) fn is_mans_name(&self, first: First) -> Option<bool> {
        let First::Full(first) = first else { return None };
        let Sexes { men, women, .. } = self.firsts.get(&first).copied().unwrap_or_default();
        match (men, women) {
            (2.., 0) => Some(true),
            (0, 2..) => Some(false),
            _ => self.mens.get(&first).copied(),
        }
    }
}

fn home(place: &Place) -> Home {
    (place.number, place.street, place.commune)
}

pub(super) fn share(part: u32, whole: u32) -> f64 {
    number(part) / number(whole.max(1))
}

pub(super) fn number(count: u32) -> f64 {
    f64::from(count)
}

/// How many there are: never more than records can be numbered.
pub(super) fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

/// Nearly all have one or two.
fn add_new<T: PartialEq>(few: &mut Vec<T>, one: T) {
    if !few.contains(&one) {
        few.push(one);
    }
}

/// Who uses each number or mailbox: names and homes.
#[derive(Debug, Default)]
struct HolderSets(HashMap<Word, Holders>);

#[derive(Debug, Default)]
struct Holders {
    /// Whether it is a person, the family name, and all words of the name.
    names: Vec<(bool, Word, Word)>,
    homes: Vec<(Option<Word>, Word)>,
}

impl HolderSets {
    fn add(&mut self, value: Word, record: &Traits) {
        let holders = self.0.entry(value).or_default();
        if count(holders.names.len()) < MANY {
            add_new(&mut holders.names, (record.is_person, record.family, record.all_words));
        }
        if let Some(street) = record.place.street
            && count(holders.homes.len()) < MANY
        {
            add_new(&mut holders.homes, (record.place.number, street));
        }
    }

    /// Names that are nearly one are one; as many homes are as many holders: a syndic's residences bear few names.
    fn counted(self, words: &Words) -> HashMap<Word, u32> {
        let families = |names: Vec<(bool, Word, Word)>| {
            let all = count(names.len());
            if all == 1 || all >= MANY {
                return all;
            }
            let mut texts: Vec<(bool, &str, &str)> = names
                .iter()
                .map(|(is_person, name, all)| (*is_person, words.text(*name), words.text(*all)))
                .collect();
            texts.sort_unstable();
            let mut families: Vec<(bool, &str, &str)> = Vec::new();
            for (is_person, name, all) in texts {
                let is_near = |(other_is_person, other, other_all): &(bool, &str, &str)| {
                    (is_person
                        && *other_is_person
                        && name_nearness(name, other) <= Nearness::Similar)
                        || (!(is_person && *other_is_person)
                            && name_nearness(all, other_all) <= Nearness::Similar)
                };
                if !families.iter().any(is_near) {
                    families.push((is_person, name, all));
                }
            }
            count(families.len())
        };
        self.0
            .into_iter()
            .map(|(value, holders)| {
                (value, families(holders.names).max(count(holders.homes.len())))
            })
            .collect()
    }
}
