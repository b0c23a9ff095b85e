//! Two people of one home share much of what one person's records share: the other explanation of what agrees.

use super::{
    bars::is_same_sex,
    comparison::{Comparison, EmailLevel, FamilyLevel, FirstLevel, Line, PhoneLevel},
    frequencies::Frequencies,
    record::Traits,
    weights::Weights,
};

/// Two people of one home on file, to one customer.
const HOUSEHOLD: f64 = 0.1;

impl Weights {
    /// Odds, in bits, of one person against two people of one home, where two persons' records share a home or a
    /// number; None where they share neither.
    pub(super) fn against_household(
        &self,
        a: &Traits,
        b: &Traits,
        c: &Comparison,
        counts: &Frequencies,
    ) -> Option<f64> {
        let is_family = !matches!(c.family, FamilyLevel::Different) && a.is_person && b.is_person;
        if !is_family || !(c.place.is_home() || c.phone.is_own()) {
            return None;
        }
        let by_first = match c.first {
            FirstLevel::Same(_) | FirstLevel::Close => 0.01,
            FirstLevel::Compatible => 0.25,
            FirstLevel::Missing if is_same_sex(a, b, counts) => 0.25,
            FirstLevel::Missing => 0.8,
            FirstLevel::Different => 1.0,
        };
        // How often two people of one home agree so, to how often one person's records do.
        let by_phone = match c.phone {
            PhoneLevel::Same(_, _, Line::Mobile) => 0.1 / self.phone[0],
            PhoneLevel::Same(_, _, Line::Landline) => 0.4 / self.phone[0],
            PhoneLevel::OtherMobile => 0.5 / self.phone[1],
            PhoneLevel::Different => 0.3 / self.phone[2],
            PhoneLevel::Missing => 1.0,
        };
        let by_mailbox = match c.email {
            EmailLevel::Same(..) => 0.1 / self.email[0],
            EmailLevel::Different => 0.9 / self.email[1],
            EmailLevel::Missing => 1.0,
        };
        Some(-(HOUSEHOLD * by_first * by_phone * by_mailbox).log2())
    }
}
