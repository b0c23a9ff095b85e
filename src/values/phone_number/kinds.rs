//! What kind of line a number is, from its range.

use phonenumber::Type;
use phonenumber::metadata::DATABASE;

use super::national::is_new_overseas_range;

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum PhoneKind {
    /// Also where a country gives mobile and fixed lines the same ranges.
    Mobile,
    Fixed,
    /// A box or a telephone over the Internet (09).
    Voip,
    TollFree,
    /// Costs the caller more than a usual call; never dialled by a program.
    Premium,
    /// A machine's line: 14 digits in France, nobody reads what is sent to it.
    M2m,
    Other,
}

impl PhoneKind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Fixed => "fixed",
            Self::Voip => "voip",
            Self::TollFree => "toll_free",
            Self::Premium => "premium",
            Self::M2m => "m2m",
            Self::Other => "other",
        }
    }

    /// As shown.
    pub fn label(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Fixed => "fixe",
            Self::Voip => "box",
            Self::TollFree => "numéro vert",
            Self::Premium => "numéro surtaxé",
            Self::M2m => "machine",
            Self::Other => "autre",
        }
    }
}

/// French ranges by the plan of domain.md §1.1, the others by libphonenumber's.
pub(super) fn kind_of(e164: &str) -> PhoneKind {
    let Some(digits) = e164.strip_prefix("+33") else { return kind_by_plan(e164) };
    match digits.as_bytes() {
        [b'7', b'0', b'0', ..] if digits.len() == 13 => PhoneKind::M2m,
        [b'1'..=b'5', ..] => PhoneKind::Fixed,
        [b'6' | b'7', ..] => PhoneKind::Mobile,
        [b'9', ..] => PhoneKind::Voip,
        _ => kind_by_plan(e164),
    }
}

fn kind_by_plan(e164: &str) -> PhoneKind {
    if is_new_overseas_range(e164) {
        return PhoneKind::Mobile;
    }
    let Ok(number) = phonenumber::parse(None, e164) else { return PhoneKind::Other };
    match number.number_type(&DATABASE) {
        Type::Mobile | Type::FixedLineOrMobile => PhoneKind::Mobile,
        Type::FixedLine => PhoneKind::Fixed,
        Type::Voip => PhoneKind::Voip,
        Type::TollFree => PhoneKind::TollFree,
        Type::PremiumRate | Type::SharedCost => PhoneKind::Premium,
        _ => PhoneKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Encode;
    use sqlx::postgres::PgArgumentBuffer;

    use super::*;

    #[test]
    fn a_kind_is_stored_under_its_word() {
        use PhoneKind::{Fixed, M2m, Mobile, Other, Premium, TollFree, Voip};
        for kind in [Mobile, Fixed, Voip, TollFree, Premium, M2m, Other] {
            let mut stored = PgArgumentBuffer::default();
            assert!(!kind.encode_by_ref(&mut stored).unwrap().is_null());
            assert_eq!(stored.as_slice(), kind.as_str().as_bytes());
        }
    }

    #[test]
    fn services_are_told_apart_by_what_they_cost() {
        assert_eq!(kind_of("+33800123456"), PhoneKind::TollFree);
        assert_eq!(kind_of("+33809123456"), PhoneKind::Other);
        assert_eq!(kind_of("+33820123456"), PhoneKind::Premium);
        assert_eq!(kind_of("+33892123456"), PhoneKind::Premium);
    }

    #[test]
    fn a_line_that_may_be_a_mobile_abroad_counts_as_one() {
        assert_eq!(kind_of("+12124567890"), PhoneKind::Mobile);
        assert_eq!(kind_of("+41791234567"), PhoneKind::Mobile);
        assert_eq!(kind_of("+41221234567"), PhoneKind::Fixed);
    }
}
