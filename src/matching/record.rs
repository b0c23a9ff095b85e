//! What is compared of a record, taken apart once.

use super::words::{Word, Words};
use crate::{
    customers::{CustomerKind, CustomerName, FirstName, NameKey, TypedPhone},
    values::{CustomerId, EmailAddress, PhoneNumber, PostalAddress, street_key, text},
};

/// One card of one customer, as some program has it. There are hundreds of thousands: they lend what they say.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Unlike any other's, and the same at each import: the answer must not depend on the order of records.
    pub key: (&'a str, &'a str),
    pub name: &'a CustomerName,
    pub phones: &'a [TypedPhone],
    pub emails: &'a [EmailAddress],
    pub address: Option<&'a PostalAddress>,
    /// 14 digits.
    pub siret: Option<&'a str>,
    /// Whose it is until now: what a person decided of that customer holds for the record.
    pub customer: Option<CustomerId>,
}

/// A record made comparable. Words are numbered, so that comparing them is comparing numbers.
#[derive(Clone, Debug)]
pub(super) struct Traits {
    pub(super) is_person: bool,
    /// A couple or a family: `M. et Mme`.
    pub(super) is_household: bool,
    /// The family name, or an organisation's name without its legal form and articles.
    pub(super) family: Word,
    /// All words of the name, folded, in their order: for names whose kind was misread.
    pub(super) all_words: Word,
    /// By which it is counted how common the name is.
    pub(super) counted: Word,
    pub(super) first: First,
    /// From the mailbox, where the name says less: `n` for `maillotn@…`.
    pub(super) hinted: First,
    pub(super) is_man: Option<bool>,
    pub(super) legal_form: Option<Word>,
    pub(super) phones: Vec<Word>,
    pub(super) has_mobile: bool,
    pub(super) emails: Vec<Mailbox>,
    pub(super) place: Place,
    pub(super) siret: Option<Word>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum First {
    Missing,
    Initials(Word),
    Full(Word),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mailbox {
    pub(super) address: Word,
    /// How many people of one family and initial could have it.
    pub(super) likeness: Likeness,
}

/// How much of a mailbox is the name of its holder: a namesake may have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// `p.dupont@`, `pierre.dupont@`
    Name,
    /// `pierredupont74@`
    NameAndNumber,
    Other,
}

/// An address in parts; each may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Place {
    /// `12b`
    pub(super) number: Option<Word>,
    pub(super) street: Option<Word>,
    /// The INSEE commune, or its name where that is unknown.
    pub(super) commune: Option<Word>,
    pub(super) postcode: Option<Word>,
}

impl Traits {
    pub(super) fn of(record: &Record, words: &mut Words) -> Self {
        let key = record.name.key();
        let is_person = key.kind == CustomerKind::Person;
        let (legal_form, family) =
            if is_person { (None, key.family.clone()) } else { without_legal_form(&key.family) };
        let mut emails = Vec::with_capacity(record.emails.len());
        let mut hinted = First::Missing;
        for email in record.emails {
            let (likeness, hint) = read_mailbox(email.as_str(), &key);
            if hinted == First::Missing && is_person {
                hinted = first(&hint, words);
            }
            emails.push(Mailbox { address: words.number(email.as_str()), likeness });
        }
        // `corinne.dupont@` on the card of Dupont P. is the mailbox of somebody else of the home.
        if let (FirstName::Initials(initials), First::Full(hint)) = (&key.first, hinted)
            && !words.text(hint).starts_with(&initials[..1])
        {
            hinted = First::Missing;
        }
        let numbers = || {
            record.phones.iter().filter_map(|phone| phone.number.as_ref()).map(PhoneNumber::as_str)
        };
        let family = words.number(&family);
        let all_words = words.number(&all_words(record.name));
        Self {
            is_person,
            is_household: is_household(record.name),
            family,
            all_words,
            counted: if is_person { family } else { all_words },
            first: first(&key.first, words),
            hinted,
            is_man: key.is_man,
            legal_form: legal_form.map(|form| words.number(&form)),
            phones: numbers().map(|phone| words.number(phone)).collect(),
            has_mobile: numbers().any(is_mobile),
            emails,
            place: record.address.map(|place| Place::of(place, words)).unwrap_or_default(),
            siret: record.siret.map(|siret| words.number(siret)),
        }
    }

    /// Little more than a family name, as a note has it.
    pub(super) fn is_bare(&self) -> bool {
        self.first == First::Missing && self.place.street.is_none() && self.emails.is_empty()
    }

