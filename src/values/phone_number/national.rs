//! The French plan: what `0` and nine digits mean, overseas first (domain.md §1.1, §1.2).

use std::sync::{
    OnceLock,
    atomic::{AtomicU8, Ordering},
};

use phonenumber::Mode;

use super::ReadPhoneError;
use crate::values::french::NBSP;

/// With the country code; shorter numbers exist on a few islands, but a slip is likelier.
const MIN_DIGITS: usize = 7;

/// Reads what follows the national `0` or `+33`, as E.164.
///
/// Overseas numbers are dialled like the others but have country codes of their own, which
/// libphonenumber partly misses.
pub(super) fn read_national(digits: &str) -> Result<String, ReadPhoneError> {
    if digits.starts_with("700") && digits.len() == 13 {
        return Ok(format!("+33{digits}"));
    }
    match digits.len() {
        ..9 => return Err(ReadPhoneError::TooShort),
        9 => {}
        _ => return Err(ReadPhoneError::TooLong),
    }
    if digits.ends_with("00000000") || digits == "123456789" {
        return Err(ReadPhoneError::Placeholder);
    }
    if is_for_fiction(digits) {
        return Ok(format!("+33{digits}"));
    }
    let e164 = overseas(digits).unwrap_or_else(|| format!("+33{digits}"));
    let is_taken = match e164.strip_prefix("+33") {
        Some(digits) => is_in_french_plan(digits),
        None => is_new_overseas_range(&e164) || is_valid(&e164),
    };
    if is_taken { Ok(e164) } else { Err(ReadPhoneError::InvalidPlan) }
}

/// Whether nine digits after `+33` are a number. The plan looks at no more than the first five of them, and
/// libphonenumber at each asking for long: files of an office ask a hundred thousand times.
fn is_in_french_plan(digits: &str) -> bool {
    static BY_FIRST_FIVE: OnceLock<Vec<AtomicU8>> = OnceLock::new();
    const UNKNOWN: u8 = 0;
    const TAKEN: u8 = 1;
    const REFUSED: u8 = 2;
    let known =
        BY_FIRST_FIVE.get_or_init(|| (0..100_000).map(|_| AtomicU8::new(UNKNOWN)).collect());
    let first_five = digits.get(..5).and_then(|digits| digits.parse::<usize>().ok());
    let Some(verdict) = first_five.and_then(|at| known.get(at)) else { return false };
    match verdict.load(Ordering::Relaxed) {
        UNKNOWN => {
            let taken = is_valid(&format!("+33{digits}"));
            verdict.store(if taken { TAKEN } else { REFUSED }, Ordering::Relaxed);
            taken
        }
        verdict => verdict == TAKEN,
    }
}

/// Reads what follows the `+` or `00` of another country, as E.164.
pub(super) fn read_foreign(digits: &str) -> Result<String, ReadPhoneError> {
    match digits.len() {
        ..MIN_DIGITS => return Err(ReadPhoneError::TooShort),
        MIN_DIGITS..=15 => {}
        _ => return Err(ReadPhoneError::TooLong),
    }
    let typed = format!("+{digits}");
    if is_new_overseas_range(&typed) {
        return Ok(typed);
    }
    match phonenumber::parse(None, &typed) {
        Ok(number) if number.is_valid() => {
            let e164 = number.format().mode(Mode::E164).to_string();
            // What does not survive its own reading cannot be compared.
            if e164.len() > MIN_DIGITS && is_valid(&e164) {
                Ok(e164)
            } else {
                Err(ReadPhoneError::InvalidPlan)
            }
        }
        _ => Err(ReadPhoneError::InvalidPlan),
    }
}

/// The one metropolitan mobile range inside Mayotte's 0639, reserved for fiction by the ARCEP.
fn is_for_fiction(digits: &str) -> bool {
    digits.starts_with("63998")
}

