//! The form of a customer: what was typed, and what it says.

use serde::Deserialize;

use crate::{
    customers::{Customer, CustomerKind, CustomerName, NewCustomer},
    values::{
        EmailAddress, PhoneReading, PostalAddress, ReadPhoneError, read_phones,
        text::{clean_line, clean_text},
    },
    web::forms::FieldErrors,
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CustomerForm {
    /// `person` or `organisation`.
    pub(super) genre: String,
    pub(super) civilite: String,
    pub(super) prenom: String,
    pub(super) nom: String,
    pub(super) note: String,
    /// What the person saw when they began to type.
    pub(super) version: i32,
    /// Only of a new customer, as the next three.
    pub(super) telephone: String,
    pub(super) email: String,
    pub(super) adresse: String,
    pub(super) acces: String,
}

/// What both forms say.
pub(super) struct Identity {
    pub(super) name: CustomerName,
    pub(super) pinned_note: Option<String>,
}

impl CustomerForm {
    /// For a new customer, with what was looked for in vain: a number, an e-mail address or a name.
    pub(super) fn beginning_with(looked_for: &str) -> Self {
        let looked_for = looked_for.trim().to_owned();
        let mut form = Self { genre: "person".to_owned(), ..Self::default() };
        if !read_phones(&looked_for).numbers().is_empty() {
            form.telephone = looked_for;
        } else if looked_for.contains('@') {
            form.email = looked_for;
        } else if let Some(name) = CustomerName::read_filed(&looked_for) {
            name.kind.as_str().clone_into(&mut form.genre);
            form.civilite = name.civility.unwrap_or_default();
            form.prenom = name.first_name.unwrap_or_default();
            form.nom = name.last_name;
        }
        form
    }

    pub(super) fn of(customer: &Customer) -> Self {
        Self {
            genre: customer.kind.as_str().to_owned(),
            civilite: customer.civility.clone().unwrap_or_default(),
            prenom: customer.first_name.clone().unwrap_or_default(),
            nom: customer.last_name.clone(),
            note: customer.pinned_note.clone().unwrap_or_default(),
            version: customer.version,
            ..Self::default()
        }
    }

    pub(super) fn is_organisation(&self) -> bool {
        self.genre == CustomerKind::Organisation.as_str()
    }

    pub(super) fn parse(&self) -> Result<Identity, FieldErrors> {
        let mut errors = FieldErrors::default();
        let identity = self.identity(&mut errors);
        identity.filter(|_| errors.is_empty()).ok_or(errors)
    }

    /// Reads every field, so that all mistakes are shown at once.
    pub(super) fn parse_new(&self) -> Result<NewCustomer, FieldErrors> {
        let mut errors = FieldErrors::default();
        let identity = self.identity(&mut errors);
        errors.check("telephone", phones(&self.telephone));
        let email = match self.email.trim() {
            "" => None,
            typed => errors.check("email", EmailAddress::parse(typed)),
        };
        let address = errors.check("adresse", clean_line(&self.adresse)).unwrap_or_default();
        let access_note =
            errors.check("acces", clean_text(&self.acces)).filter(|note| !note.is_empty());
        let Some(Identity { name, pinned_note }) = identity.filter(|_| errors.is_empty()) else {
            return Err(errors);
        };
        Ok(NewCustomer {
            name,
            phones: vec![self.telephone.trim().to_owned()],
            email,
            address: Some(PostalAddress::parse_one_line(&address))
                .filter(|address| !address.is_empty()),
            access_note,
            pinned_note,
        })
    }

    fn identity(&self, errors: &mut FieldErrors) -> Option<Identity> {
        let kind =
            if self.is_organisation() { CustomerKind::Organisation } else { CustomerKind::Person };
        let civility = errors.check("civilite", clean_line(&self.civilite));
        let first_name = errors.check("prenom", clean_line(&self.prenom));
        let last_name = errors.check("nom", clean_line(&self.nom));
        let note = errors.check("note", clean_text(&self.note));
        let name = CustomerName::from_parts(kind, &civility?, &first_name?, &last_name?)
            .ok_or("Indiquez le nom.");
        let name = errors.check("nom", name)?;
        Some(Identity { name, pinned_note: note.filter(|note| !note.is_empty()) })
    }
}

/// Blank, or at least one number.
fn phones(typed: &str) -> Result<(), ReadPhoneError> {
    match read_phones(typed) {
        _ if typed.trim().is_empty() => Ok(()),
        PhoneReading::One(_) | PhoneReading::Many(_) => Ok(()),
        PhoneReading::Short(digits) => Err(ReadPhoneError::ShortNumber(digits)),
        PhoneReading::Err(error) => Err(error),
    }
}
