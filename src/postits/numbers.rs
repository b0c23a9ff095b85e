//! Small numbers, in digits or in words.

use super::tokens::Tokens;

const WORDS: [(&str, u32); 18] = [
    ("un", 1),
    ("une", 1),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("six", 6),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
    ("douze", 12),
    ("quinze", 15),
    ("vingt", 20),
    ("trente", 30),
    ("huitaine", 8),
    ("quinzaine", 15),
];

/// The number at this place.
pub(super) fn number(tokens: &Tokens, at: usize) -> Option<u32> {
    tokens.number(at).or_else(|| {
        let word = tokens.word(at);
        WORDS.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
    })
}
