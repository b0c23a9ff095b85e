//! Two addresses side by side, part by part: never compare whole addresses as text (domain.md §2.5).

use super::{
    record::Place,
    sounds::{Nearness, nearness},
    words::Words,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlaceLevel {
    /// Number and street, and nothing against the commune.
    Same,
    /// The same number, a slip in the street.
    Close,
    /// 12 and 12 bis.
    NextDoor,
    /// The same street of the same commune.
    Street,
    /// Only the commune can be compared.
    Commune,
    OtherCommune,
    Different,
    Missing,
}

impl PlaceLevel {
    pub(super) fn is_home(self) -> bool {
        matches!(self, Self::Same | Self::Close)
    }

    pub(super) fn is_elsewhere(self) -> bool {
        matches!(self, Self::NextDoor | Self::Street | Self::OtherCommune | Self::Different)
    }
}

pub(super) fn compare_places(a: &Place, b: &Place, words: &Words) -> PlaceLevel {
    let commune = match (a.commune, b.commune) {
        (Some(one), Some(other)) => Some(one == other || is_slip(one, other, words)),
        _ => match (a.postcode, b.postcode) {
            // A postcode serves many communes: another one says something, the same one little.
            (Some(one), Some(other)) if one == other => Some(true),
            _ => None,
        },
    };
    let (Some(street), Some(other_street)) = (a.street, b.street) else {
        return match commune {
            Some(true) => PlaceLevel::Commune,
            Some(false) => PlaceLevel::OtherCommune,
            None => PlaceLevel::Missing,
        };
    };
    if commune == Some(false) {
        return PlaceLevel::OtherCommune;
    }
    if street == other_street {
        return match (a.number, b.number) {
            (one, other) if one == other => PlaceLevel::Same,
            (Some(one), Some(other)) if digits(words.text(one)) == digits(words.text(other)) => {
                PlaceLevel::NextDoor
            }
            (None, _) | (_, None) => PlaceLevel::Commune,
            _ if commune == Some(true) => PlaceLevel::Street,
            _ => PlaceLevel::Different,
        };
    }
    if a.number == b.number
        && a.number.is_some()
        && is_same_street_misspelt(words.text(street), words.text(other_street))
    {
        return PlaceLevel::Close;
    }
    PlaceLevel::Different
}

fn is_slip(one: super::words::Word, other: super::words::Word, words: &Words) -> bool {
    nearness(words.text(one), words.text(other)) == Nearness::Close
}

fn digits(number: &str) -> &str {
    number.trim_end_matches(|c: char| !c.is_ascii_digit())
}

/// One word is misspelt, or the type of street is missing on one side.
fn is_same_street_misspelt(one: &str, other: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) =
        (one.split(' ').collect(), other.split(' ').collect());
    if one.len() == other.len() {
        let mut slips = one.iter().zip(&other).filter(|(a, b)| a != b);
        return slips.clone().count() == 1 && slips.all(|(a, b)| nearness(a, b) <= Nearness::Close);
    }
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    long.len() == short.len() + 1 && long[1..] == short[..]
}
