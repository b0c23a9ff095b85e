//! All records taken apart, by all cores.

use super::{
    parallel::in_parts,
    record::{First, Place, Record, Traits},
    words::{Word, Words},
};

/// The traits of all records, and their words.
pub(super) fn traits(records: &[Record]) -> (Vec<Traits>, Words) {
    // Each core numbers the words of its part; then they are numbered as if one had done it all.
    let parts = in_parts(records, |records| {
        let mut words = Words::default();
        let traits: Vec<Traits> =
            records.iter().map(|record| Traits::of(record, &mut words)).collect();
        vec![(traits, words)]
    });
    let (mut all, mut words) = (Vec::with_capacity(records.len()), Words::default());
    for (mut traits, of_part) in parts {
        let numbers: Vec<Word> = of_part.texts().map(|text| words.number(text)).collect();
        for record in &mut traits {
            record.renumber(|word| numbers[word.index()]);
        }
        all.append(&mut traits);
    }
    (all, words)
}

impl Traits {
    fn renumber(&mut self, number: impl Fn(Word) -> Word) {
        let Self {
            family,
            all_words,
            counted,
            first,
            hinted,
            legal_form,
            phones,
            emails,
            place,
            siret,
            ..
        } = self;
        let Place { number: house, street, commune, postcode } = place;
        let optional = [legal_form, siret, house, street, commune, postcode];
        let words = [family, all_words, counted]
            .into_iter()
            .chain(optional.into_iter().flatten())
            .chain(phones)
            .chain(emails.iter_mut().map(|mailbox| &mut mailbox.address));
        let firsts = [first, hinted].into_iter().filter_map(|first| match first {
            First::Missing => None,
            First::Initials(word) | First::Full(word) => Some(word),
        });
        words.chain(firsts).for_each(|word| *word = number(*word));
    }
}