fn overseas(digits: &str) -> Option<String> {
    let country = match &digits.as_bytes()[..4] {
        [b'5', b'0', b'8', _] => return Some(format!("+508{}", &digits[3..])),
        [b'7', b'0', b'8', _] => "508",
        [b'2', b'6', b'2' | b'3' | b'9', _]
        | [b'6', b'3', b'9', _]
        | [b'6', b'9', b'2' | b'3', _]
        | [b'7', b'0', b'9', b'2'] => "262",
        [b'7', b'0', b'9', b'3'] => match digits.as_bytes()[4] {
            b'0'..=b'4' => "594",
            _ => "262",
        },
        [b'5', b'9', b'0', _] | [b'6', b'9', b'0' | b'1', _] | [b'7', b'0', b'9', b'0'] => "590",
        [b'5', b'9', b'6', _] | [b'6', b'9', b'6' | b'7', _] | [b'7', b'0', b'9', b'1'] => "596",
        [b'5' | b'6', b'9', b'4', _] => "594",
        _ => return None,
    };
    Some(format!("+{country}{digits}"))
}

/// Mobile ranges of domain.md §1.2 that libphonenumber's tables may miss.
pub(super) fn is_new_overseas_range(e164: &str) -> bool {
    e164.len() == 13
        && matches!(&e164[4..7], "708" | "709")
        && overseas(&e164[4..]).is_some_and(|expected| expected == e164)
}

fn is_valid(e164: &str) -> bool {
    phonenumber::parse(None, e164).is_ok_and(|number| {
        number.is_valid() && number.format().mode(Mode::E164).to_string() == e164
    })
}

/// `639981234` as `06 39 98 12 34`.
pub(super) fn in_pairs(digits: &str) -> String {
    pairs(&format!("0{digits}"))
}

/// `800123456` as `0 800 12 34 56`.
pub(super) fn grouped_for_services(digits: &str) -> String {
    let (head, rest) = digits.split_at(3.min(digits.len()));
    format!("0{NBSP}{head}{NBSP}{}", pairs(rest))
}

fn pairs(digits: &str) -> String {
    let mut shown = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && position % 2 == 0 {
            shown.push_str(NBSP);
        }
        shown.push(digit);
    }
    shown
}

/// As the other country writes it, after its code; the E.164 text where its plan is unknown.
pub(super) fn international(e164: &str) -> String {
    phonenumber::parse(None, e164).map_or_else(
        |_| e164.to_owned(),
        |number| number.format().mode(Mode::International).to_string(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::PhoneNumber, is_in_french_plan, is_valid};

    fn shown(text: &str) -> String {
        PhoneNumber::parse(text).unwrap().national().replace('\u{a0}', " ")
    }

    proptest! {
        #[test]
        fn a_french_number_is_taken_by_its_first_five_digits(digits in "[1-9][0-9]{8}") {
            prop_assert_eq!(is_in_french_plan(&digits), is_valid(&format!("+33{digits}")));
        }
    }

    #[test]
    fn the_plan_looks_at_no_more_than_five_digits() {
        for first in (10_000..100_000).step_by(7) {
            let [low, high] = ["0000", "9999"].map(|rest| is_valid(&format!("+33{first}{rest}")));
            assert_eq!(low, high, "{first}");
        }
    }

    #[test]
    fn a_french_number_is_shown_in_pairs() {
        assert_eq!(shown("+33639981234"), "06 39 98 12 34");
        assert_eq!(
            PhoneNumber::parse("0465711234").unwrap().national(),
            "04\u{a0}65\u{a0}71\u{a0}12\u{a0}34"
        );
        assert_eq!(shown("0800123456"), "0 800 12 34 56");
        assert_eq!(shown("07000123456789"), "07 00 01 23 45 67 89");
    }

    #[test]
    fn other_countries_are_shown_in_their_own_groups() {
        assert_eq!(shown("0041221234567"), "+41 22 123 45 67");
        assert_eq!(shown("0692681234"), "+262 692 68 12 34");
    }

    #[test]
    fn a_range_of_automated_callers_is_flagged() {
        assert!(PhoneNumber::parse("0162123456").unwrap().is_probable_canvassing());
        assert!(PhoneNumber::parse("09 48 12 34 56").unwrap().is_probable_canvassing());
        assert!(!PhoneNumber::parse("04 65 71 12 34").unwrap().is_probable_canvassing());
    }

    #[test]
    fn the_last_nine_digits_find_a_caller_whatever_the_prefix() {
        assert_eq!(
            PhoneNumber::parse("06 39 98 12 34").unwrap().digits_suffix(),
            Some("639981234")
        );
        assert_eq!(PhoneNumber::parse("+352 27 12 34").unwrap().digits_suffix(), Some("352271234"));
        assert_eq!(PhoneNumber::parse("+376 712 345").unwrap().digits_suffix(), Some("376712345"));
    }
}
