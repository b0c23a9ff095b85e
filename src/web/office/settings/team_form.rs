//! The form of a colleague's account.

use serde::Deserialize;

use crate::{
    staff::{NewStaff, Role, StaffMember},
    values::{EmailAddress, PhoneNumber, text::clean_line},
    web::forms::{FieldErrors, optional, required},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TeamForm {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: String,
    pub(super) phone: String,
    pub(super) trade: String,
    /// Only for a new colleague.
    pub(super) password: String,
}

impl TeamForm {
    pub(super) fn empty() -> Self {
        Self { role: Role::Technician.name().to_owned(), ..Self::default() }
    }

    pub(super) fn of(person: &StaffMember) -> Self {
        let phone = person.phone.as_deref().map(|phone| {
            PhoneNumber::parse(phone).map_or_else(|_| phone.to_owned(), |number| number.national())
        });
        Self {
            name: person.name.clone(),
            email: person.email.clone(),
            role: person.role.name().to_owned(),
            phone: phone.unwrap_or_default(),
            trade: person.trade.clone().unwrap_or_default(),
            password: String::new(),
        }
    }

    /// A password is never shown again.
    pub(super) fn without_password(self) -> Self {
        Self { password: String::new(), ..self }
    }

    pub(super) fn parse(&self) -> Result<NewStaff, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.check("name", clean_line(&self.name));
        let name = name
            .and_then(|name| errors.check("name", required(&name, "Donnez le prénom et le nom.")));
        let email = errors.check("email", EmailAddress::parse(&self.email));
        let role =
            errors.check("role", self.role.parse::<Role>().map_err(|_| "Choisissez un rôle."));
        let phone = match optional(&self.phone) {
            Some(phone) => errors.check("phone", PhoneNumber::parse(&phone)).map(Some),
            None => Some(None),
        };
        let trade = errors.check("trade", clean_line(&self.trade));
        let (Some(name), Some(email), Some(role), Some(phone), Some(trade)) =
            (name, email, role, phone, trade)
        else {
            return Err(errors);
        };
        Ok(NewStaff {
            name,
            email: email.to_string(),
            role,
            phone: phone.map(|phone| phone.as_str().to_owned()),
            trade: optional(&trade),
        })
    }
}
