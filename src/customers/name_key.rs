//! Do two names call the same customer? Only what is sure: the full matching of records is elsewhere.

use super::naming::{CustomerKind, CustomerName, is_initials};
use super::naming_words::bare_words;
use crate::values::text;

/// What is compared of a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey {
    pub kind: CustomerKind,
    /// Folded: the family name without a birth name, or an organisation's name without its articles.
    pub family: String,
    pub first: FirstName,
    /// None where the civility does not tell.
    pub is_man: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FirstName {
    Missing,
    /// Folded, one letter a name: `jp`.
    Initials(String),
    /// Folded.
    Full(String),
}

impl CustomerName {
    pub fn key(&self) -> NameKey {
        let family = match self.kind {
            CustomerKind::Organisation => organisation_key(&self.last_name),
            CustomerKind::Person => {
                let family = text::fold(&self.last_name);
                family.split_once(" nee ").map_or(family.as_str(), |(family, _)| family).to_owned()
            }
        };
        NameKey {
            kind: self.kind,
            family,
            first: self.first_key(),
            is_man: is_man(self.civility.as_deref()),
        }
    }

    fn first_key(&self) -> FirstName {
        let Some(first) = &self.first_name else { return FirstName::Missing };
        let letters: String = text::fold(first).chars().filter(|c| c.is_alphanumeric()).collect();
        if letters.is_empty() {
            FirstName::Missing
        } else if is_initials(first) {
            FirstName::Initials(letters)
        } else {
            FirstName::Full(text::fold(first))
        }
    }
}

impl NameKey {
    /// Whether both call one customer, given that they share a telephone number: the same
    /// organisation, or the same family name with the same first name or its initial. A missing
    /// first name agrees with none, since couples share numbers.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.family == other.family
            && (self.kind == CustomerKind::Organisation || self.first_agrees_with(other))
    }

    fn first_agrees_with(&self, other: &Self) -> bool {
        match (&self.first, &other.first) {
            (FirstName::Full(one), FirstName::Full(other)) => one == other,
            (one, two) => one.may_abbreviate(two) && !self.is_other_sex_than(other),
        }
    }

    /// Whether the civilities contradict each other.
    pub fn is_other_sex_than(&self, other: &Self) -> bool {
        matches!((self.is_man, other.is_man), (Some(one), Some(other)) if one != other)
    }
}

impl FirstName {
    /// Whether one of the two may be an abbreviation of the other.
    pub fn may_abbreviate(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Missing, _) | (_, Self::Missing) => false,
            (Self::Full(one), Self::Full(other)) => one == other,
            (Self::Initials(one), Self::Initials(other)) => {
                one.starts_with(other) || other.starts_with(one)
            }
            (Self::Initials(initials), Self::Full(full))
            | (Self::Full(full), Self::Initials(initials)) => {
                let of_full: String =
                    full.split(' ').filter_map(|name| name.chars().next()).collect();
                of_full.starts_with(initials) || initials.starts_with(&of_full)
            }
        }
    }
}

fn organisation_key(name: &str) -> String {
    const ARTICLES: [&str; 9] = ["de", "du", "des", "la", "le", "les", "l'", "d'", "et"];
    let words: Vec<String> =
        bare_words(name).filter(|word| !ARTICLES.contains(&word.as_str())).collect();
    words.join(" ")
}

fn is_man(civility: Option<&str>) -> Option<bool> {
    match civility {
        Some("M.") => Some(true),
        Some("Mme" | "Vve") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(one: &str, other: &str) -> bool {
        let key = |text| CustomerName::read_filed(text).unwrap().key();
        assert_eq!(key(one).agrees_with(&key(other)), key(other).agrees_with(&key(one)));
        key(one).agrees_with(&key(other))
    }

    #[test]
    fn one_person_has_several_writings() {
        assert!(agree("DUPONT Pierre", "Dupont P."));
        assert!(agree("BÈGUE Louise", "Begue Louise"));
        assert!(agree("DUPONT-DURAND Jean-Pierre", "Dupont Durand J.-P."));
        assert!(agree("Dupont J.", "DUPONT Jean-Pierre"));
        assert!(agree("GRÉGOIRE Claudine (Mme)", "Gregoire C"));
        assert!(agree("Mme DURAND née MARTIN Sophie", "DURAND Sophie"));
    }

    #[test]
    fn couples_and_relatives_are_several_people() {
        assert!(!agree("HARDY Guillaume", "Hardy A."));
        assert!(!agree("Martin Sophie", "M. et Mme Martin"));
        assert!(!agree("Mme Delahaye", "DELAHAYE Hugues"));
        assert!(!agree("M. Dupont C.", "DUPONT Claude (Mme)"));
        assert!(!agree("Martin Jean", "Martinez Jean"));
        assert!(!agree("François Petit", "Françoise Petit"));
    }

    #[test]
    fn a_company_is_not_its_owner_nor_another_company() {
        assert!(agree("GARAGE LE GALL ET FILS", "Garage Le Gall et Fils"));
        assert!(agree("S.A.R.L. Les Alpes", "SARL LES ALPES"));
        assert!(!agree("SCI Les Alpes", "SARL Les Alpes"));
        assert!(!agree("BOULANGERIE LAMY", "Lamy Madeleine"));
    }
}
