//! From what people, spreadsheets and PBXs write to plain text with ASCII digits (domain.md §1.5, steps 1 to 9).

use unicode_normalization::UnicodeNormalization;

use super::ReadPhoneError;
use crate::values::text;

/// ASCII digits, spaces and hyphens in place of their look-alikes; line breaks become `;`.
pub(super) fn tidy(raw: &str) -> String {
    raw.chars()
        .filter(|&c| !text::is_invisible(c))
        .map(|c| match c {
            '\n' | '\r' => ';',
            c if text::is_dash(c) => '-',
            '·' | '•' | '‧' | '∙' | '_' => '-',
            c => c,
        })
        .nfkc()
        .map(|c| if c.is_whitespace() { ' ' } else { ascii_digit(c).unwrap_or(c) })
        .collect::<String>()
        .replace(";ext=", " ext ")
        .trim()
        .to_owned()
}

/// The digits of the scripts met in contact lists of phones.
fn ascii_digit(c: char) -> Option<char> {
    const ZEROS: [u32; 5] = [0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50];
    let code = u32::from(c);
    let zero = ZEROS.into_iter().find(|zero| (*zero..zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// The user's part of `sip:`, `sips:` or `tel:` and of `user@host`; any other text as it is.
pub(super) fn without_uri(text: &str) -> String {
    // Same length as the text, so that positions hold.
    let lower = text.to_ascii_lowercase();
    let scheme = ["sips:", "sip:", "tel:", "callto:"]
        .into_iter()
        .find_map(|scheme| lower.find(scheme).map(|at| at + scheme.len()));
    let rest = &text[scheme.unwrap_or(0)..];
    let user = match rest.split_once('@') {
        Some((user, _))
            if scheme.is_some() || !user.contains(|c: char| !"0123456789+-.".contains(c)) =>
        {
            user
        }
        _ => rest,
    };
    if scheme.is_none() {
        return user.to_owned();
    }
    let user = user.split('>').next().unwrap_or(user);
    let parts: Vec<&str> = user.split(';').filter(|part| !part.contains('=')).collect();
    parts.join(";").replace("%2B", "+").replace("%2b", "+")
}

/// What PBXs and people write for a caller who hides.
pub(super) fn is_hidden(text: &str) -> bool {
    const WORDS: [&str; 22] = [
        "anonymous",
        "anonyme",
        "appel masque",
        "blocked",
        "cache",
        "hidden",
        "inconnu",
        "masque",
        "no caller id",
        "non communique",
        "number withheld",
        "numero cache",
        "numero inconnu",
        "numero masque",
        "numero prive",
        "prive",
        "private",
        "private number",
        "restricted",
        "unavailable",
        "unknown",
        "withheld",
    ];
    let folded = text::fold(text);
    WORDS.contains(&folded.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// The digits of a number that a spreadsheet turned into a float; `None` where it did not.
pub(super) fn from_spreadsheet(text: &str) -> Option<Result<String, ReadPhoneError>> {
    let text = text.trim_matches(['"', '=', '\'', ' ']);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            (mantissa, Some(exponent.strip_prefix('+').unwrap_or(exponent)))
        }
        None => (text, None),
    };
    let (whole, decimals) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    if whole.is_empty() || !is_digits(whole) || !is_digits(decimals) {
        return None;
    }
    let Some(exponent) = exponent else {
        let is_float =
            whole.len() >= 9 && !decimals.is_empty() && decimals.bytes().all(|b| b == b'0');
        return is_float.then(|| Ok(whole.to_owned()));
    };
    let exponent: usize = exponent.parse().ok()?;
    if whole.len() != 1 || decimals.len() > exponent {
        return None;
    }
    Some(if decimals.len() == exponent {
        Ok(format!("{whole}{decimals}"))
    } else {
        Err(ReadPhoneError::ExcelTruncated)
    })
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// Without what hides the caller or leaves the PBX: `*31#`, `#31#`, `3651`, `0,`.
pub(super) fn without_dialling_prefix(text: &str) -> &str {
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix("*31#").or_else(|| text.strip_prefix("#31#")) {
        return rest;
    }
    let national = |rest: &str| rest.trim_start().starts_with(['0', '+']);
    let long = |rest: &str| rest.bytes().filter(u8::is_ascii_digit).count() >= 10;
    ["3651", "0,"]
        .into_iter()
        .find_map(|prefix| text.strip_prefix(prefix).filter(|rest| national(rest) && long(rest)))
        .unwrap_or(text)
}

/// Without `(0)` and without remarks such as `(Mme)`; `(poste 12)` loses only its parentheses.
pub(super) fn without_remarks(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('(') {
        kept.push_str(before);
        let Some((inside, beyond)) = after.split_once(')') else {
            rest = after;
            continue;
        };
        let lower = inside.trim().to_lowercase();
        if lower.starts_with("poste") || lower.starts_with("ext") {
            kept.extend([" ", inside]);
        } else if lower != "0" && !lower.contains(char::is_alphabetic) {
            kept.extend([" ", inside, " "]);
        } else if lower != "0" {
            kept.push(' ');
        }
        rest = beyond;
    }
    kept.push_str(rest);
    kept
}

/// Cuts `poste 12`, `ext 12` or `x12` off the end of a number.
pub(super) fn split_extension(text: &str) -> (&str, Option<&str>) {
    let lower = text.to_ascii_lowercase();
    for word in ["poste", "extension", "ext", "x"] {
        let Some(at) = lower.rfind(word) else { continue };
        let extension = text[at + word.len()..].trim_matches([' ', '.', ':', '=', '-']);
        let digits_before = text[..at].bytes().filter(u8::is_ascii_digit).count();
        if (1..=6).contains(&extension.len()) && is_digits(extension) && digits_before >= 6 {
            return (&text[..at], Some(extension));
        }
    }
    (text, None)
}
