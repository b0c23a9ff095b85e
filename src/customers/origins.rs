//! Where each value of a card comes from: which of the other programs' records says it.

use super::{CustomerName, Email, Phone, Site, SourceRecord, TypedPhone};
use crate::values::{PostalAddress, text};

/// What the office wrote itself.
const OURS: &str = "Relais";

/// The records of one customer, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Origins(Vec<Said>);

/// What one record says.
#[derive(Clone, Debug)]
struct Said {
    source: String,
    names: Vec<String>,
    /// As [`TypedPhone::identity`] has them.
    phones: Vec<String>,
    /// All its text, folded.
    text: String,
    /// Address keys.
    places: Vec<String>,
}

impl Origins {
    pub fn of(records: &[SourceRecord]) -> Self {
        Self(records.iter().map(Said::read).collect())
    }

    /// `ERP MDE, Sage`, or Relais where no record has this name.
    pub fn of_name(&self, name: &str) -> String {
        self.sources(|said| said.names.iter().any(|known| known == name))
    }

    pub fn of_phone(&self, phone: &Phone) -> String {
        let identity = phone.number.as_ref().map_or(phone.typed.as_str(), |number| number.as_str());
        self.sources(|said| said.phones.iter().any(|known| known == identity))
    }

    pub fn of_email(&self, email: &Email) -> String {
        let address = text::fold(email.address.as_str());
        self.sources(|said| said.text.contains(&address))
    }

    pub fn of_site(&self, site: &Site) -> String {
        let key = site.address().key();
        self.sources(|said| said.places.contains(&key))
    }

    fn sources(&self, says: impl Fn(&Said) -> bool) -> String {
        let mut sources: Vec<&str> = Vec::new();
        for said in self.0.iter().filter(|said| says(said)) {
            if !sources.contains(&said.source.as_str()) {
                sources.push(&said.source);
            }
        }
        if sources.is_empty() { OURS.to_owned() } else { sources.join(", ") }
    }
}

impl Said {
    fn read(record: &SourceRecord) -> Self {
        let called = |words: &[&str]| -> Vec<&String> {
            let is_called = |header: &str| {
                let header = text::fold(header);
                words.iter().any(|word| header.contains(word))
            };
            let cells = record.cells.iter().filter(|(header, _)| is_called(header));
            cells.map(|(_, cell)| cell).collect()
        };
        let name_cells = called(&["nom", "intitule", "raison", "client"]);
        let first_name = called(&["prenom"]).into_iter().next();
        let mut names: Vec<String> = Vec::new();
        for cell in name_cells {
            let whole = first_name.map(|first| format!("{cell} {first}"));
            for written in [Some(cell.clone()), whole].into_iter().flatten() {
                names.extend(CustomerName::read_filed(&written).map(|name| name.filed()));
            }
        }
        let phones = record.cells.iter().flat_map(|(_, cell)| TypedPhone::read(cell));
        let postcode = called(&["postal", "cp"]).first().copied().cloned();
        let city = called(&["ville", "commune", "localite"]).first().copied().cloned();
        let places = called(&["adresse", "rue", "voie"]).into_iter().flat_map(|cell| {
            let line = PostalAddress::parse_one_line(cell);
            let parts = PostalAddress {
                street: cell.clone(),
                complement: None,
                postcode: postcode.clone(),
                city: city.clone(),
            };
            [line.key(), parts.key()]
        });
        Self {
            source: record.source_label().to_owned(),
            names,
            phones: phones.map(|phone| phone.identity().to_owned()).collect(),
            places: places.collect(),
            text: record
                .cells
                .iter()
                .map(|(_, cell)| text::fold(cell))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::values::{CustomerId, PhoneId, PhoneKind, PhoneNumber, SiteId, SourceRecordId};

    fn record(source: &str, cells: &[(&str, &str)]) -> SourceRecord {
        SourceRecord {
            id: SourceRecordId(1),
            link_reasons: Vec::new(),
            source: source.to_owned(),
            external_id: "1".to_owned(),
            line: 2,
            imported_at: DateTime::UNIX_EPOCH,
            cells: cells.iter().map(|(one, two)| ((*one).to_owned(), (*two).to_owned())).collect(),
        }
    }

    fn phone(number: &str) -> Phone {
        Phone {
            id: PhoneId(1),
            contact_id: None,
            typed: number.to_owned(),
            number: PhoneNumber::parse(number).ok(),
            kind: PhoneKind::Mobile,
            label: None,
        }
    }

    #[test]
    fn each_value_names_the_programs_that_have_it() {
        let origins = Origins::of(&[
            record(
                "mde",
                &[
                    ("Nom", "DUPONT Pierre"),
                    ("Adresse", "12 RUE DE LA MAIRIE, 74000 ANNECY"),
                    ("Tél", "06 39 98 12 34"),
                ],
            ),
            record(
                "sage",
                &[
                    ("Intitulé", "Dupont P."),
                    ("Adresse", "12 Rue Mairie"),
                    ("Code postal", "74000"),
                    ("Ville", "ANNECY"),
                    ("Portable", "0639981234"),
                    ("Téléphone", "04 65 71 55 66"),
                ],
            ),
        ]);
        assert_eq!(origins.of_name("Dupont Pierre"), "ERP MDE");
        assert_eq!(origins.of_name("Dupont Paul"), "Relais");
        assert_eq!(origins.of_phone(&phone("06 39 98 12 34")), "ERP MDE, Sage");
        assert_eq!(origins.of_phone(&phone("04 65 71 55 66")), "Sage");
        assert_eq!(origins.of_phone(&phone("06 39 98 99 99")), "Relais");
        let site = Site {
            id: SiteId(1),
            customer_id: CustomerId(1),
            label: None,
            street: "12 rue de la Mairie".to_owned(),
            complement: None,
            postcode: Some("74000".to_owned()),
            city: Some("Annecy".to_owned()),
            access_note: None,
        };
        assert_eq!(origins.of_site(&site), "ERP MDE, Sage");
    }
}
