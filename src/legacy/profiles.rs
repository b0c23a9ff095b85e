//! What a row says of its customer, by its columns.

use std::collections::{BTreeMap, HashMap};

use super::{
    Source,
    headers::{Place, Role, role_of},
    reading::UnreadableFile,
};
use crate::{
    customers::{CustomerKind, CustomerName},
    values::{PostalAddress, text},
};

/// What a row says of its customer, by its columns; blank where there is no such column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cells {
    pub(super) code: String,
    pub(super) name: String,
    /// Whether `name` is a family name, since the file has a column for the first name.
    pub(super) is_split: bool,
    pub(super) civility: String,
    pub(super) first_name: String,
    pub(super) company: String,
    pub(super) phones: Vec<String>,
    pub(super) email: String,
    pub(super) address: PostalAddress,
    pub(super) more_emails: Vec<String>,
    pub(super) more_addresses: Vec<PostalAddress>,
}

impl Cells {
    /// Who the row speaks of: its company where it names one, else its person. None without a name.
    pub(super) fn customer_name(&self) -> Option<CustomerName> {
        if !self.company.is_empty() {
            return CustomerName::from_parts(CustomerKind::Organisation, "", "", &self.company);
        }
        // `Monsieur` and `Mr` are `M.`: as the reader of whole names says it.
        let civility = if self.civility.is_empty() {
            None
        } else {
            CustomerName::read_filed(&format!("{} Nom", self.civility))
                .and_then(|name| name.civility)
        };
        let civility = civility.unwrap_or_default();
        if self.is_split {
            let person = CustomerKind::Person;
            return match self.name.as_str() {
                "" => CustomerName::from_parts(person, &civility, "", &self.first_name),
                name => CustomerName::from_parts(person, &civility, &self.first_name, name),
            };
        }
        let mut name = CustomerName::read_filed(&self.name)?;
        if name.kind == CustomerKind::Person && name.civility.is_none() && !civility.is_empty() {
            name.civility = Some(civility);
        }
        Some(name)
    }
}

/// Reads rows of customers of one source, whether they come from a file or were kept from one.
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

    pub(super) fn source(&self) -> Source {
        self.source
    }

    /// Fails where a column without which no row makes sense is missing.
    pub(super) fn check(&mut self, headers: &[String]) -> Result<(), UnreadableFile> {
        let roles: Vec<Role> = headers.iter().filter_map(|header| self.role(header)).collect();
        let (code, name) = match self.source {
            Source::Mde => ("Code client", "Nom"),
            Source::Sage => ("Numéro", "Intitulé"),
            Source::Relances => ("", "Client"),
            Source::Outlook => ("", "Nom"),
        };
        if self.source.has_codes() && !roles.contains(&Role::Code) {
            return Err(UnreadableFile::MissingColumn(code));
        }
        if !roles.iter().any(|role| matches!(role, Role::Name | Role::Company)) {
            return Err(UnreadableFile::MissingColumn(name));
        }
        Ok(())
    }

    pub(super) fn read(&mut self, raw: &BTreeMap<String, String>) -> Cells {
        let mut by_role = BTreeMap::<Role, Vec<String>>::new();
        let mut is_split = false;
        for (header, cell) in raw {
            let role = self.role(header);
            is_split |= role == Some(Role::FirstName);
            let cell = text::strip_line(cell);
            if let Some(role) = role.filter(|_| !cell.is_empty()) {
                by_role.entry(role).or_default().push(cell);
            }
        }
        let mut all = |role| by_role.remove(&role).unwrap_or_default();
        let mut addresses: Vec<PostalAddress> = [Place::Main, Place::Home, Place::Other]
            .into_iter()
            .map(|place| {
                let mut first = |role| all(role).into_iter().next();
                let street = first(Role::Address(place)).unwrap_or_default();
                let complement = first(Role::Complement(place));
                match (first(Role::Postcode(place)), first(Role::City(place)), complement) {
                    (None, None, None) => PostalAddress::parse_one_line(&street),
                    (postcode, city, complement) => {
                        PostalAddress { street, complement, postcode, city }
                    }
                }
            })
            .filter(|address| !address.is_empty())
            .collect();
        let mut emails = all(Role::Email);
        let phones = [all(Role::Phone), all(Role::Mobile)].concat();
        let mut first = |role| all(role).into_iter().next().unwrap_or_default();
        Cells {
            code: first(Role::Code),
            name: first(Role::Name),
            is_split,
            civility: first(Role::Civility),
            first_name: first(Role::FirstName),
            company: first(Role::Company),
            address: take_first(&mut addresses),
            email: take_first(&mut emails),
            more_emails: emails,
            more_addresses: addresses,
            phones,
        }
    }

    fn role(&mut self, header: &str) -> Option<Role> {
        if let Some(role) = self.roles.get(header) {
            return *role;
        }
        let role = role_of(header);
        self.roles.insert(header.to_owned(), role);
        role
    }
}

fn take_first<T: Default>(list: &mut Vec<T>) -> T {
    if list.is_empty() { T::default() } else { list.remove(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn outlook_has_a_person_or_a_company_and_several_of_each_thing() {
        let raw = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(header, cell)| ((*header).to_owned(), (*cell).to_owned())).collect()
        };
        let mut reader = RowReader::new(Source::Outlook);
        let cells = reader.read(&raw(&[
            ("Titre", "Madame"),
            ("Prénom", "Inès"),
            ("Nom", "Dos Santos"),
            ("Société", ""),
            ("Rue (bureau)", "12 rue Carnot"),
            ("Ville (bureau)", "Annecy"),
            ("Rue (domicile)", "3 rue du Lac"),
            ("Ville (domicile)", "Sévrier"),
            ("Téléphone (bureau)", "04 65 71 12 34"),
            ("Tél. mobile", "06 39 98 12 34"),
            ("Adresse de messagerie", "a@mail.example"),
            ("Adresse de messagerie 2", "b@mail.example"),
        ]));
        let name = cells.customer_name().unwrap();
        assert_eq!(
            (name.filed().as_str(), name.civility.as_deref()),
            ("Dos Santos Inès", Some("Mme"))
        );
        assert_eq!(cells.phones, ["04 65 71 12 34", "06 39 98 12 34"]);
        assert_eq!((cells.email.as_str(), cells.more_emails.len()), ("a@mail.example", 1));
        assert_eq!(cells.more_addresses[0].one_line(), "3 rue du Lac, Sévrier");

        let company = reader.read(&raw(&[
            ("Prénom", "Jacqueline"),
            ("Nom", ""),
            ("Société", "Boulangerie Guillet"),
        ]));
        let name = company.customer_name().unwrap();
        assert_eq!(
            (name.kind, name.last_name.as_str()),
            (CustomerKind::Organisation, "Boulangerie Guillet")
        );
    }

    #[test]
    fn a_column_without_which_no_row_makes_sense_is_asked_for() {
        let headers = ["Code client", "Adresse"].map(str::to_owned);
        let missing = RowReader::new(Source::Mde).check(&headers);
        assert_eq!(missing, Err(UnreadableFile::MissingColumn("Nom")));
    }
}
