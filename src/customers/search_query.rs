//! What was typed in the search box, understood.

use crate::values::{PhoneNumber, PhoneReading, read_phones, text};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Query {
    Nothing,
    /// The number of a request, a quote, a worksite or another program's client, or its beginning; upper case.
    Code {
        prefix: String,
        words: Words,
    },
    Digits(Digits),
    /// Folded.
    Email(String),
    Words(Words),
}

/// A telephone number or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digits {
    /// The whole number, if it is one.
    pub(super) exact: Option<PhoneNumber>,
    /// What follows the 0 or +33 at its beginning.
    pub(super) national: Option<String>,
    pub(super) part: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// Folded.
    pub(super) text: String,
    /// Letters and digits only, longest first.
    pub(super) words: Vec<String>,
}

impl Query {
    pub(super) fn read(typed: &str) -> Self {
        let folded = text::fold(&typed.chars().take(200).collect::<String>());
        if let Some(prefix) = code(&folded) {
            return Self::Code { prefix, words: Words::read(&folded) };
        }
        if let Some(digits) = Digits::read(&folded) {
            return Self::Digits(digits);
        }
        if folded.contains('@') {
            return Self::Email(folded);
        }
        let words = Words::read(&folded);
        if words.words.is_empty() { Self::Nothing } else { Self::Words(words) }
    }
}

/// `sav 2611 41` is `SAV-2611-041`; `sav 26` and `de00012` are beginnings.
fn code(folded: &str) -> Option<String> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    if let Some(rest) = folded.strip_prefix("sav") {
        let rest = rest.trim_start();
        return match rest.split_once(' ') {
            Some((month, number)) if month.len() == 4 && is_number(month) && is_number(number) => {
                Some(format!("SAV-{month}-{number:0>3}"))
            }
            None if is_number(rest) => Some(format!("SAV-{rest}")),
            _ => None,
        };
    }
    let letters = folded.len() - folded.trim_start_matches(|c: char| c.is_ascii_lowercase()).len();
    let (letters, digits) = folded.split_at(letters);
    let digits = digits.trim_start();
    ((1..=4).contains(&letters.len()) && digits.len() >= 2 && is_number(digits))
        .then(|| format!("{letters}{digits}").to_uppercase())
}

impl Digits {
    /// Four digits at least, written as one writes numbers; or a text in which one whole number stands.
    fn read(folded: &str) -> Option<Self> {
        let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
        let exact = match read_phones(folded) {
            PhoneReading::One(read) => Some(read.number),
            _ => None,
        };
        let is_written_like_a_number =
            folded.chars().all(|c| c.is_ascii_digit() || " +.-/()".contains(c));
        if exact.is_none() && (digits.len() < 4 || !is_written_like_a_number) {
            return None;
        }
        let international = digits
            .strip_prefix("00")
            .or_else(|| folded.starts_with('+').then_some(digits.as_str()));
        let national = match international {
            Some(digits) => {
                digits.strip_prefix("33").map(|rest| rest.strip_prefix('0').unwrap_or(rest))
            }
            None => digits.strip_prefix('0'),
        };
        let national = national.filter(|national| !national.is_empty()).map(str::to_owned);
        Some(Self { exact, national, part: digits })
    }
}

/// In nearly every address: they are read, but not looked up.
const IN_EVERY_ADDRESS: [&str; 16] = [
    "rue",
    "avenue",
    "av",
    "route",
    "chemin",
    "place",
    "allee",
    "impasse",
    "boulevard",
    "de",
    "du",
    "des",
    "la",
    "le",
    "les",
    "et",
];

/// Abbreviations that are not the beginning of what they stand for (domain.md §2.1).
const ABBREVIATIONS: [(&str, &str); 6] = [
    ("bd", "boulevard"),
    ("bld", "boulevard"),
    ("blvd", "boulevard"),
    ("rte", "route"),
    ("st", "saint"),
    ("ste", "sainte"),
];

impl Words {
    pub(super) fn read(text: &str) -> Self {
        let text = text::fold(text);
        let mut words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(8)
            .map(|word| {
                let whole = ABBREVIATIONS.iter().find(|(short, _)| *short == word);
                whole.map_or(word, |(_, whole)| *whole).to_owned()
            })
            .collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        words.dedup();
        Self { text, words }
    }

    /// Those that tell an address from others; all where none does.
    pub(super) fn telling(&self) -> Vec<usize> {
        let telling: Vec<usize> = (0..self.words.len())
            .filter(|&at| !IN_EVERY_ADDRESS.contains(&self.words[at].as_str()))
            .collect();
        if telling.is_empty() { (0..self.words.len()).collect() } else { telling }
    }

    /// For each word the last text that it may begin: a number begins nothing but itself.
    pub(super) fn bounds(&self) -> Vec<String> {
        self.words
            .iter()
            .map(|word| if is_number(word) { word.clone() } else { upper_bound(word) })
            .collect()
    }

    /// Regular expressions: each word begins one, and each number is one.
    pub(super) fn beginnings(&self) -> Vec<String> {
        self.words
            .iter()
            .map(|word| format!("\\m{word}{}", if is_number(word) { "\\M" } else { "" }))
            .collect()
    }
}

/// A house number or a postcode.
pub(super) fn is_number(word: &str) -> bool {
    word.bytes().all(|c| c.is_ascii_digit())
}

/// The smallest text, byte by byte, after all that begin with `prefix`.
pub(super) fn upper_bound(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(typed: &str) -> (bool, Option<String>, String) {
        match Query::read(typed) {
            Query::Digits(digits) => (digits.exact.is_some(), digits.national, digits.part),
            other => panic!("{typed:?} is read as {other:?}"),
        }
    }

    fn code(typed: &str) -> String {
        match Query::read(typed) {
            Query::Code { prefix, .. } => prefix,
            other => panic!("{typed:?} is read as {other:?}"),
        }
    }

    #[test]
    fn what_is_typed_is_understood() {
        assert_eq!(Query::read("  "), Query::Nothing);
        assert_eq!(Query::read("Pierre@Mail.example"), Query::Email("pierre@mail.example".into()));
        assert_eq!(digits("06 39 98"), (false, Some("63998".into()), "063998".into()));
        assert_eq!(digits("+33 6 39 98"), (false, Some("63998".into()), "3363998".into()));
        assert_eq!(digits("1234"), (false, None, "1234".into()));
        assert!(digits("00 33 6.39.98.12.34").0);
        assert!(digits("tél : 0639981234").0);
        let Query::Words(words) = Query::read("12 bd de l’Église") else { panic!() };
        assert_eq!(words.words, ["boulevard", "eglise", "12", "de", "l"]);
        assert_eq!(words.telling(), [1, 2, 4]);
    }

    #[test]
    fn numbers_of_requests_and_of_other_programs_are_understood() {
        assert_eq!(code("SAV-2611-041"), "SAV-2611-041");
        assert_eq!(code("sav 2611 41"), "SAV-2611-041");
        assert_eq!(code("SAV-2611"), "SAV-2611");
        assert_eq!(code("de00012"), "DE00012");
        assert_eq!(code("CLI 0004"), "CLI0004");
        assert!(matches!(Query::read("savoie"), Query::Words(_)));
        assert!(matches!(Query::read("rue 12 mairie"), Query::Words(_)));
    }
}
