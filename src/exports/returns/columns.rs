//! A row as Sage and the ERP read it back: the row as it came, with what the office changed since.

use std::collections::BTreeMap;

use crate::{
    customers::{CustomerName, TypedPhone},
    values::{PhoneKind, PhoneNumber, PostalAddress},
};

/// A program that reads rows back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    Mde,
    Sage,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Code,
    Name,
    /// The whole address on one line.
    AddressLine,
    Street,
    Complement,
    Postcode,
    City,
    /// Whichever number there is.
    Phone,
    Fixed,
    Mobile,
    Email,
    /// Given back as it came.
    Other,
}

/// The columns of the ERP's client file, in its order (domain.md §6.1).
const MDE: [(&str, Role); 7] = [
    ("Code client", Role::Code),
    ("Nom", Role::Name),
    ("Adresse", Role::AddressLine),
    ("Tél", Role::Phone),
    ("Email", Role::Email),
    ("Nb chantiers", Role::Other),
    ("Dernière intervention", Role::Other),
];

/// The columns of Sage's client file, in its order (domain.md §6.2).
const SAGE: [(&str, Role); 10] = [
    ("Numéro", Role::Code),
    ("Intitulé", Role::Name),
    ("Adresse", Role::Street),
    ("Complément", Role::Complement),
    ("Code postal", Role::Postcode),
    ("Ville", Role::City),
    ("Téléphone", Role::Fixed),
    ("Portable", Role::Mobile),
    ("E-mail", Role::Email),
    ("Dernier contact", Role::Other),
];

impl Program {
    pub const ALL: [Self; 2] = [Self::Mde, Self::Sage];

    /// As it is stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mde => "mde",
            Self::Sage => "sage",
        }
    }

    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|program| program.name() == name)
    }

    /// As the screen calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Mde => "ERP MDE",
            Self::Sage => "Sage",
        }
    }

    fn columns(self) -> &'static [(&'static str, Role)] {
        match self {
            Self::Mde => &MDE,
            Self::Sage => &SAGE,
        }
    }

    pub fn headers(self) -> Vec<&'static str> {
        self.columns().iter().map(|(header, _)| *header).collect()
    }
}

/// A customer as the base has them now.
#[derive(Clone, Debug, Default)]
pub struct Card {
    pub name: String,
    /// Mobiles first: E.164, or as typed where no number could be read.
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    pub sites: Vec<PostalAddress>,
    /// What all records of the customer say, whatever the program: what stands here the office did not write.
    pub filed: Filed,
}

/// What the other programs say of a customer.
#[derive(Clone, Debug, Default)]
pub struct Filed {
    pub names: Vec<String>,
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    /// Address keys.
    pub places: Vec<String>,
}

impl Filed {
    /// Adds what one more record says.
    pub fn add(&mut self, program: Program, raw: &BTreeMap<String, String>) {
        let mut address = PostalAddress::default();
        for (header, role) in program.columns() {
            let cell = raw.get(*header).map(|cell| cell.trim()).unwrap_or_default().to_owned();
            match role {
                Role::Name => {
                    self.names.extend(CustomerName::read_filed(&cell).map(|name| name.filed()));
                }
                Role::Phone | Role::Fixed | Role::Mobile => {
                    let read = TypedPhone::read(&cell);
                    self.phones.extend(read.iter().map(|phone| phone.identity().to_owned()));
                }
                Role::Email => self.emails.push(cell.to_lowercase()),
                Role::AddressLine => address = PostalAddress::parse_one_line(&cell),
                Role::Street => address.street = cell,
                Role::Postcode => address.postcode = Some(cell),
                Role::City => address.city = Some(cell),
                Role::Code | Role::Complement | Role::Other => {}
            }
        }
        self.places.push(address.key());
    }
}

