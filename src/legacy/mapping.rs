//! What the office says of the columns of a file, where it knows better than the aliases.

use super::{
    FileKind,
    headers::{self, Place, Role},
    reading::Sheet,
};

/// A column's meaning: its word in forms, its word on the screen, and the headers that it is given so
/// that the reader knows it. As many columns may have it as there are headers.
struct Field {
    key: &'static str,
    label: &'static str,
    role: Role,
    headers: &'static [&'static str],
}

const FIELDS: &[Field] = &[
    Field { key: "code", label: "Code client", role: Role::Code, headers: &["Code client"] },
    Field { key: "nom", label: "Nom", role: Role::Name, headers: &["Nom"] },
    Field { key: "prenom", label: "Prénom", role: Role::FirstName, headers: &["Prénom"] },
    Field { key: "civilite", label: "Civilité", role: Role::Civility, headers: &["Civilité"] },
    Field { key: "societe", label: "Société", role: Role::Company, headers: &["Société"] },
    Field {
        key: "adresse",
        label: "Adresse ou rue",
        role: Role::Address(Place::Main),
        headers: &["Adresse"],
    },
    Field {
        key: "complement",
        label: "Complément d’adresse",
        role: Role::Complement(Place::Main),
        headers: &["Complément"],
    },
    Field {
        key: "code-postal",
        label: "Code postal",
        role: Role::Postcode(Place::Main),
        headers: &["Code postal"],
    },
    Field { key: "ville", label: "Ville", role: Role::City(Place::Main), headers: &["Ville"] },
    Field {
        key: "telephone",
        label: "Téléphone",
        role: Role::Phone,
        headers: &["Téléphone", "Téléphone 1", "Téléphone 2"],
    },
    Field {
        key: "portable",
        label: "Portable",
        role: Role::Mobile,
        headers: &["Portable", "Mobile", "GSM"],
    },
    Field {
        key: "email",
        label: "E-mail",
        role: Role::Email,
        headers: &["E-mail", "Adresse de messagerie 2", "Adresse de messagerie 3"],
    },
];

/// A column that is kept with the row and says nothing of the customer.
pub const IGNORED: &str = "rien";

/// The meanings that a column may have: word in forms, word on the screen.
pub fn fields() -> impl Iterator<Item = (&'static str, &'static str)> {
    FIELDS.iter().map(|field| (field.key, field.label))
}

/// The kinds of files whose columns can be told by hand.
pub const MAPPED_KINDS: [FileKind; 4] =
    [FileKind::MdeClients, FileKind::SageClients, FileKind::OutlookContacts, FileKind::Relances];

/// What a column most probably holds, as a word of [`fields`].
pub fn guess(header: &str) -> &'static str {
    let role = headers::role_of(header);
    FIELDS.iter().find(|field| Some(field.role) == role).map_or(IGNORED, |field| field.key)
}

/// A named mapping. It applies to every file with these headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportProfile {
    pub name: String,
    pub kind: FileKind,
    pub headers: Vec<String>,
    /// A word of [`fields`], or [`IGNORED`], for each header.
    pub fields: Vec<String>,
}

/// Why a mapping makes no sense; said to the person who made it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error("Donnez un nom à ce choix de colonnes.")]
    NoName,
    #[error("Dites de quel logiciel vient ce fichier.")]
    NoKind,
    #[error("Dites quelle colonne est le code du client.")]
    NoCode,
    #[error("Dites quelle colonne est le nom du client, ou sa société.")]
    NoCustomer,
    #[error("Trop de colonnes sont «\u{a0}{0}\u{a0}».")]
    Twice(&'static str),
    #[error("Les colonnes de ce fichier ont changé\u{a0}: choisissez-le à nouveau.")]
    OtherColumns,
}

impl ImportProfile {
    pub fn check(&self) -> Result<(), MappingError> {
        let count = |key: &str| self.fields.iter().filter(|field| *field == key).count();
        if self.name.trim().is_empty() {
            return Err(MappingError::NoName);
        }
        if self.headers.len() != self.fields.len() {
            return Err(MappingError::OtherColumns);
        }
        if let Some(field) = FIELDS.iter().find(|field| count(field.key) > field.headers.len()) {
            return Err(MappingError::Twice(field.label));
        }
        match self.kind.source() {
            None => Err(MappingError::NoKind),
            Some(source) if source.has_codes() && count("code") == 0 => Err(MappingError::NoCode),
            Some(_) if count("nom") + count("societe") == 0 => Err(MappingError::NoCustomer),
            Some(_) => Ok(()),
        }
    }

    /// Gives the columns the headers by which the reader knows them.
    fn apply(&self, sheet: &mut Sheet) {
        let mut used = std::collections::HashMap::<&str, usize>::new();
        for (header, key) in sheet.headers.iter_mut().zip(&self.fields) {
            let field = FIELDS.iter().find(|field| field.key == key);
            let nth = used.entry(key).or_default();
            match field.and_then(|field| field.headers.get(*nth)) {
                Some(known) => *header = (*known).to_owned(),
                None if headers::role_of(header).is_some() => header.push_str(" (non lu)"),
                None => {}
            }
            *nth += 1;
        }
    }
}

/// Applies the profile that these headers have, if there is one; and says which kind it makes of the file.
pub(super) fn apply(profiles: &[ImportProfile], sheet: &mut Sheet) -> Option<FileKind> {
    let profile = profiles.iter().find(|profile| profile.headers == sheet.headers)?;
    profile.apply(sheet);
    Some(profile.kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::legacy::{reading::read_sheet, rows};

    fn profile(fields: &[&str]) -> ImportProfile {
        ImportProfile {
            name: "Batigest".to_owned(),
            kind: FileKind::SageClients,
            headers: ["Ident", "Qui", "Fixe", "Fax"].map(str::to_owned).to_vec(),
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        }
    }

    #[test]
    fn a_file_of_unknown_headers_is_read_by_what_the_office_said_of_them() {
        let file = b"Ident;Qui;Fixe;Fax\nB1;DUPONT Pierre;0465711234;0465711235\n";
        let mut sheet = read_sheet(file).unwrap();
        let profile = profile(&["code", "nom", "telephone", IGNORED]);
        assert_eq!(profile.check(), Ok(()));
        assert_eq!(apply(&[profile], &mut sheet), Some(FileKind::SageClients));
        let (rows, rejected) = rows::understand(crate::legacy::Source::Sage, &sheet).unwrap();
        assert_eq!(rejected, []);
        assert_eq!(rows[0].code, "B1");
        assert_eq!(rows[0].said.phones[0].typed, "0465711234");
    }

    #[test]
    fn a_mapping_without_a_code_or_a_name_is_refused() {
        assert_eq!(profile(&["nom", IGNORED, IGNORED, IGNORED]).check(), Err(MappingError::NoCode));
        assert_eq!(
            profile(&["code", IGNORED, IGNORED, IGNORED]).check(),
            Err(MappingError::NoCustomer)
        );
        assert_eq!(
            profile(&["code", "nom", "nom", IGNORED]).check(),
            Err(MappingError::Twice("Nom"))
        );
    }
}
