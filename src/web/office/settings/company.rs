//! What the company is called, and how its customers reach it.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    app::App,
    company::{self, Company, Look},
    values::{EmailAddress, PhoneNumber, text::clean_line},
    web::{
        Result,
        extract::CurrentStaff,
        flash::Flash,
        forms::{FieldErrors, Form, optional, required},
        office::shell::Shell,
        page::{Page, show_again},
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CompanyForm {
    name: String,
    phone: String,
    email: String,
    address: String,
    sms_sender: String,
    undo_seconds: String,
}

#[derive(Template)]
#[template(path = "office/settings/company.html")]
struct CompanyPage {
    shell: Shell,
    form: CompanyForm,
    errors: FieldErrors,
}

pub(super) async fn edit(State(app): State<App>, shell: Shell) -> Result<Response> {
    let form = CompanyForm::of(company::load(&app.db).await?);
    Ok(Page(CompanyPage { shell, form, errors: FieldErrors::default() }).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<CompanyForm>,
) -> Result<Response> {
    let company = match form.parse() {
        Ok(company) => company,
        Err(errors) => return Ok(show_again(CompanyPage { shell, form, errors })),
    };
    company::save(&app.db, &company).await?;
    Flash::say("Entreprise enregistrée.").keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages/entreprise").into_response())
}

impl CompanyForm {
    fn of(company: Company) -> Self {
        Self {
            name: company.name,
            phone: company.phone,
            email: company.email.unwrap_or_default(),
            address: company.address.unwrap_or_default(),
            sms_sender: company.sms_sender,
            undo_seconds: company.undo_seconds.to_string(),
        }
    }

    fn parse(&self) -> std::result::Result<Company, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.check("name", clean_line(&self.name));
        let name = name.and_then(|name| {
            errors.check("name", required(&name, "Donnez le nom de l’entreprise."))
        });
        let phone = errors.check("phone", PhoneNumber::parse(&self.phone));
        let email = match optional(&self.email) {
            Some(email) => errors
                .check("email", EmailAddress::parse(&email))
                .map(|email| Some(email.to_string())),
            None => Some(None),
        };
        let address = errors.check("address", clean_line(&self.address));
        let sms_sender = errors.check("sms_sender", company::read_sms_sender(&self.sms_sender));
        let seconds =
            self.undo_seconds.trim().parse().ok().filter(|seconds| (0..=120).contains(seconds));
        let undo_seconds = errors.check("undo_seconds", seconds.ok_or("De 0 à 120 secondes."));
        let (
            Some(name),
            Some(phone),
            Some(email),
            Some(address),
            Some(sms_sender),
            Some(undo_seconds),
        ) = (name, phone, email, address, sms_sender, undo_seconds)
        else {
            return Err(errors);
        };
        Ok(Company {
            name,
            // Plain spaces: customers copy it.
            phone: phone.national().replace('\u{a0}', " "),
            email,
            address: optional(&address),
            sms_sender,
            undo_seconds,
            look: Look::default(),
        })
    }
}