/// The row of a customer whom the program knows, in its columns; none where nothing of it changed.
///
/// A cell is left as it came while what it says is still so. Cells are filled or replaced with what
/// the office wrote, never with what another program says.
pub fn changed_row(
    program: Program,
    raw: &BTreeMap<String, String>,
    card: &Card,
) -> Option<Vec<String>> {
    let mut own = Filed::default();
    own.add(program, raw);
    let site = new_site(card, &own);
    let row: Vec<String> = program
        .columns()
        .iter()
        .map(|(header, role)| {
            let old = raw.get(*header).cloned().unwrap_or_default();
            new_cell(*role, &old, card, site).unwrap_or(old)
        })
        .collect();
    let is_changed = program
        .columns()
        .iter()
        .zip(&row)
        .any(|((header, _), cell)| raw.get(*header).map_or("", String::as_str) != cell);
    is_changed.then_some(row)
}

/// The row of a customer whom the program does not know: without code.
pub fn new_row(program: Program, card: &Card) -> Vec<String> {
    let site = card.sites.first();
    let columns = program.columns().iter();
    columns.map(|(_, role)| new_cell(*role, "", card, site).unwrap_or_default()).collect()
}

/// Where the customer lives now, if no program says so and the one asked says something else.
fn new_site<'a>(card: &'a Card, own: &Filed) -> Option<&'a PostalAddress> {
    let is_still_so = card.sites.iter().any(|site| own.places.contains(&site.key()));
    let ours = |site: &&PostalAddress| !card.filed.places.contains(&site.key());
    card.sites.iter().find(ours).filter(|_| !is_still_so)
}

fn new_cell(role: Role, old: &str, card: &Card, site: Option<&PostalAddress>) -> Option<String> {
    match role {
        Role::Code | Role::Other => None,
        Role::Name => (!card.filed.names.contains(&card.name)).then(|| card.name.clone()),
        Role::Phone => new_phone(old, card, |_| true),
        Role::Fixed => new_phone(old, card, |phone| !is_mobile(phone)),
        Role::Mobile => new_phone(old, card, is_mobile),
        Role::Email => {
            let is_there = card.emails.contains(&old.trim().to_lowercase());
            let ours = card.emails.iter().find(|email| !card.filed.emails.contains(email));
            replaced(old, is_there, ours.cloned())
        }
        Role::AddressLine => site.map(PostalAddress::one_line),
        Role::Street => site.map(|site| site.street.clone()),
        Role::Complement => site.map(|site| site.complement.clone().unwrap_or_default()),
        Role::Postcode => site.map(|site| site.postcode.clone().unwrap_or_default()),
        Role::City => site.map(|site| site.city.clone().unwrap_or_default()),
    }
}

fn new_phone(old: &str, card: &Card, fits: impl Fn(&str) -> bool) -> Option<String> {
    let read = TypedPhone::read(old);
    let is_there = read.iter().any(|phone| card.phones.iter().any(|it| it == phone.identity()));
    let ours =
        card.phones.iter().find(|phone| fits(phone) && !card.filed.phones.contains(phone)).map(
            |phone| {
                PhoneNumber::parse(phone).map_or_else(|_| phone.clone(), |it| in_plain_spaces(&it))
            },
        );
    replaced(old, is_there, ours)
}

/// What stays true stays; what was taken away makes room for what is new, or for nothing.
fn replaced(old: &str, is_there: bool, ours: Option<String>) -> Option<String> {
    match (old.trim().is_empty(), is_there) {
        (false, true) => None,
        (true, _) => ours,
        (false, false) => Some(ours.unwrap_or_default()),
    }
}

/// As the programs write numbers.
fn in_plain_spaces(number: &PhoneNumber) -> String {
    number.national().replace('\u{a0}', " ")
}

fn is_mobile(phone: &str) -> bool {
    TypedPhone::read(phone).iter().any(|phone| phone.kind == PhoneKind::Mobile)
}

#[cfg(test)]
#[path = "columns_tests.rs"]
mod tests;
