//! An address out of one line of text.

use super::PostalAddress;
use super::street::names_a_street;
use crate::values::text;

pub(super) fn read(text: &str) -> PostalAddress {
    let text = text::strip_line(&text.replace(['\n', '\r'], ", "));
    match postcode_at(&text) {
        Some((start, end)) => {
            let before =
                parts(text[..start].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.'));
            let after = parts(&text[end..]);
            around_postcode(before, &text[end - 5..end], after)
        }
        None => without_postcode(parts(&text)),
    }
}

/// The last word of five digits, with `F-` or `FR-` before it taken along.
fn postcode_at(text: &str) -> Option<(usize, usize)> {
    let mut found = None;
    let mut start = 0;
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let digits = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        if digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit()) {
            let country = ["FR-", "F-"].into_iter().find(|prefix| text[..start].ends_with(prefix));
            found = Some((start - country.map_or(0, str::len), start + 5));
        }
        start += word.len();
    }
    found
}

fn around_postcode(
    mut before: Vec<String>,
    postcode: &str,
    mut after: Vec<String>,
) -> PostalAddress {
    let city = if !after.is_empty() {
        Some(after.remove(0))
    } else if before.len() > 1 {
        before.pop()
    } else {
        None
    };
    before.extend(after);
    let (street, complement) = street_and_complement(before);
    PostalAddress { street, complement, postcode: Some(postcode.to_owned()), city }
}

fn without_postcode(mut parts: Vec<String>) -> PostalAddress {
    let is_town =
        |part: &String| !part.contains(|c: char| c.is_ascii_digit()) && !names_a_street(part);
    let city =
        if parts.len() > 1 && parts.last().is_some_and(is_town) { parts.pop() } else { None };
    let (street, complement) = street_and_complement(parts);
    PostalAddress { street, complement, postcode: None, city }
}

/// The first part with a number and a street, or with a street, or the first; and all the others.
fn street_and_complement(mut parts: Vec<String>) -> (String, Option<String>) {
    let numbered =
        |part: &String| part.starts_with(|c: char| c.is_ascii_digit()) && names_a_street(part);
    let street = parts
        .iter()
        .position(numbered)
        .or_else(|| parts.iter().position(|part| names_a_street(part)));
    let street = if parts.is_empty() { String::new() } else { parts.remove(street.unwrap_or(0)) };
    (street, Some(parts.join(", ")).filter(|complement| !complement.is_empty()))
}

/// Between commas; a house number alone (`40, R du Semnoz`) belongs to what follows, `France` to nothing.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut number = None;
    for part in text.split(',') {
        let part = part.trim().trim_end_matches([' ', '-']).trim_start_matches(['-', ')', ' ']);
        if part.is_empty() || text::fold(part) == "france" {
            continue;
        }
        if is_house_number(part) {
            number = Some(part);
            continue;
        }
        parts.push(
            number.take().map_or_else(|| part.to_owned(), |number| format!("{number} {part}")),
        );
    }
    parts.extend(number.map(str::to_owned));
    parts
}

fn is_house_number(part: &str) -> bool {
    let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
    (1..=4).contains(&(part.len() - rest.len()))
        && matches!(
            rest.trim().to_ascii_lowercase().as_str(),
            "" | "a" | "b" | "c" | "d" | "bis" | "ter" | "quater" | "quinquies"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(text: &str) -> (String, Option<String>, Option<String>, Option<String>) {
        let PostalAddress { street, complement, postcode, city } = read(text);
        (street, complement, postcode, city)
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned()).filter(|text| !text.is_empty())
    }

    #[test]
    fn street_postcode_and_town_are_told_apart() {
        for (text, street, complement, postcode, city) in [
            ("12 rue de la Mairie, 74000 Annecy", "12 rue de la Mairie", "", "74000", "Annecy"),
            ("12 Rue Mairie 74000 Annecy", "12 Rue Mairie", "", "74000", "Annecy"),
            ("116 RUE DE CHAMBERY, MEGEVETTE", "116 RUE DE CHAMBERY", "", "", "MEGEVETTE"),
            (
                "40, R du Semnoz, 74000 ANNECY CEDEX 9",
                "40 R du Semnoz",
                "",
                "74000",
                "ANNECY CEDEX 9",
            ),
            ("165 bis, r. d'Albigny, 74200 Thonon", "165 bis r. d'Albigny", "", "74200", "Thonon"),
            (
                "12 rue Carnot, Bât. B, 74000 Annecy, France",
                "12 rue Carnot",
                "Bât. B",
                "74000",
                "Annecy",
            ),
            (
                "Rés. Les Cimes, 12 rue Carnot, 74000 Annecy",
                "12 rue Carnot",
                "Rés. Les Cimes",
                "74000",
                "Annecy",
            ),
            ("12 rue Carnot, Annecy 74000", "12 rue Carnot", "", "74000", "Annecy"),
            ("12 rue Carnot - 74000 Annecy", "12 rue Carnot", "", "74000", "Annecy"),
            ("12 rue Carnot, Annecy (74000)", "12 rue Carnot", "", "74000", "Annecy"),
            ("12 rue Carnot F-74000 Annecy", "12 rue Carnot", "", "74000", "Annecy"),
            ("12 rue Carnot\n74000 Annecy", "12 rue Carnot", "", "74000", "Annecy"),
            ("74000 Annecy", "", "", "74000", "Annecy"),
            ("12 rue Carnot", "12 rue Carnot", "", "", ""),
            ("12 rue Carnot, appt 4", "12 rue Carnot", "appt 4", "", ""),
            ("Le Bourg, Alex", "Le Bourg", "", "", "Alex"),
            ("", "", "", "", ""),
        ] {
            let expected = (street.to_owned(), some(complement), some(postcode), some(city));
            assert_eq!(read_as(text), expected, "{text}");
        }
    }
}
