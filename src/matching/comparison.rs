//! Two records side by side: on what they agree, and what bars them from being one customer.

use super::{
    bars::bar,
    frequencies::Frequencies,
    record::{First, Likeness, Traits, is_mobile, joined},
    sounds::{Nearness, name_nearness, nearness},
    words::{Word, Words},
};
use crate::matching::places::{PlaceLevel, compare_places};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Comparison {
    pub(super) family: FamilyLevel,
    pub(super) first: FirstLevel,
    pub(super) phone: PhoneLevel,
    pub(super) email: EmailLevel,
    pub(super) place: PlaceLevel,
    pub(super) bar: Bar,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FamilyLevel {
    /// How many records have the name.
    Same(u32),
    /// How many have the more common of the two.
    Close(u32),
    Similar,
    Different,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FirstLevel {
    Same(Word),
    Close,
    /// An initial, or one of two first names.
    Compatible,
    /// Not both are known, or it is no person.
    Missing,
    Different,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PhoneLevel {
    /// The number, and how many families have it.
    Same(Word, u32, Line),
    /// Both have a mobile, and another one: people have one mobile, and a landline beside it.
    OtherMobile,
    Different,
    Missing,
}

/// A landline is that of a home, a mobile that of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Line {
    Mobile,
    Landline,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EmailLevel {
    Same(Word, u32, Likeness),
    Different,
    Missing,
}

/// What forbids linking, whatever the weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bar {
    None,
    /// A person has to look: another family name with the same mailbox, another home.
    Look,
    /// Two people of one home.
    Household,
    /// Two customers for sure: other legal forms, other SIRET, other names; or a person said so.
    Never,
}

/// A number or mailbox of more families than this is a syndic's or a switchboard's: it says nothing
/// (domain.md §1.3).
pub(super) const MAX_HOLDERS: u32 = 3;

impl PhoneLevel {
    pub(super) fn is_own(self) -> bool {
        matches!(self, Self::Same(_, holders, _) if holders <= MAX_HOLDERS)
    }
}

impl EmailLevel {
    pub(super) fn is_own(self) -> bool {
        matches!(self, Self::Same(_, holders, _) if holders <= MAX_HOLDERS)
    }
}

pub(super) fn compare(a: &Traits, b: &Traits, counts: &Frequencies, words: &Words) -> Comparison {
    let phone = compare_phones(a, b, counts, words);
    let email = compare_emails(a, b, counts);
    let place = compare_places(&a.place, &b.place, words);
    let (family, first) = compare_names(a, b, counts, words);
    let mut comparison = Comparison { family, first, phone, email, place, bar: Bar::None };
    comparison.bar = bar(a, b, &comparison, counts);
    comparison
}

fn compare_phones(a: &Traits, b: &Traits, counts: &Frequencies, words: &Words) -> PhoneLevel {
    if a.phones.is_empty() || b.phones.is_empty() {
        return PhoneLevel::Missing;
    }
    let shared = a.phones.iter().filter(|phone| b.phones.contains(phone));
    let line = |phone| if is_mobile(words.text(phone)) { Line::Mobile } else { Line::Landline };
    let least =
        shared.map(|phone| (counts.families_with_phone(*phone), line(*phone), *phone)).min();
    if let Some((holders, line, phone)) = least {
        PhoneLevel::Same(phone, holders, line)
    } else if a.has_mobile && b.has_mobile {
        PhoneLevel::OtherMobile
    } else {
        PhoneLevel::Different
    }
}

fn compare_emails(a: &Traits, b: &Traits, counts: &Frequencies) -> EmailLevel {
    if a.emails.is_empty() || b.emails.is_empty() {
        return EmailLevel::Missing;
    }
    let shared = a.emails.iter().filter_map(|mailbox| {
        let other = b.emails.iter().find(|other| other.address == mailbox.address)?;
        let likeness =
            if mailbox.likeness == Likeness::Other { other.likeness } else { mailbox.likeness };
        Some((counts.families_with_email(mailbox.address), mailbox.address, likeness))
    });
    shared
        .min_by_key(|(holders, address, _)| (*holders, *address))
        .map_or(EmailLevel::Different, |(holders, address, likeness)| {
            EmailLevel::Same(address, holders, likeness)
        })
}

fn compare_names(
    a: &Traits,
    b: &Traits,
    counts: &Frequencies,
    words: &Words,
) -> (FamilyLevel, FirstLevel) {
    if a.is_person && b.is_person {
        let family = compare_families(a.family, b.family, counts, words);
        if family == FamilyLevel::Different && is_swapped(a, b) {
            let records = counts.family(a.family).max(counts.family(b.family));
            let first =
                if counts.first(a.family) > counts.first(b.family) { a.family } else { b.family };
            return (FamilyLevel::Same(records), FirstLevel::Same(first));
        }
        return (family, compare_firsts(a.best_first(), b.best_first(), counts, words));
    }
    let both = counts.family(a.counted).max(counts.family(b.counted));
    let family = if a.is_person == b.is_person && a.family == b.family {
        FamilyLevel::Same(both)
    } else {
        match near_whole_names(a, b, words) {
            Nearness::Same | Nearness::Close => FamilyLevel::Close(both),
            Nearness::Similar => FamilyLevel::Similar,
            Nearness::Different => FamilyLevel::Different,
        }
    };
    (family, FirstLevel::Missing)
}

/// A misspelt trade is read as a family name, and a misspelt article as a name: `Boullangerie Foucher`, `Garage ed Fils`.
pub(super) fn near_whole_names(a: &Traits, b: &Traits, words: &Words) -> Nearness {
    let whole = name_nearness(words.text(a.all_words), words.text(b.all_words));
    if a.is_person || b.is_person {
        return whole;
    }
    whole.min(name_nearness(words.text(a.family), words.text(b.family)))
}

fn compare_families(a: Word, b: Word, counts: &Frequencies, words: &Words) -> FamilyLevel {
    if a == b {
        return FamilyLevel::Same(counts.family(a));
    }
    let most = counts.family(a).max(counts.family(b));
    let (one, other) = (words.text(a), words.text(b));
    let both_are_common = counts.family(a) >= COMMON && counts.family(b) >= COMMON;
    match nearness(one, other) {
        Nearness::Same | Nearness::Close if !both_are_common => FamilyLevel::Close(most),
        Nearness::Same | Nearness::Close => FamilyLevel::Similar,
        Nearness::Similar if !both_are_common => FamilyLevel::Similar,
        _ if is_part(one, other) || is_part(other, one) => FamilyLevel::Similar,
        _ => FamilyLevel::Different,
    }
}

/// Names with as many records are well known: two of them that differ by a letter are two names.
const COMMON: u32 = 4;

/// Dupont of Dupont-Durand; a particle is no part.
fn is_part(one: &str, other: &str) -> bool {
    one.len() > 3 && other.len() > one.len() && other.split(' ').any(|word| word == one)
}

fn is_swapped(a: &Traits, b: &Traits) -> bool {
    a.first == First::Full(b.family) && b.first == First::Full(a.family)
}

fn compare_firsts(a: First, b: First, counts: &Frequencies, words: &Words) -> FirstLevel {
    match (a, b) {
        (First::Missing, _) | (_, First::Missing) => FirstLevel::Missing,
        (First::Full(one), First::Full(other)) if one == other => FirstLevel::Same(one),
        (First::Full(one), First::Full(other)) => {
            let (text, other_text) = (joined(words.text(one)), joined(words.text(other)));
            if text == other_text {
                let known = if counts.first(one) >= counts.first(other) { one } else { other };
                FirstLevel::Same(known)
            } else if words.text(one).starts_with(&format!("{} ", words.text(other)))
                || words.text(other).starts_with(&format!("{} ", words.text(one)))
            {
                FirstLevel::Compatible
            } else if is_slip(&text, &other_text)
                && (counts.first(one) < COMMON || counts.first(other) < COMMON)
            {
                FirstLevel::Close
            } else {
                FirstLevel::Different
            }
        }
        (First::Initials(one), First::Initials(other)) => {
            let (one, other) = (words.text(one), words.text(other));
            agreeing(one.starts_with(other) || other.starts_with(one))
        }
        (First::Initials(initials), First::Full(full))
        | (First::Full(full), First::Initials(initials)) => {
            let (initials, full) = (words.text(initials), words.text(full));
            let of_full: String = full.split(' ').filter_map(|name| name.chars().next()).collect();
            agreeing(of_full.starts_with(initials) || initials.starts_with(&of_full))
        }
    }
}

fn agreeing(agrees: bool) -> FirstLevel {
    if agrees { FirstLevel::Compatible } else { FirstLevel::Different }
}

/// François and Françoise, René and Renée are no slips.
fn is_slip(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let is_feminine =
        long.ends_with('e') && (!short.ends_with('e') || long.strip_suffix('e') == Some(short));
    !is_feminine
        && one.ends_with('a') == other.ends_with('a')
        && nearness(one, other) == Nearness::Close
}
