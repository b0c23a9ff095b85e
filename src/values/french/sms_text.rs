//! What a short message costs, and how to write it in the cheap alphabet (GSM 03.38; domain.md §6.6).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::values::text::{is_dash, is_invisible};

const ALPHABET: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Each costs two septets: an escape comes before it.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The same text in the GSM alphabet, so that one `ë` does not triple the price of a message.
///
/// Letters lose only the accents that GSM lacks; emoji are left out; other scripts become `?`.
pub fn gsm_text(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.nfc() {
        match c {
            c if septets(c).is_some() => written.push(c),
            '«' | '»' | '“' | '”' | '„' => written.push('"'),
            '’' | '‘' | '`' | '´' | '′' | 'ʼ' => written.push('\''),
            '·' | '•' => written.push('-'),
            '°' => written.push('o'),
            'œ' => written.push_str("oe"),
            'Œ' => written.push_str("OE"),
            c if is_dash(c) => written.push('-'),
            c if c.is_whitespace() => written.push(' '),
            c if is_invisible(c) || c.is_control() || is_combining_mark(c) => {}
            c => push_nearest(&mut written, c),
        }
    }
    written
}

fn push_nearest(written: &mut String, c: char) {
    let before = written.len();
    for part in std::iter::once(c).nfkd().filter(|part| !is_combining_mark(*part)) {
        if septets(part).is_some() {
            written.push(part);
        } else if is_dash(part) {
            written.push('-');
        } else if part.is_whitespace() {
            written.push(' ');
        } else if part == '⁄' {
            written.push('/');
        }
    }
    if written.len() == before && c.is_alphabetic() {
        written.push('?');
    }
}

/// Parts that a message is sent and paid in: 160 septets, or 153 a part; 70 UTF-16 units, or 67 a
/// part, where one letter is outside the GSM alphabet. None for no text.
pub fn sms_segments(text: &str) -> usize {
    match text.chars().map(septets).collect::<Option<Vec<usize>>>() {
        Some(costs) => parts(&costs, 160, 153),
        None => parts(&text.chars().map(char::len_utf16).collect::<Vec<usize>>(), 70, 67),
    }
}

/// Fills parts without cutting an escape or surrogate pair.
fn parts(costs: &[usize], single: usize, each: usize) -> usize {
    let total: usize = costs.iter().sum();
    if total <= single {
        return usize::from(total > 0);
    }
    let mut parts = 1;
    let mut filled = 0;
    for cost in costs {
        if filled + cost > each {
            parts += 1;
            filled = 0;
        }
        filled += cost;
    }
    parts
}

fn septets(c: char) -> Option<usize> {
    if ALPHABET.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_are_counted_as_operators_do() {
        for (unit, times, parts) in [
            ("a", 160, 1),
            ("a", 161, 2),
            ("a", 306, 2),
            ("a", 307, 3),
            ("é", 160, 1),
            ("ê", 70, 1),
            ("ê", 71, 2),
            ("ê", 134, 2),
            ("ê", 135, 3),
            ("€", 80, 1),
            ("€", 81, 2),
            ("😀", 35, 1),
            ("😀", 36, 2),
            ("a", 0, 0),
        ] {
            assert_eq!(sms_segments(&unit.repeat(times)), parts, "{times} × {unit}");
        }
    }

    #[test]
    fn the_alphabet_has_127_characters_beside_the_escape() {
        assert_eq!(ALPHABET.chars().count(), 127);
        assert!("çâêëîïôœûÀÂÈÊ’«…\u{a0}\u{202f}`".chars().all(|c| septets(c).is_none()));
    }

    #[test]
    fn accents_that_cost_two_more_parts_are_left_out() {
        let text = "Duret Électricité : votre RDV est confirmé le mardi 24/11/2026 à 14h00 avec Gaëtan. \
            Répondez OUI pour confirmer ou NON pour annuler ce RDV.";
        assert_eq!(sms_segments(text), 3);
        assert_eq!(sms_segments(&gsm_text(text)), 1);
        assert!(gsm_text(text).contains("avec Gaetan. Répondez"));
    }

    #[test]
    fn typography_becomes_what_a_telephone_of_1990_shows() {
        assert_eq!(
            gsm_text("« Ça ira… » — l’œil, 14\u{a0}h\u{202f}30, n° 3²"),
            "\" Ça ira... \" - l'oeil, 14 h 30, no 32"
        );
        assert_eq!(gsm_text("à é è ù É 12 €"), "à é è ù É 12 €");
        assert_eq!(gsm_text("À Ê Ù Œ ç"), "A E U OE c");
        assert_eq!(gsm_text("ok 👍"), "ok ");
        assert_eq!(gsm_text("Иван"), "????");
    }

    proptest! {
        #[test]
        fn what_was_written_for_gsm_is_gsm(text in any::<String>()) {
            prop_assert!(gsm_text(&text).chars().all(|c| septets(c).is_some()));
        }
    }
}
