//! How customers are called: what files and people write, taken apart into civility, first and family name.

use serde::{Deserialize, Serialize};

use super::naming_words::{
    civility_at_end, civility_at_start, is_organisation, is_particle, title_case,
};
use crate::values::text;

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum CustomerKind {
    Person,
    Organisation,
}

impl CustomerKind {
    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Person => "particulier",
            Self::Organisation => "organisation",
        }
    }

    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
        }
    }
}

/// A customer's name in its parts. `last_name` is never blank.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerName {
    pub kind: CustomerKind,
    /// `M.`, `Mme`, `M. et Mme`, `Dr`, … as `civility_at_start` reads them.
    pub civility: Option<String>,
    /// May be an initial: `P.`
    pub first_name: Option<String>,
    /// A person's family name, or an organisation's whole name.
    pub last_name: String,
}

impl CustomerName {
    /// Reads a name as offices file it, family name first: `DUPONT Pierre`, `Mme Martin`,
    /// `SARL Les Alpes`, `Le Goff M.` (domain.md §2.4). None where there is no letter in it.
    pub fn read_filed(text: &str) -> Option<Self> {
        Self::read(text, |words| {
            if let [family @ .., initials] = words
                && !family.is_empty()
                && is_initials(initials)
            {
                return (family.join(" "), (*initials).to_owned());
            }
            let family =
                1 + words.iter().take(words.len() - 1).take_while(|word| is_particle(word)).count();
            (words[..family].join(" "), words[family..].join(" "))
        })
    }

    /// Reads a name as people say it, first name first: `Pierre Dupont`, `Jean Le Goff`. A word in
    /// capitals is still the family name.
    pub fn read_spoken(text: &str) -> Option<Self> {
        Self::read(text, |words| {
            let last = words.len() - 1;
            let particles = words[..last].iter().rev().take_while(|word| is_particle(word)).count();
            let family = last - particles;
            (words[family..].join(" "), words[..family].join(" "))
        })
    }

    /// From the separate fields of a form. None where the family name is blank.
    pub fn from_parts(
        kind: CustomerKind,
        civility: &str,
        first_name: &str,
        last_name: &str,
    ) -> Option<Self> {
        let some = |part: &str| Some(text::strip_line(part)).filter(|part| !part.is_empty());
        let is_person = kind == CustomerKind::Person;
        Some(Self {
            kind,
            civility: some(civility).filter(|_| is_person),
            first_name: some(first_name).filter(|_| is_person),
            last_name: some(last_name)?,
        })
    }

    /// A person whose name we cannot take apart: kept as it was typed.
    pub(super) fn unreadable(text: &str) -> Self {
        let last_name = Some(text::strip_line(text))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| "?".to_owned());
        Self { kind: CustomerKind::Person, civility: None, first_name: None, last_name }
    }

    fn read(text: &str, split: impl Fn(&[&str]) -> (String, String)) -> Option<Self> {
        let text = text::strip_line(text);
        if !text.contains(char::is_alphabetic) {
            return None;
        }
        if is_organisation(&text) {
            let last_name = if is_shouted(&text) { title_case(&text) } else { text };
            return Some(Self {
                kind: CustomerKind::Organisation,
                civility: None,
                first_name: None,
                last_name,
            });
        }
        let (civility, text) = civility_at_end(&text);
        let (civility, text) =
            civility.map_or_else(|| civility_at_start(text), |found| (Some(found), text));
        let mut words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        let birth_name = take_birth_name(&mut words);
        if words.is_empty() {
            return None;
        }
        let (family, first) = split_by_capitals(&words).unwrap_or_else(|| split(&words));
        let mut last_name = title_case(&family);
        if let Some(birth_name) = birth_name {
            last_name = format!("{last_name} née {}", title_case(birth_name));
        }
        let first_name = Some(title_case(&first)).filter(|first| !first.is_empty());
        Some(Self {
            kind: CustomerKind::Person,
            civility: civility.map(str::to_owned),
            first_name,
            last_name,
        })
    }

    /// As lists show it: `Dupont Pierre`, `Mme Martin` where no first name is known.
    pub fn filed(&self) -> String {
        match (&self.first_name, &self.civility) {
            (Some(first), _) => format!("{} {first}", self.last_name),
            (None, Some(civility)) => format!("{civility} {}", self.last_name),
            (None, None) => self.last_name.clone(),
        }
    }

    /// For the search: see [`text::fold`]. The civility is no part of it.
    pub fn folded(&self) -> String {
        text::fold(&match &self.first_name {
            Some(first) => format!("{} {first}", self.last_name),
            None => self.last_name.clone(),
        })
    }
}

fn is_shouted(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
}

/// Takes `née Martin` out of `Durand née Martin Sophie`.
fn take_birth_name<'a>(words: &mut Vec<&'a str>) -> Option<&'a str> {
    let mark = words.iter().position(|word| matches!(text::fold(word).as_str(), "nee" | "ne"))?;
    if mark == 0 || mark + 1 == words.len() {
        return None;
    }
    words.drain(mark..mark + 2).nth(1)
}

