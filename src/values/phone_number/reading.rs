//! What a cell of a file, a PBX or a form says about telephone numbers: one, several, or why none.

use super::digits::{mistaken_digit, read_piece};
use super::tidy::{
    from_spreadsheet, is_hidden, tidy, without_dialling_prefix, without_remarks, without_uri,
};
use super::{PhoneKind, PhoneNumber, ReadPhoneError};

/// What [`read_phones`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhoneReading {
    One(ReadPhone),
    /// Two or more different numbers, in the order of the text.
    Many(Vec<ReadPhone>),
    /// An emergency, service or internal number of 2 to 6 digits; it has no E.164.
    Short(String),
    Err(ReadPhoneError),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadPhone {
    pub number: PhoneNumber,
    pub kind: PhoneKind,
    /// What to dial or ask for after the number: `12` in `04 65 71 12 34 poste 12`.
    pub extension: Option<String>,
    pub warnings: Vec<PhoneWarning>,
}

/// What was assumed while reading; a person should look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneWarning {
    /// The zero that a PBX dials to get a line was left out.
    TrunkPrefix,
    /// O was read as 0, l or I as 1.
    Ocr,
    /// Further digits, too few for a number of their own, were left out.
    TrailingDigits,
}

impl PhoneReading {
    /// All complete numbers in it.
    pub fn numbers(self) -> Vec<ReadPhone> {
        match self {
            Self::One(read) => vec![read],
            Self::Many(reads) => reads,
            Self::Short(_) | Self::Err(_) => Vec::new(),
        }
    }
}

/// Reads numbers as people, spreadsheets and PBXs write them, by the algorithm of domain.md §1.5.
pub fn read_phones(raw: &str) -> PhoneReading {
    let text = tidy(raw);
    if text.chars().all(|c| " -./,;:'\"=".contains(c)) {
        return PhoneReading::Err(ReadPhoneError::Empty);
    }
    let text = without_uri(&text);
    if is_hidden(&text) {
        return PhoneReading::Err(ReadPhoneError::Hidden);
    }
    let text = match from_spreadsheet(&text) {
        Some(Ok(digits)) => digits,
        Some(Err(error)) => return PhoneReading::Err(error),
        None => text,
    };
    let text = without_remarks(without_dialling_prefix(&text));
    let pieces = pieces(&text);
    let mut complete: Vec<(usize, ReadPhone)> = Vec::new();
    let mut leftover = false;
    for (position, piece) in pieces.iter().enumerate() {
        match read_piece(piece) {
            Ok(read) if complete.iter().any(|(_, known)| known.number == read.number) => {}
            Ok(read) => complete.push((position, read)),
            Err(_) => leftover |= piece.contains(|c: char| c.is_ascii_digit()),
        }
    }
    if complete.len() > 1 {
        return PhoneReading::Many(complete.into_iter().map(|(_, read)| read).collect());
    }
    // One piece that is all of the text was read already.
    if let ([piece], [(_, read)]) = (pieces.as_slice(), complete.as_slice())
        && *piece == text
    {
        return PhoneReading::One(read.clone());
    }
    let error = match read_piece(&text) {
        Ok(read) => return PhoneReading::One(read),
        Err(error) => error,
    };
    match (complete.pop(), error) {
        (Some((position, mut read)), _) if position == 0 || is_unmistakable(&pieces[position]) => {
            if leftover {
                read.warnings.push(PhoneWarning::TrailingDigits);
            }
            PhoneReading::One(read)
        }
        (_, ReadPhoneError::ShortNumber(digits)) => PhoneReading::Short(digits),
        (_, error) => PhoneReading::Err(error),
    }
}

/// Nine digits without their zero may be the end of something else.
fn is_unmistakable(piece: &str) -> bool {
    piece.trim_start().starts_with(['0', '+'])
}

/// Cuts at separators, at words, before a `+`, and in the middle of twenty digits.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let word = &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())];
        let width = if word.is_empty() { c.len_utf8() } else { word.len() };
        let (token, beyond) = rest.split_at(width);
        rest = beyond;
        if "/;,|&".contains(c) || is_separating_word(word) {
            pieces.push(String::new());
            continue;
        }
        if c == '+' {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(token);
        }
    }
    pieces.retain(|piece| piece.contains(|c: char| c.is_ascii_digit()));
    pieces.into_iter().flat_map(halves).collect()
}

fn is_separating_word(word: &str) -> bool {
    let part_of_number = word.chars().all(|c| mistaken_digit(c).is_some());
    word.chars().nth(1).is_some()
        && !part_of_number
        && !["poste", "ext", "extension"].contains(&word.to_lowercase().as_str())
}

/// `06 39 98 12 34 04 65 71 12 34` is two numbers with only a space between them.
fn halves(piece: String) -> Vec<String> {
    let digits: Vec<(usize, char)> =
        piece.char_indices().filter(|(_, c)| c.is_ascii_digit()).collect();
    if digits.len() == 20 && digits[0].1 == '0' && digits[10].1 == '0' {
        let (first, second) = piece.split_at(digits[10].0);
        return vec![first.to_owned(), second.to_owned()];
    }
    vec![piece]
}
