//! Amounts of money.

use super::french;

/// An amount in euro cents. Never a float.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Money(i64);

/// Why a text is no amount; said to the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadMoneyError {
    #[error("Indiquez un montant.")]
    Empty,
    #[error("Écrivez le montant en chiffres, par exemple 1\u{202f}234,50.")]
    NotAnAmount,
    #[error("Ce montant est trop grand.")]
    TooLarge,
}

impl Money {
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    pub const fn cents(self) -> i64 {
        self.0
    }

    /// Reads `1234,5`, `1 234,50 €`, `1.234,50`, `1234.50`, `EUR 12`, `1'234.50` (domain.md §3.6).
    ///
    /// `1,234` is refused: it may be a thousand or a little more than one.
    pub fn parse(text: &str) -> Result<Self, ReadMoneyError> {
        let compact: String =
            text.chars().filter(|c| !c.is_whitespace() && !super::text::is_invisible(*c)).collect();
        let amount = compact.strip_prefix("EUR").unwrap_or(&compact);
        let amount = amount.strip_suffix("EUR").unwrap_or(amount).trim_matches('€');
        let (negative, amount) = match amount.strip_prefix(['-', '−']) {
            Some(amount) => (true, amount),
            None => (false, amount.strip_prefix('+').unwrap_or(amount)),
        };
        if amount.is_empty() {
            return Err(ReadMoneyError::Empty);
        }
        let (euros, cents) = split(amount).ok_or(ReadMoneyError::NotAnAmount)?;
        let euros: i64 = euros.parse().map_err(|_| ReadMoneyError::TooLarge)?;
        let cents = euros
            .checked_mul(100)
            .and_then(|whole| whole.checked_add(cents))
            .ok_or(ReadMoneyError::TooLarge)?;
        Ok(Self(if negative { -cents } else { cents }))
    }

    /// `1 234,50 €`, with the spaces of the French typography (U+202F, U+00A0).
    pub fn french(self) -> String {
        let cents = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{},{:02}\u{a0}€", french::grouped(cents / 100), cents % 100)
    }
}

/// The digits of the euros, and the cents.
fn split(amount: &str) -> Option<(String, i64)> {
    let (whole, cents) = match amount.rfind(['.', ',']) {
        Some(at) if (1..=2).contains(&(amount.len() - at - 1)) => {
            (&amount[..at], &amount[at + 1..])
        }
        Some(at) if at + 1 == amount.len() => (&amount[..at], ""),
        Some(_) if amount.contains(',') => return None,
        _ => (amount, ""),
    };
    let decimal_sign = amount[whole.len()..].chars().next();
    let mut groups = whole.split(['.', ',', '\'', '’']);
    let first = groups.next()?;
    let grouped = whole.len() > first.len();
    let well_grouped = !grouped || (first.len() <= 3 && groups.all(|group| group.len() == 3));
    let ambiguous = decimal_sign.is_some_and(|sign| whole.contains(sign))
        || (whole.contains(',') && whole.contains('.'));
    let digits: String = whole.chars().filter(|c| !".,'’".contains(*c)).collect();
    let all_digits = digits.bytes().chain(cents.bytes()).all(|b| b.is_ascii_digit());
    if first.is_empty() || !well_grouped || ambiguous || !all_digits {
        return None;
    }
    format!("{cents:0<2}").parse().ok().map(|cents| (digits, cents))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_and_programs_write_them() {
        for (text, cents) in [
            ("1234,5", 123_450),
            ("1 234,50", 123_450),
            ("1\u{202f}234,50\u{a0}€", 123_450),
            ("1.234,50", 123_450),
            ("1234.50", 123_450),
            ("1'234.50", 123_450),
            ("1,234.50", 123_450),
            ("1.234", 123_400),
            ("12 EUR", 1_200),
            ("€ 12", 1_200),
            ("-1 234,50 €", -123_450),
            ("0", 0),
            ("0,05", 5),
            ("12,", 1_200),
        ] {
            assert_eq!(Money::parse(text), Ok(Money::from_cents(cents)), "{text}");
        }
    }

    #[test]
    fn what_could_mean_two_amounts_is_refused() {
        for text in
            ["1,234", "12,345", "1.2345", "1,2,3", "1.234.5", "abc", "12€50", ",50", "1..2", "١٢"]
        {
            assert_eq!(Money::parse(text), Err(ReadMoneyError::NotAnAmount), "{text}");
        }
        assert_eq!(Money::parse(" € "), Err(ReadMoneyError::Empty));
        assert_eq!(Money::parse("99999999999999999999"), Err(ReadMoneyError::TooLarge));
        assert_eq!(Money::parse("99999999999999999"), Err(ReadMoneyError::TooLarge));
    }

    #[test]
    fn amounts_are_shown_as_the_french_write_them() {
        assert_eq!(Money::from_cents(123_450).french(), "1\u{202f}234,50\u{a0}€");
        assert_eq!(Money::from_cents(-123_450).french(), "-1\u{202f}234,50\u{a0}€");
        assert_eq!(Money::from_cents(100_000_000).french(), "1\u{202f}000\u{202f}000,00\u{a0}€");
        assert_eq!(Money::from_cents(5).french(), "0,05\u{a0}€");
    }

    #[test]
    fn what_is_shown_is_read_again() {
        for cents in [0, 1, 99, 100, 123_456_789, -7] {
            let money = Money::from_cents(cents);
            assert_eq!(Money::parse(&money.french()), Ok(money));
        }
    }
}
