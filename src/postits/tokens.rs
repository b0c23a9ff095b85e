//! The words and numbers of a post-it, each with its place in the text.

use std::ops::Range;

use crate::values::text::fold;

/// A run of letters or of digits.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// In bytes of the text.
    pub(super) range: Range<usize>,
    pub(super) folded: String,
    /// What stands between the token before and this one.
    pub(super) gap: String,
    pub(super) number: Option<u32>,
    pub(super) is_capitalised: bool,
}

/// The tokens, and which of them were understood.
#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) all: Vec<Token>,
    pub(super) taken: Vec<bool>,
}

impl Tokens {
    pub(super) fn read(text: &str) -> Self {
        let mut all: Vec<Token> = Vec::new();
        let mut start = None;
        let mut end_of_last = 0;
        let mut kind = Kind::Other;
        let ends = text.char_indices().chain([(text.len(), ' ')]);
        for (at, c) in ends {
            let now = Kind::of(c);
            if now == Kind::Mark && start.is_some() {
                continue;
            }
            if now != kind
                && let Some(from) = start.take()
            {
                all.push(token(text, from..at, end_of_last));
                end_of_last = at;
            }
            if now != kind && matches!(now, Kind::Letter | Kind::Digit) {
                start = Some(at);
            }
            kind = now;
        }
        let taken = vec![false; all.len()];
        Self { all, taken }
    }

    /// The folded word at this place; empty past the end.
    pub(super) fn word(&self, at: usize) -> &str {
        self.all.get(at).map_or("", |token| token.folded.as_str())
    }

    /// The folded word that many places before this one.
    pub(super) fn word_before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.word(at))
    }

    pub(super) fn number(&self, at: usize) -> Option<u32> {
        self.all.get(at)?.number
    }

    pub(super) fn gap(&self, at: usize) -> &str {
        self.all.get(at).map_or("", |token| token.gap.as_str())
    }

    pub(super) fn is_one_of(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.word(at))
    }

    /// Whether these words follow one another from here.
    pub(super) fn says(&self, at: usize, words: &str) -> bool {
        words.split(' ').enumerate().all(|(ahead, word)| self.word(at + ahead) == word)
    }

    /// How many tokens the first of these phrases takes from here.
    pub(super) fn any_of(&self, at: usize, phrases: &[&str]) -> Option<usize> {
        phrases
            .iter()
            .filter(|phrase| self.says(at, phrase))
            .map(|phrase| phrase.split(' ').count())
            .max()
    }

    pub(super) fn is_free(&self, range: &Range<usize>) -> bool {
        range.clone().all(|at| self.taken.get(at) == Some(&false))
    }

    pub(super) fn take(&mut self, range: &Range<usize>) {
        for at in range.clone() {
            if let Some(taken) = self.taken.get_mut(at) {
                *taken = true;
            }
        }
    }

    /// The bytes of the text that these tokens cover.
    pub(super) fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.all.get(range.start).map_or(0, |token| token.range.start);
        let end = range.end.checked_sub(1).and_then(|last| self.all.get(last));
        start..end.map_or(start, |token| token.range.end)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    /// An accent written apart from its letter.
    Mark,
    Other,
}

impl Kind {
    fn of(c: char) -> Self {
        if c.is_ascii_digit() {
            Self::Digit
        } else if ('\u{300}'..='\u{36f}').contains(&c) {
            Self::Mark
        } else if c.is_alphabetic() {
            Self::Letter
        } else {
            Self::Other
        }
    }
}

fn token(text: &str, range: Range<usize>, end_of_last: usize) -> Token {
    let written = text.get(range.clone()).unwrap_or_default();
    Token {
        folded: fold(written),
        gap: text.get(end_of_last..range.start).unwrap_or_default().to_owned(),
        number: written.parse().ok(),
        is_capitalised: written.chars().next().is_some_and(char::is_uppercase),
        range,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_part_and_keep_their_place() {
        let text = "Dupont, 10h30 après-midi";
        let tokens = Tokens::read(text);
        let words: Vec<&str> = tokens.all.iter().map(|token| token.folded.as_str()).collect();
        assert_eq!(words, ["dupont", "10", "h", "30", "apres", "midi"]);
        assert_eq!(tokens.gap(1), ", ");
        assert_eq!(tokens.gap(2), "");
        assert_eq!(&text[tokens.bytes(&(4..6))], "après-midi");
    }

    #[test]
    fn an_accent_of_its_own_stays_with_its_letter() {
        let tokens = Tokens::read("apre\u{300}s-demain");
        assert!(tokens.says(0, "apres demain"));
    }
}
