//! Words as numbers: each text is kept once, and comparing two is comparing two numbers.

use std::{
    hash::{BuildHasher, RandomState},
    num::NonZero,
};

use hashbrown::HashTable;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Word(NonZero<u32>);

impl Word {
    /// Its place among the texts of its words.
    pub(super) fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A base of a hundred thousand customers has half a million: the texts stand one behind the other.
#[derive(Debug, Default)]
pub(super) struct Words {
    texts: String,
    /// Where each text ends, in the order of their numbers.
    ends: Vec<usize>,
    numbers: HashTable<Word>,
    hasher: RandomState,
}

impl Words {
    /// The number of a text, the same for equal texts.
    pub(super) fn number(&mut self, text: &str) -> Word {
        let Self { texts, ends, numbers, hasher } = self;
        let hash = hasher.hash_one(text);
        if let Some(word) = numbers.find(hash, |word| kept(texts, ends, *word) == text) {
            return *word;
        }
        texts.push_str(text);
        ends.push(texts.len());
        let number = u32::try_from(ends.len()).ok().and_then(NonZero::new);
        let word = Word(number.unwrap_or(NonZero::<u32>::MAX));
        numbers.insert_unique(hash, word, |word| hasher.hash_one(kept(texts, ends, *word)));
        word
    }

    pub(super) fn text(&self, word: Word) -> &str {
        kept(&self.texts, &self.ends, word)
    }

    /// All texts, in the order of their numbers.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.texts[start..*end])
    }
}

fn kept<'a>(texts: &'a str, ends: &[usize], word: Word) -> &'a str {
    let at = word.index();
    let start = if at == 0 { 0 } else { ends.get(at - 1).copied().unwrap_or(texts.len()) };
    let end = ends.get(at).copied().unwrap_or(texts.len());
    &texts[start..end]
}
