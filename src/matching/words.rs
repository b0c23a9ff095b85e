//! Words as numbers: each text is kept once, and comparing two is comparing two numbers.

use std::{collections::HashMap, num::NonZero};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Word(NonZero<u32>);

#[derive(Debug, Default)]
pub(super) struct Words {
    texts: Vec<std::sync::Arc<str>>,
    numbers: HashMap<std::sync::Arc<str>, Word>,
}

impl Words {
    /// The number of a text, the same for equal texts.
    pub(super) fn number(&mut self, text: &str) -> Word {
        if let Some(word) = self.numbers.get(text) {
            return *word;
        }
        let text: std::sync::Arc<str> = text.into();
        self.texts.push(text.clone());
        let number = u32::try_from(self.texts.len()).ok().and_then(NonZero::new);
        let word = Word(number.unwrap_or(NonZero::<u32>::MAX));
        self.numbers.insert(text, word);
        word
    }

    pub(super) fn text(&self, word: Word) -> &str {
        self.texts.get(word.0.get() as usize - 1).map_or("", |text| text)
    }
}