/// `DUPONT Pierre`, `Pierre DUPONT`, `de SOUSA Marie`, `LE GOFF M`: what is in capitals is the family
/// name, if anything is not. Single letters are initials.
fn split_by_capitals(words: &[&str]) -> Option<(String, String)> {
    let is_capitals = |word: &str| {
        let name = word.rsplit_once(['\'', '’']).map_or(word, |(_, name)| name);
        name.chars().filter(|c| c.is_alphabetic()).count() > 1
            && !is_initials(word)
            && is_shouted(name)
    };
    let (mut family, mut first) = (Vec::new(), Vec::new());
    for (at, word) in words.iter().enumerate() {
        let next_is_capitals = words.get(at + 1).is_some_and(|next| is_capitals(next));
        if is_capitals(word) || (is_particle(word) && next_is_capitals) {
            family.push(*word);
        } else {
            first.push(*word);
        }
    }
    (!family.is_empty() && !first.is_empty()).then(|| (family.join(" "), first.join(" ")))
}

/// `P.`, `J.-P.`, `M`.
pub(super) fn is_initials(word: &str) -> bool {
    let mut parts = word.split(['.', '-', ' ']).filter(|part| !part.is_empty()).peekable();
    parts.peek().is_some() && parts.all(|part| part.chars().count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &CustomerName) -> String {
        let or_dash = |part: &Option<String>| part.clone().unwrap_or_else(|| "-".to_owned());
        format!("{} | {} | {}", or_dash(&name.civility), or_dash(&name.first_name), name.last_name)
    }

    #[test]
    fn names_as_offices_file_them_are_taken_apart() {
        for (filed, expected) in [
            ("DUPONT Pierre", "- | Pierre | Dupont"),
            ("Dupont P.", "- | P. | Dupont"),
            ("BERNARD É", "- | É | Bernard"),
            ("LE GOFF M", "- | M | Le Goff"),
            ("Le Goff Raymond", "- | Raymond | Le Goff"),
            ("De Sousa É.", "- | É. | De Sousa"),
            ("LE GOFF Marcelle (Mme)", "Mme | Marcelle | Le Goff"),
            ("M. Lopes Martin", "M. | Martin | Lopes"),
            ("MME Gilles Sylvie", "Mme | Sylvie | Gilles"),
            ("M. et Mme DUPONT", "M. et Mme | - | Dupont"),
            ("Pierre DUPONT", "- | Pierre | Dupont"),
            ("Dupont-Durand Marie", "- | Marie | Dupont-Durand"),
            ("DUPONT-DURAND J.-P.", "- | J.-P. | Dupont-Durand"),
            ("Mme DURAND née MARTIN", "Mme | - | Durand née Martin"),
            ("DURAND née MARTIN Sophie", "- | Sophie | Durand née Martin"),
            ("Vve Petit", "Vve | - | Petit"),
            ("d'ANGELO Marie", "- | Marie | D'Angelo"),
            ("MARTIN", "- | - | Martin"),
        ] {
            let name = CustomerName::read_filed(filed).unwrap();
            assert_eq!(parts(&name), expected, "{filed}");
            assert_eq!(name.kind, CustomerKind::Person, "{filed}");
        }
    }

    #[test]
    fn names_as_people_say_them_are_taken_apart() {
        for (said, expected) in [
            ("Pierre Dupont", "- | Pierre | Dupont"),
            ("jean le goff", "- | Jean | Le Goff"),
            ("Mme Sophie Martin", "Mme | Sophie | Martin"),
            ("DUPONT Pierre", "- | Pierre | Dupont"),
            ("Dupont", "- | - | Dupont"),
        ] {
            assert_eq!(parts(&CustomerName::read_spoken(said).unwrap()), expected, "{said}");
        }
    }

    #[test]
    fn organisations_keep_their_whole_name() {
        for (filed, expected) in [
            ("SYNDICAT DE COPROPRIÉTÉ LE CLOS DU LAC", "Syndicat de Copropriété Le Clos du Lac"),
            ("SAS COLLIN", "SAS Collin"),
            ("Garage Le Gall et Fils", "Garage Le Gall et Fils"),
            ("MAIRIE DE LA CLUSAZ", "Mairie de La Clusaz"),
            ("Les Alpes SARL", "Les Alpes SARL"),
        ] {
            let name = CustomerName::read_filed(filed).unwrap();
            assert_eq!(name.kind, CustomerKind::Organisation, "{filed}");
            assert_eq!(name.filed(), expected);
        }
    }

    #[test]
    fn what_has_no_letter_is_no_name() {
        assert_eq!(CustomerName::read_filed(" - "), None);
        assert_eq!(CustomerName::read_filed("M."), None);
        assert_eq!(CustomerName::read_spoken(""), None);
    }
}
