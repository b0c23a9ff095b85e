//! Telephone numbers: read however they are written, kept in E.164, shown as the French do.

mod digits;
mod kinds;
mod national;
mod reading;
mod tidy;

#[cfg(test)]
mod cases;

use std::fmt;

pub use self::kinds::PhoneKind;
pub use self::reading::{PhoneReading, PhoneWarning, ReadPhone, read_phones};

use super::french::NBSP;

/// A telephone number in E.164: `+33639981234`.
///
/// Equal numbers are equal text, so that the database can compare and index them. An extension is
/// not part of it.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    sqlx::Type,
)]
#[serde(try_from = "String", into = "String")]
#[sqlx(transparent)]
pub struct PhoneNumber(String);

/// Why a text is not one telephone number; said to the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadPhoneError {
    #[error("Indiquez un numéro de téléphone.")]
    Empty,
    #[error("Ce numéro est masqué\u{a0}: demandez-le à la personne.")]
    Hidden,
    #[error("Ce numéro est fictif\u{a0}: indiquez le vrai, ou laissez la case vide.")]
    Placeholder,
    #[error("Il manque des chiffres\u{a0}: un numéro français en compte dix.")]
    TooShort,
    #[error(
        "Il y a trop de chiffres\u{a0}: un numéro français en compte dix. Pour l’étranger, commencez par + et l’indicatif du pays."
    )]
    TooLong,
    #[error(
        "Le tableur a perdu les derniers chiffres de ce numéro\u{a0}: reprenez-le à sa source."
    )]
    ExcelTruncated,
    #[error(
        "Ce numéro n’existe pas\u{a0}: vérifiez-le, ou commencez par + et l’indicatif du pays."
    )]
    InvalidPlan,
    #[error("Écrivez le numéro en chiffres, par exemple 06\u{a0}39\u{a0}98\u{a0}12\u{a0}34.")]
    NotANumber,
    #[error("Indiquez un seul numéro.")]
    SeveralNumbers,
    #[error("Le {0} est un numéro court\u{a0}: indiquez un numéro à dix chiffres.")]
    ShortNumber(String),
}

impl PhoneNumber {
    /// Reads one number from a form.
    ///
    /// A spelling that needs a decision (two numbers, a few digits too many beside it) is an error;
    /// [`read_phones`] tells more.
    pub fn parse(text: &str) -> Result<Self, ReadPhoneError> {
        match read_phones(text) {
            PhoneReading::One(read) if read.warnings.contains(&PhoneWarning::TrailingDigits) => {
                Err(ReadPhoneError::SeveralNumbers)
            }
            PhoneReading::One(read) => Ok(read.number),
            PhoneReading::Many(_) => Err(ReadPhoneError::SeveralNumbers),
            PhoneReading::Short(digits) => Err(ReadPhoneError::ShortNumber(digits)),
            PhoneReading::Err(error) => Err(error),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn kind(&self) -> PhoneKind {
        kinds::kind_of(&self.0)
    }

    pub fn can_receive_sms(&self) -> bool {
        self.kind() == PhoneKind::Mobile
    }

    /// As it is dialled in France, in pairs: `06 39 98 12 34`; other countries' in international form.
    ///
    /// The spaces are no-break spaces.
    pub fn national(&self) -> String {
        match self.0.strip_prefix("+33") {
            Some(digits) if digits.starts_with('8') => national::grouped_for_services(digits),
            Some(digits) => national::in_pairs(digits),
            None => national::international(&self.0).replace(' ', NBSP),
        }
    }

    /// The last nine digits, by which a caller is found when a PBX drops or adds a prefix; never fewer.
    pub fn digits_suffix(&self) -> Option<&str> {
        self.0[1..].len().checked_sub(9).map(|from| &self.0[1 + from..])
    }

    /// Whether it is in a range that the plan gives to automated callers and call centres
    /// ("polyvalents vérifiés"; ARCEP decision 2022-1583).
    pub fn is_probable_canvassing(&self) -> bool {
        const RANGES: [&str; 12] =
            ["162", "163", "270", "271", "377", "378", "424", "425", "568", "569", "948", "949"];
        self.0
            .strip_prefix("+33")
            .is_some_and(|digits| RANGES.iter().any(|range| digits.starts_with(range)))
    }
}

/// As [`PhoneNumber::digits_suffix`], of what a PBX sent where no number could be read in it.
pub fn digits_suffix(raw: &str) -> Option<String> {
    let digits: String = tidy::tidy(raw).chars().filter(char::is_ascii_digit).collect();
    digits.len().checked_sub(9).map(|from| digits[from..].to_owned())
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl AsRef<str> for PhoneNumber {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = ReadPhoneError;

    fn try_from(text: String) -> Result<Self, ReadPhoneError> {
        Self::parse(&text)
    }
}

impl std::str::FromStr for PhoneNumber {
    type Err = ReadPhoneError;

    fn from_str(text: &str) -> Result<Self, ReadPhoneError> {
        Self::parse(text)
    }
}

impl ReadPhoneError {
    /// A word for programs and reports.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Hidden => "hidden",
            Self::Placeholder => "placeholder",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::ExcelTruncated => "excel_truncated",
            Self::InvalidPlan => "invalid_plan",
            Self::NotANumber => "not_a_number",
            Self::SeveralNumbers => "several_numbers",
            Self::ShortNumber(_) => "short_number",
        }
    }
}
