//! What forbids that two records are one customer, whatever they share.

use super::{
    comparison::{Bar, Comparison, FamilyLevel, FirstLevel, Line, PhoneLevel},
    frequencies::Frequencies,
    record::{First, Traits},
    words::Word,
};

pub(super) fn bar(a: &Traits, b: &Traits, c: &Comparison, counts: &Frequencies) -> Bar {
    let differ = |one: Option<Word>, other: Option<Word>| matches!((one, other), (Some(one), Some(other)) if one != other);
    if differ(a.siret, b.siret) || differ(a.legal_form, b.legal_form) {
        return Bar::Never;
    }
    let has_same_name = c.family != FamilyLevel::Different;
    if !(a.is_person && b.is_person) {
        // Two organisations, or one and its owner, are two payers (domain.md §2.4).
        let is_form_given_once = a.legal_form != b.legal_form;
        return match (has_same_name, is_form_given_once) {
            (false, _) => Bar::Never,
            (true, true) => Bar::Look,
            (true, false) => home_bar(c),
        };
    }
    if has_same_name
        && (c.first == FirstLevel::Different
            || is_other_sex(a, b, counts)
            || a.is_household != b.is_household)
    {
        // Who notes a call for `M. Labbé` may mean his wife, whose mobile it is; and `M. Labbé` may have the mailbox of
        // his brother, but his own mobile.
        let is_first_known = a.first != First::Missing && b.first != First::Missing;
        let is_perhaps_one = a.is_household == b.is_household
            && matches!(c.phone, PhoneLevel::Same(_, _, Line::Mobile))
            && !is_first_known
            && (c.first == FirstLevel::Different || a.is_bare() || b.is_bare())
            && (c.first == FirstLevel::Missing || !is_other_sex(a, b, counts));
        return match c.place.is_home() || c.phone.is_own() {
            true if is_perhaps_one => Bar::Look,
            true => Bar::Household,
            false => Bar::Never,
        };
    }
    if !has_same_name {
        let shares_phone = c.phone.is_own() && matches!(c.first, FirstLevel::Same(_));
        return if c.email.is_own() || shares_phone { Bar::Look } else { Bar::Never };
    }
    home_bar(c)
}

/// One name in two places is two people, unless a number of their own says otherwise.
fn home_bar(c: &Comparison) -> Bar {
    if c.place.is_elsewhere() && !c.phone.is_own() { Bar::Look } else { Bar::None }
}

pub(super) fn is_other_sex(a: &Traits, b: &Traits, counts: &Frequencies) -> bool {
    matches!((is_man(a, counts), is_man(b, counts)), (Some(one), Some(other)) if one != other)
}

pub(super) fn is_same_sex(a: &Traits, b: &Traits, counts: &Frequencies) -> bool {
    matches!((is_man(a, counts), is_man(b, counts)), (Some(one), Some(other)) if one == other)
}

fn is_man(record: &Traits, counts: &Frequencies) -> Option<bool> {
    record.is_man.or_else(|| counts.is_mans_name(record.best_first()))
}
