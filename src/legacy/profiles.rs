//! What the columns of each known file mean.

use std::collections::{BTreeMap, HashMap};

use super::{Source, reading::UnreadableFile};
use crate::values::{PostalAddress, text};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Code,
    Name,
    /// The whole address on one line, or its street.
    Address,
    Complement,
    Postcode,
    City,
    Phone,
    Mobile,
    Email,
}

/// The columns of one kind of file, under the folded names that its exports gave them.
struct Profile {
    code_label: &'static str,
    name_label: &'static str,
    columns: &'static [(&'static str, Role)],
}

const MDE: Profile = Profile {
    code_label: "Code client",
    name_label: "Nom",
    columns: &[
        ("code client", Role::Code),
        ("code", Role::Code),
        ("nom", Role::Name),
        ("nom client", Role::Name),
        ("adresse", Role::Address),
        ("tel", Role::Phone),
        ("telephone", Role::Phone),
        ("portable", Role::Mobile),
        ("email", Role::Email),
        ("e mail", Role::Email),
        ("mail", Role::Email),
    ],
};

const SAGE: Profile = Profile {
    code_label: "Numéro",
    name_label: "Intitulé",
    columns: &[
        ("numero", Role::Code),
        ("ct num", Role::Code),
        ("n client", Role::Code),
        ("intitule", Role::Name),
        ("ct intitule", Role::Name),
        ("adresse", Role::Address),
        ("ct adresse", Role::Address),
        ("complement", Role::Complement),
        ("ct complement", Role::Complement),
        ("code postal", Role::Postcode),
        ("cp", Role::Postcode),
        ("ct codepostal", Role::Postcode),
        ("ville", Role::City),
        ("ct ville", Role::City),
        ("telephone", Role::Phone),
        ("ct telephone", Role::Phone),
        ("portable", Role::Mobile),
        ("mobile", Role::Mobile),
        ("e mail", Role::Email),
        ("email", Role::Email),
        ("ct email", Role::Email),
    ],
};

/// What a row says of its customer, by its columns; blank where there is no such column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cells {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) phones: Vec<String>,
    pub(super) email: String,
    pub(super) address: PostalAddress,
}

/// Which file it is: the one whose columns are all there without which no row makes sense.
pub(super) fn recognise(headers: &[String]) -> Result<Source, UnreadableFile> {
    Source::ALL
        .into_iter()
        .find(|source| RowReader::new(*source).check(headers).is_ok())
        .ok_or(UnreadableFile::UnknownColumns)
}

/// Reads rows of one source, whether they come from a file or were kept from one.
#[derive(Debug)]
pub(super) struct RowReader {
    source: Source,
    /// What was found out about each header met so far.
    roles: HashMap<String, Option<Role>>,
}

impl RowReader {
    pub(super) fn new(source: Source) -> Self {
        Self { source, roles: HashMap::new() }
    }

    /// Fails where a column without which no row makes sense is missing.
    pub(super) fn check(&mut self, headers: &[String]) -> Result<(), UnreadableFile> {
        let roles: Vec<Role> = headers.iter().filter_map(|header| self.role(header)).collect();
        let profile = profile(self.source);
        for (role, label) in [(Role::Code, profile.code_label), (Role::Name, profile.name_label)] {
            if !roles.contains(&role) {
                return Err(UnreadableFile::MissingColumn(label));
            }
        }
        Ok(())
    }

    pub(super) fn read(&mut self, raw: &BTreeMap<String, String>) -> Cells {
        let mut by_role = BTreeMap::<Role, String>::new();
        for (header, cell) in raw {
            let cell = text::strip_line(cell);
            if let Some(role) = self.role(header).filter(|_| !cell.is_empty()) {
                by_role.entry(role).or_insert(cell);
            }
        }
        let mut take = |role| by_role.remove(&role);
        let address = take(Role::Address).unwrap_or_default();
        let address = match (take(Role::Postcode), take(Role::City), take(Role::Complement)) {
            (None, None, None) => PostalAddress::parse_one_line(&address),
            (postcode, city, complement) => {
                PostalAddress { street: address, complement, postcode, city }
            }
        };
        Cells {
            code: take(Role::Code).unwrap_or_default(),
            name: take(Role::Name).unwrap_or_default(),
            phones: [Role::Phone, Role::Mobile].into_iter().filter_map(&mut take).collect(),
            email: take(Role::Email).unwrap_or_default(),
            address,
        }
    }

    fn role(&mut self, header: &str) -> Option<Role> {
        if let Some(role) = self.roles.get(header) {
            return *role;
        }
        let folded = folded_header(header);
        let role = profile(self.source)
            .columns
            .iter()
            .find(|(name, _)| *name == folded)
            .map(|(_, role)| *role);
        self.roles.insert(header.to_owned(), role);
        role
    }
}

fn profile(source: Source) -> &'static Profile {
    match source {
        Source::Mde => &MDE,
        Source::Sage => &SAGE,
    }
}

/// Folded, with a space for each sign: `N° client` is `n client`, `E-mail` is `e mail`.
fn folded_header(header: &str) -> String {
    let folded = text::fold(header).replace('°', " ");
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(line: &str) -> Vec<String> {
        line.split(';').map(str::to_owned).collect()
    }

    #[test]
    fn files_are_recognised_by_their_headers() {
        assert_eq!(recognise(&headers("Code client;Nom;Adresse;Tél;Email")), Ok(Source::Mde));
        assert_eq!(recognise(&headers("NUMERO;INTITULE;ADRESSE")), Ok(Source::Sage));
        for other in [
            "N° pièce;Date;Code client;Intitulé",
            "Code chantier;Code client;Libellé",
            "Titre;Prénom;Nom",
        ] {
            assert_eq!(recognise(&headers(other)), Err(UnreadableFile::UnknownColumns), "{other}");
        }
        let missing = RowReader::new(Source::Mde).check(&headers("Code client;Adresse"));
        assert_eq!(missing, Err(UnreadableFile::MissingColumn("Nom")));
    }

    #[test]
    fn both_ways_of_writing_an_address_are_read() {
        let raw = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(header, cell)| ((*header).to_owned(), (*cell).to_owned())).collect()
        };
        let mde =
            RowReader::new(Source::Mde).read(&raw(&[("Adresse", "12 rue Carnot, 74000 Annecy")]));
        let sage = RowReader::new(Source::Sage).read(&raw(&[
            ("Adresse", "12, r. Carnot"),
            ("Complément", "Bât. B"),
            ("Code postal", "74000"),
            ("Ville", "ANNECY CEDEX"),
        ]));
        assert_eq!(mde.address.key(), sage.address.key());
        assert_eq!(sage.address.complement.as_deref(), Some("Bât. B"));
    }
}