    /// The first name, or else what the mailbox tells of it.
    pub(super) fn best_first(&self) -> First {
        match (self.first, self.hinted) {
            (First::Missing, hinted) => hinted,
            (First::Initials(_), First::Full(hinted)) => First::Full(hinted),
            (first, _) => first,
        }
    }
}

impl Place {
    fn of(address: &PostalAddress, words: &mut Words) -> Self {
        let key = street_key(&address.street);
        let mut some = |text: &str| (!text.is_empty()).then(|| words.number(text));
        let postcode = address.postcode.as_deref().map(str::trim).unwrap_or_default();
        let commune =
            crate::values::commune_key(address.city.as_deref().unwrap_or_default(), postcode);
        Self {
            number: some(&key.number),
            street: some(&key.street),
            commune: some(&commune),
            postcode: some(postcode),
        }
    }
}

fn first(first: &FirstName, words: &mut Words) -> First {
    match first {
        FirstName::Missing => First::Missing,
        FirstName::Initials(letters) => First::Initials(words.number(letters)),
        FirstName::Full(name) => First::Full(words.number(name)),
    }
}

/// French mobiles, as E.164.
pub(super) fn is_mobile(phone: &str) -> bool {
    phone.starts_with("+336") || phone.starts_with("+337")
}

fn is_household(name: &CustomerName) -> bool {
    matches!(name.civility.as_deref(), Some("M. et Mme" | "M. ou Mme" | "Famille" | "Indivision"))
}

/// Legal forms, folded; a form is an attribute: an SCI is not the SARL of the same name (domain.md §2.4).
const LEGAL_FORMS: [&str; 18] = [
    "sarl", "sas", "sasu", "sa", "eurl", "ei", "eirl", "sci", "scp", "scic", "scop", "snc",
    "selarl", "gie", "gaec", "earl", "asl", "sdc",
];

fn without_legal_form(name: &str) -> (Option<String>, String) {
    let is_form = |word: &&str| LEGAL_FORMS.contains(word);
    let form = name.split(' ').find(is_form).map(str::to_owned);
    let rest: Vec<&str> = name.split(' ').filter(|word| !is_form(word)).collect();
    if rest.is_empty() { (None, name.to_owned()) } else { (form, rest.join(" ")) }
}

fn all_words(name: &CustomerName) -> String {
    name.folded()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 2)
        .collect::<Vec<_>>()
        .join(" ")
}

/// What a mailbox says of its holder's first name: `isabellecarre90@…` of Mme Carre says Isabelle.
fn read_mailbox(address: &str, name: &NameKey) -> (Likeness, FirstName) {
    let local = address.split('@').next().unwrap_or_default();
    let has_number = local.contains(|c: char| c.is_ascii_digit());
    let letters: String = local.chars().filter(char::is_ascii_alphabetic).collect();
    let last_word = name.family.rsplit(' ').next().unwrap_or_default();
    let families = [joined(&name.family), joined(last_word)];
    let Some(rest) = families.iter().filter(|family| family.len() > 2).find_map(|family| {
        letters.strip_prefix(family.as_str()).or_else(|| letters.strip_suffix(family.as_str()))
    }) else {
        return (Likeness::Other, FirstName::Missing);
    };
    let likeness = if has_number { Likeness::NameAndNumber } else { Likeness::Name };
    let first = match rest.len() {
        0 => FirstName::Missing,
        1 => FirstName::Initials(rest.to_owned()),
        _ => FirstName::Full(rest.to_owned()),
    };
    (likeness, first)
}

pub(super) fn joined(name: &str) -> String {
    text::fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_tells_a_first_name_where_it_bears_the_family_name() {
        let key = |name| CustomerName::read_filed(name).unwrap().key();
        for (address, name, likeness, first) in [
            (
                "maillotn@mail.example",
                "Mme Maillot",
                Likeness::Name,
                FirstName::Initials("n".into()),
            ),
            (
                "isabellecarre90@mail.example",
                "Mme Carre",
                Likeness::NameAndNumber,
                FirstName::Full("isabelle".into()),
            ),
            (
                "m.legoff@mail.example",
                "LE GOFF Marcelle",
                Likeness::Name,
                FirstName::Initials("m".into()),
            ),
            ("contact@mail.example", "Dupont Pierre", Likeness::Other, FirstName::Missing),
        ] {
            assert_eq!(read_mailbox(address, &key(name)), (likeness, first), "{address}");
        }
    }

    #[test]
    fn a_legal_form_is_no_part_of_the_name() {
        assert_eq!(without_legal_form("sarl alpes"), (Some("sarl".into()), "alpes".into()));
        assert_eq!(without_legal_form("alpes sci"), (Some("sci".into()), "alpes".into()));
        assert_eq!(without_legal_form("sa"), (None, "sa".into()));
    }
}
