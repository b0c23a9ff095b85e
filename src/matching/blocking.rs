//! Which records are worth comparing: those that share a key. Never all with all.

use std::{collections::HashMap, ops::Range};

use super::{
    record::{First, Traits},
    sounds::sound,
    words::{Word, Words},
};

/// Records that share a key, by key: what is worth comparing.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    /// The records of one key after those of the other, each time in order.
    members: Vec<u32>,
    /// Where the records of each key end.
    ends: Vec<usize>,
    /// Keys that were too common.
    pub(super) capped: usize,
}

impl Candidates {
    /// The pairs to compare whose lower record is one of these, each once, the lower record first, in order. All pairs at
    /// once would take more memory than all that is known of the records.
    pub(super) fn pairs(&self, lower: Range<u32>) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        let mut start = 0;
        for &end in &self.ends {
            let block = &self.members[start..end];
            let first = block.partition_point(|record| *record < lower.start);
            for (at, one) in block.iter().enumerate().skip(first) {
                if *one >= lower.end {
                    break;
                }
                pairs.extend(block[at + 1..].iter().map(|other| (*one, *other)));
            }
            start = end;
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// The blocks of these keys, which come in order.
    fn add(&mut self, keys: &[(Key, u32)], records: &[Traits]) {
        for block in keys.chunk_by(|(one, _), (other, _)| one == other) {
            let key = &block[0].0;
            if block.len() > key.most() {
                self.capped += 1;
                if matches!(key, Key::Family(_)) && block.len() <= MOST_OF_A_NOTE {
                    self.add_notes(block, records);
                }
            } else if block.len() > 1 {
                self.members.extend(block.iter().map(|(_, record)| *record));
                self.ends.push(self.members.len());
            }
        }
    }

    /// Each note of a block with each of the others, but not these with one another.
    fn add_notes(&mut self, block: &[(Key, u32)], records: &[Traits]) {
        let is_note = |at: u32| records[at as usize].is_note();
        for (at, (_, one)) in block.iter().enumerate() {
            for (_, other) in &block[at + 1..] {
                if is_note(*one) || is_note(*other) {
                    self.members.extend([*one, *other]);
                    self.ends.push(self.members.len());
                }
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Phone(Word),
    Email(Word),
    Home(Option<Word>, Word, Option<Word>),
    Names(Word, Word),
    Initial(Word, char),
    FamilyInCommune(Word, Word),
    Family(Word),
    AllWords(Word),
}

impl Key {
    /// A key of more records is too common to say anything: records that share it share a rarer one too, or a person
    /// could not tell them either. Bounds the comparisons at so many for each record and key.
    fn most(&self) -> usize {
        match self {
            Self::Phone(_) | Self::Email(_) | Self::Home(..) => 50,
            Self::Names(..) | Self::AllWords(_) | Self::FamilyInCommune(..) => 30,
            Self::Initial(..) | Self::Family(_) => 24,
        }
    }
}

/// A note has nothing rarer than the family name: it is compared with as many who bear it.
const MOST_OF_A_NOTE: usize = 120;

pub(super) fn candidates(records: &[Traits], words: &mut Words) -> Candidates {
    let mut sounds = Sounds::default();
    let mut found = Candidates::default();
    // One kind after the other: the keys of all kinds take more memory than the records.
    let mut keys: Vec<(Key, u32)> = Vec::new();
    for kind in KINDS {
        keys.clear();
        for (at, record) in (0..).zip(records) {
            kind(record, words, &mut sounds, &mut |key| keys.push((key, at)));
        }
        keys.sort_unstable();
        keys.dedup();
        found.add(&keys, records);
    }
    found
}

/// How each word sounds, heard once.
#[derive(Default)]
struct Sounds(HashMap<Word, Word>);

impl Sounds {
    fn of(&mut self, word: Word, words: &mut Words) -> Word {
        if let Some(sound) = self.0.get(&word) {
            return *sound;
        }
        let heard = words.number(&sound(words.text(word)));
        self.0.insert(word, heard);
        heard
    }
}

type Keys = fn(&Traits, &mut Words, &mut Sounds, &mut dyn FnMut(Key));

const KINDS: [Keys; 4] = [contact_keys, home_keys, family_keys, name_keys];

fn contact_keys(record: &Traits, _: &mut Words, _: &mut Sounds, add: &mut dyn FnMut(Key)) {
    record.phones.iter().for_each(|phone| add(Key::Phone(*phone)));
    record.emails.iter().for_each(|mailbox| add(Key::Email(mailbox.address)));
}

fn home_keys(record: &Traits, words: &mut Words, sounds: &mut Sounds, add: &mut dyn FnMut(Key)) {
    if let Some(street) = record.place.street
        && record.place.number.is_some()
    {
        let family = sounds.of(record.family, words);
        add(Key::Home(record.place.number, street, Some(family)));
        add(Key::Home(record.place.number, street, record.place.commune));
    }
}

fn family_keys(record: &Traits, words: &mut Words, sounds: &mut Sounds, add: &mut dyn FnMut(Key)) {
    let family = sounds.of(record.family, words);
    add(Key::Family(family));
    if let Some(commune) = record.place.commune {
        add(Key::FamilyInCommune(family, commune));
    }
}

fn name_keys(record: &Traits, words: &mut Words, sounds: &mut Sounds, add: &mut dyn FnMut(Key)) {
    let family = sounds.of(record.family, words);
    match record.best_first() {
        First::Full(first) => {
            add(Key::Names(family, first));
            add(Key::Names(first, family));
            if let Some(initial) = words.text(first).chars().next() {
                add(Key::Initial(family, initial));
            }
        }
        First::Initials(initials) => {
            if let Some(initial) = words.text(initials).chars().next() {
                add(Key::Initial(family, initial));
            }
        }
        First::Missing => {}
    }
    if words.text(record.all_words).contains(' ') {
        add(Key::AllWords(sounds.of(record.all_words, words)));
    }
}
