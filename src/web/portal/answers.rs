//! What a visitor has answered so far: it travels in the address and in hidden fields, and is kept nowhere.

use axum::{extract::FromRequestParts, http::request::Parts, response::Redirect};
use chrono::{DateTime, Utc};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    app::App,
    appointments::{self, AppointmentDetails},
    catalog::{self, Service},
    values::{PostalAddress, SecretToken, text::clean_line},
    web::{Error, Result, forms::read_form},
};

/// The answer to the safety questions that lets the visitor go on.
pub(super) const SAFE: &str = "rien";

/// Longer than any address that people write on an envelope.
const LONGEST_ADDRESS: usize = 200;

/// As they were given, each empty until then.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Answers {
    /// The code of a service.
    pub(super) service: String,
    /// [`SAFE`] once the safety questions were answered.
    pub(super) safety: String,
    pub(super) address: String,
    /// The token of a held slot.
    pub(super) hold: String,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) email: String,
    /// The token of an appointment that this one comes with: for the same customer at the same address.
    pub(super) suite: String,
}

impl Answers {
    /// For one more appointment where this one is.
    pub(super) fn same_as(token: &str, visit: &AppointmentDetails) -> Self {
        Self { suite: token.to_owned(), address: visit.address(), ..Self::default() }
    }

    /// The appointment that this one comes with, while its link alone shows it and the address is still its own.
    pub(super) async fn same_customer(
        &self,
        app: &App,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Option<AppointmentDetails>> {
        if self.suite.is_empty() {
            return Ok(None);
        }
        let visit = super::appointment::find(app, &self.suite).await?;
        Ok(visit.filter(|visit| {
            !appointments::asks_for_digits(visit, now) && visit.address() == self.address
        }))
    }

    /// The address of a step, with all that was answered.
    pub(super) fn at(&self, path: &str) -> String {
        let query =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(self.given()).finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// For templates: what a form carries along, without the fields that it shows.
    pub(super) fn carried_without<'a>(
        &'a self,
        shown: &'a [&str],
    ) -> impl Iterator<Item = (&'static str, &'a str)> {
        self.given().filter(|(name, _)| !shown.contains(name))
    }

    fn given(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("service", self.service.as_str()),
            ("safety", &self.safety),
            ("address", &self.address),
            ("hold", &self.hold),
            ("name", &self.name),
            ("phone", &self.phone),
            ("email", &self.email),
            ("suite", &self.suite),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
    }

    /// The service, if it is one that customers book alone.
    pub(super) async fn service(&self, app: &App) -> Result<Option<Service>> {
        let service = catalog::find_by_code(&app.db, &self.service).await?;
        Ok(service.filter(|service| service.active && service.online))
    }

    pub(super) fn is_safe(&self) -> bool {
        self.safety == SAFE
    }

    /// Where somebody belongs who came here without the answers before.
    pub(super) fn first_open_step(&self) -> Redirect {
        Redirect::to(&self.at(if self.service.is_empty() { "/rdv" } else { "/rdv/securite" }))
    }

    /// The address, or what is missing in it, said to the visitor.
    pub(super) fn postal_address(&self) -> Result<PostalAddress, String> {
        let line = clean_line(&self.address).map_err(|error| error.to_string())?;
        if line.is_empty() {
            return Err("Indiquez l’adresse où nous devons venir.".to_owned());
        }
        if line.chars().count() > LONGEST_ADDRESS {
            return Err(format!(
                "Cette adresse est trop longue\u{a0}: {LONGEST_ADDRESS}\u{a0}caractères au plus."
            ));
        }
        let address = PostalAddress::parse_one_line(&line);
        if address.street.is_empty() {
            return Err("Indiquez aussi le numéro et la rue.".to_owned());
        }
        if address.city.is_none() && address.postcode.is_none() {
            return Err(
                "Ajoutez le code postal et la commune à la fin, par exemple\u{a0}: 74000 Annecy."
                    .to_owned(),
            );
        }
        Ok(address)
    }

    pub(super) fn hold_token(&self) -> Option<SecretToken> {
        SecretToken::parse(&self.hold)
    }
}

/// The query of a page, read as strictly as a form.
#[derive(Debug)]
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Error> {
        read_form(parts.uri.query().unwrap_or_default().as_bytes()).map(Self)
    }
}
