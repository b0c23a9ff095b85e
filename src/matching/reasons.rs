//! Why two records are one customer, in the words of the office.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    comparison::{Comparison, EmailLevel, FamilyLevel, FirstLevel, MAX_HOLDERS, PhoneLevel},
    places::PlaceLevel,
    record::Record,
    weights::Bits,
    words::{Word, Words},
};
use crate::values::PhoneNumber;

/// One thing that speaks for or against two records being one customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// `phone`, `email`, `name`, `first_name`, `address`, `only`
    pub what: Cow<'static, str>,
    /// Negative where it speaks against.
    pub bits: f64,
    /// In French.
    pub words: String,
}

/// The strongest first; what says next to nothing is left out.
pub(super) fn reasons(
    a: &Record,
    b: &Record,
    c: &Comparison,
    bits: &Bits,
    words: &Words,
) -> Vec<Reason> {
    let mut reasons = vec![
        reason("phone", bits.phone, phone(c, words)),
        reason("email", bits.email, email(c, words)),
        reason("name", bits.family, family(a, b, c)),
        reason("first_name", bits.first, first(a, b, c)),
        reason("address", bits.place, place(a, b, c)),
    ];
    reasons.retain(|reason| reason.bits.abs() >= 0.5 && !reason.words.is_empty());
    reasons.sort_by(|one, other| other.bits.total_cmp(&one.bits));
    reasons.shrink_to_fit();
    reasons
}

pub(super) fn only_one() -> Reason {
    reason("only", 0.0, "seul client de ce nom".to_owned())
}

fn reason(what: &'static str, bits: f64, words: String) -> Reason {
    Reason { what: Cow::Borrowed(what), bits: (bits * 10.0).round() / 10.0, words }
}

fn phone(c: &Comparison, words: &Words) -> String {
    match c.phone {
        PhoneLevel::Same(number, holders, _) => {
            let shared = if holders > MAX_HOLDERS { " (numéro partagé)" } else { "" };
            format!("même numéro, {}{shared}", shown_phone(number, words))
        }
        PhoneLevel::OtherMobile => "autre mobile".to_owned(),
        PhoneLevel::Different => "autre numéro".to_owned(),
        PhoneLevel::Missing => String::new(),
    }
}

fn shown_phone(number: Word, words: &Words) -> String {
    let text = words.text(number);
    PhoneNumber::parse(text).map_or_else(|_| text.to_owned(), |number| number.national())
}

fn email(c: &Comparison, words: &Words) -> String {
    match c.email {
        EmailLevel::Same(address, ..) => format!("même e-mail, {}", words.text(address)),
        EmailLevel::Different => "autre e-mail".to_owned(),
        EmailLevel::Missing => String::new(),
    }
}

fn family(a: &Record, b: &Record, c: &Comparison) -> String {
    let (one, other) = (&a.name.last_name, &b.name.last_name);
    match c.family {
        FamilyLevel::Same(_) => format!("même nom, {one}"),
        FamilyLevel::Close(_) => format!("noms très proches, {one} et {other}"),
        FamilyLevel::Similar => format!("noms proches, {one} et {other}"),
        FamilyLevel::Different => format!("autre nom, {one} et {other}"),
    }
}

fn first(a: &Record, b: &Record, c: &Comparison) -> String {
    let of = |record: &Record| record.name.first_name.clone();
    match (c.first, of(a).zip(of(b))) {
        (FirstLevel::Same(_), Some((one, _))) => format!("même prénom, {one}"),
        (FirstLevel::Same(_), None) => "prénom lu dans l’adresse e-mail".to_owned(),
        (FirstLevel::Close, Some((one, other))) => {
            format!("prénoms très proches, {one} et {other}")
        }
        (FirstLevel::Compatible, Some((one, other))) => {
            format!("prénoms compatibles, {one} et {other}")
        }
        (FirstLevel::Compatible | FirstLevel::Close, None) => "prénoms compatibles".to_owned(),
        (FirstLevel::Different, Some((one, other))) => format!("autre prénom, {one} et {other}"),
        (FirstLevel::Different, None) => "autre prénom".to_owned(),
        (FirstLevel::Missing, _) => String::new(),
    }
}

fn place(a: &Record, b: &Record, c: &Comparison) -> String {
    let street = |record: &Record| {
        record.address.as_ref().map(|address| address.street.clone()).unwrap_or_default()
    };
    let city = |record: &Record| record.address.as_ref().and_then(|address| address.city.clone());
    match c.place {
        PlaceLevel::Same => format!("même adresse, {}", street(a)),
        PlaceLevel::Close => format!("adresses très proches, {} et {}", street(a), street(b)),
        PlaceLevel::NextDoor => format!("adresses voisines, {} et {}", street(a), street(b)),
        PlaceLevel::Street => "même rue, autre numéro".to_owned(),
        PlaceLevel::Commune => city(a)
            .or_else(|| city(b))
            .map_or_else(|| "même code postal".to_owned(), |city| format!("même commune, {city}")),
        PlaceLevel::OtherCommune => "autre commune".to_owned(),
        PlaceLevel::Different => "autre adresse".to_owned(),
        PlaceLevel::Missing => String::new(),
    }
}
