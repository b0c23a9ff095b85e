//! From one tidy piece of text to one number (domain.md §1.5, steps 10 to 14).

use super::national::{read_foreign, read_national};
use super::reading::PhoneWarning;
use super::tidy::split_extension;
use super::{PhoneNumber, ReadPhone, ReadPhoneError};

/// Reads a piece that should hold one number, with labels before and after it at most.
pub(super) fn read_piece(piece: &str) -> Result<ReadPhone, ReadPhoneError> {
    let (body, extension) = split_extension(piece);
    let core = without_labels(body);
    if core.is_empty() {
        return Err(ReadPhoneError::NotANumber);
    }
    let (dialled, mistaken_letters) = dialled(core)?;
    let (e164, trunk_prefix) = resolve(&dialled)?;
    let mut warnings = Vec::new();
    if mistaken_letters {
        warnings.push(PhoneWarning::Ocr);
    }
    if trunk_prefix {
        warnings.push(PhoneWarning::TrunkPrefix);
    }
    let number = PhoneNumber(e164);
    let kind = number.kind();
    Ok(ReadPhone { number, kind, extension: extension.map(str::to_owned), warnings })
}

/// From the first digit or `+` to the last digit, with letters glued to them that may be digits.
fn without_labels(text: &str) -> &str {
    let Some(first) = text.find(|c: char| c.is_ascii_digit() || c == '+') else { return "" };
    let last = text.rfind(|c: char| c.is_ascii_digit()).map_or(first, |at| at + 1).max(first);
    let before = &text[..first];
    let glued_before = before.len() - before.trim_end_matches(char::is_alphabetic).len();
    let after = &text[last..];
    let glued_after = after.len() - after.trim_start_matches(char::is_alphabetic).len();
    let start = first - mistaken_len(&before[before.len() - glued_before..]);
    let end = last + mistaken_len(&after[..glued_after]);
    &text[start..end]
}

fn mistaken_len(run: &str) -> usize {
    if run.chars().all(|c| mistaken_digit(c).is_some()) { run.len() } else { 0 }
}

/// Letters that are written or scanned for digits.
pub(super) fn mistaken_digit(c: char) -> Option<char> {
    match c {
        'O' | 'o' => Some('0'),
        'l' | 'I' => Some('1'),
        _ => None,
    }
}

/// The digits, after a `+` if there is one; and whether letters were taken for digits.
///
/// libphonenumber would read the other letters as keys of a telephone, and we would text a stranger.
fn dialled(core: &str) -> Result<(String, bool), ReadPhoneError> {
    let mut dialled = String::new();
    let mut mistaken = false;
    for (at, c) in core.char_indices() {
        match c {
            '0'..='9' => dialled.push(c),
            '+' if at == 0 => dialled.push(c),
            ' ' | '.' | '-' | '/' | ',' | ';' | '|' | '(' | ')' | ':' | '\'' => {}
            c => {
                dialled.push(mistaken_digit(c).ok_or(ReadPhoneError::NotANumber)?);
                mistaken = true;
            }
        }
    }
    Ok((dialled, mistaken))
}

/// E.164; and whether the zero of a PBX was left out.
fn resolve(dialled: &str) -> Result<(String, bool), ReadPhoneError> {
    let typed_plus = dialled.strip_prefix('+');
    let digits = typed_plus.unwrap_or(dialled);
    let mut each = digits.bytes();
    if digits.len() >= 6 && each.next().is_some_and(|first| each.all(|next| next == first)) {
        return Err(ReadPhoneError::Placeholder);
    }
    match typed_plus {
        Some(digits) if !digits.starts_with('0') => {
            read_international(digits).map(|e164| (e164, false))
        }
        _ => resolve_local(digits),
    }
}

fn resolve_local(digits: &str) -> Result<(String, bool), ReadPhoneError> {
    if let Some(abroad) = digits.strip_prefix("00") {
        let read = read_international(abroad);
        return match read {
            Err(_) if abroad.len() == 9 => read_national(abroad).map(|e164| (e164, true)),
            read => read.map(|e164| (e164, false)),
        };
    }
    let e164 = match (digits.strip_prefix('0'), digits.strip_prefix("33")) {
        (Some(national), _) => read_national(national),
        (None, _) if (2..=6).contains(&digits.len()) => {
            Err(ReadPhoneError::ShortNumber(digits.to_owned()))
        }
        (None, _) if digits.len() == 9 => read_national(digits),
        (None, Some(national)) => read_after_33(national),
        (None, None) => match digits.len() {
            ..=9 => Err(ReadPhoneError::TooShort),
            10 => Err(ReadPhoneError::InvalidPlan),
            _ => Err(ReadPhoneError::TooLong),
        },
    };
    e164.map(|e164| (e164, false))
}

fn read_international(digits: &str) -> Result<String, ReadPhoneError> {
    match digits.strip_prefix("33") {
        Some(national) => read_after_33(national),
        None => read_foreign(digits),
    }
}

/// The national zero is often kept after the country code.
fn read_after_33(national: &str) -> Result<String, ReadPhoneError> {
    read_national(national.strip_prefix('0').unwrap_or(national))
}
