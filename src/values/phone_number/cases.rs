//! The cases of domain.md §1.6, and what must hold for any text.

use proptest::prelude::*;

use super::*;

const CASES: &str = include_str!("../../../tests/data/phone_cases.tsv");

#[test]
fn every_way_of_writing_a_number_reads_as_specified() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in CASES.lines().skip(1) {
        let mut columns = line.split('\t');
        let (Some(raw), Some(expected)) = (columns.next(), columns.next()) else {
            panic!("{line:?} has no columns")
        };
        let found = summary(&read_phones(&unescape(raw)));
        if found != expected {
            wrong.push(format!("{raw:?}: {found}, not {expected}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 106, "only {count} cases");
}

fn unescape(raw: &str) -> String {
    let mut parts = raw.split("\\u");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_at(4);
        text.extend(char::from_u32(u32::from_str_radix(code, 16).unwrap()));
        text.push_str(rest);
    }
    text
}

fn summary(reading: &PhoneReading) -> String {
    match reading {
        PhoneReading::One(read) => {
            let extension = read.extension.iter().map(|extension| format!(" ext={extension}"));
            let warnings = read.warnings.iter().map(|warning| match warning {
                PhoneWarning::TrunkPrefix => " +warn:trunk_prefix".to_owned(),
                PhoneWarning::Ocr => " +warn:ocr".to_owned(),
                PhoneWarning::TrailingDigits => " +warn:trailing_digits".to_owned(),
            });
            let remarks: String = extension.chain(warnings).collect();
            format!("{} {}{remarks}", read.number, read.kind.as_str())
        }
        PhoneReading::Many(reads) => {
            reads.iter().fold("MULTI".to_owned(), |text, read| text + " " + read.number.as_str())
        }
        PhoneReading::Short(digits) => format!("SHORT {digits}"),
        PhoneReading::Err(error) => format!("ERR {}", error.code()),
    }
}

#[test]
fn letters_are_never_read_as_the_keys_of_a_telephone() {
    for text in ["06 7a 82 99 16", "06 ab 82 99 16", "06 39 98 1z 34"] {
        assert_eq!(PhoneNumber::parse(text), Err(ReadPhoneError::NotANumber), "{text}");
    }
    assert!(PhoneNumber::parse("0800 FLOWERS").is_err());
}

#[test]
fn labels_around_numbers_are_left_out() {
    for text in [
        "Tel0639981234",
        "M. Dupont 06 39 98 12 34",
        "06 39 98 12 34 bureau",
        "n° 06 39 98 12 34",
        "☎ 06 39 98 12 34",
        "06,39,98,12,34",
        "06 39 98 12 34 / 06.39.98.12.34",
        "0639981234@192.0.2.1",
        "sip:%2B33639981234@host.example;user=phone",
        "+33 (0) 6-39-98-12-34",
    ] {
        assert_eq!(
            PhoneNumber::parse(text).map(String::from),
            Ok("+33639981234".to_owned()),
            "{text}"
        );
    }
}

#[test]
fn two_numbers_are_found_with_whatever_between_them() {
    for text in [
        "06 39 98 12 34 04 65 71 12 34",
        "0639981234 - 0465711234",
        "06 39 98 12 34 (Mme) 04 65 71 12 34 (M.)",
        "Port. 06 39 98 12 34 Dom. 04 65 71 12 34",
        "06 39 98 12 34\n04 65 71 12 34",
        "+33639981234+33465711234",
    ] {
        let found: Vec<String> =
            read_phones(text).numbers().into_iter().map(|read| read.number.into()).collect();
        assert_eq!(found, ["+33639981234", "+33465711234"], "{text}");
        assert_eq!(PhoneNumber::parse(text), Err(ReadPhoneError::SeveralNumbers), "{text}");
    }
}

#[test]
fn digits_that_would_be_lost_are_asked_about_in_a_form() {
    assert_eq!(PhoneNumber::parse("06 39 98 12 34 / 79"), Err(ReadPhoneError::SeveralNumbers));
    assert_eq!(PhoneNumber::parse("06 / 12 34 56 789"), Err(ReadPhoneError::TooLong));
    assert_eq!(PhoneNumber::parse("3103"), Err(ReadPhoneError::ShortNumber("3103".to_owned())));
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in any::<String>()) {
        let _ = read_phones(&text);
    }

    #[test]
    fn a_number_that_was_read_reads_as_itself(text in "(\\+|00|0)?[0-9 ./()+OolxeE,;-]{2,24}( poste 1)?") {
        for read in read_phones(&text).numbers() {
            let again = PhoneNumber::parse(read.number.as_str());
            prop_assert_eq!(again.as_ref(), Ok(&read.number), "{}", &text);
            let shown = PhoneNumber::parse(&read.number.national());
            prop_assert_eq!(shown.as_ref(), Ok(&read.number), "{}", &text);
        }
    }

    #[test]
    fn a_french_number_reads_as_itself(digits in "(0|\\+33|0033)([1-9][0-9]{8}|70[0-9]{7,11})") {
        if let Ok(number) = PhoneNumber::parse(&digits) {
            prop_assert_eq!(PhoneNumber::parse(number.as_str()), Ok(number.clone()));
            prop_assert_eq!(PhoneNumber::parse(&number.national()), Ok(number));
        }
    }

    #[test]
    fn a_foreign_number_reads_as_itself(digits in "[1-9][0-9]{6,14}") {
        if let Ok(number) = PhoneNumber::parse(&format!("+{digits}")) {
            prop_assert_eq!(PhoneNumber::parse(number.as_str()), Ok(number.clone()));
            prop_assert_eq!(PhoneNumber::parse(&number.national()), Ok(number));
        }
    }
}
