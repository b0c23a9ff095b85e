//! Safety first: a danger stops the way and says what to do now.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    super::answers::{Answers, Query},
    callback,
};
use crate::{
    app::App,
    catalog::{Service, triage::Danger},
    company::{self, Company},
    promises,
    values::PhoneNumber,
    web::{
        Error, Result,
        extract::Now,
        forms::{FieldErrors, Form},
        page::{Page, show_again},
    },
};

#[derive(Template)]
#[template(path = "portal/booking/safety.html")]
struct SafetyPage {
    company: Company,
    answers: Answers,
    service: Service,
}

pub(super) async fn index(
    State(app): State<App>,
    Query(answers): Query<Answers>,
) -> Result<Response> {
    let Some(service) = answers.service(&app).await? else {
        return Ok(Redirect::to("/rdv").into_response());
    };
    let company = company::load(&app.db).await?;
    Ok(Page(SafetyPage { company, answers, service }).into_response())
}

/// Whoever is in danger may leave a number, and nothing else is asked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AlertForm {
    danger: String,
    phone: String,
    website: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    danger: String,
    /// There once the office was alerted.
    alerte: String,
}

#[derive(Template)]
#[template(path = "portal/booking/danger.html")]
struct DangerPage {
    company: Company,
    danger: Danger,
    is_alerted: bool,
    form: AlertForm,
    errors: FieldErrors,
}

pub(super) async fn show(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse> {
    let danger = Danger::from_name(&asked.danger).ok_or(Error::NotFound)?;
    let company = company::load(&app.db).await?;
    let is_alerted = !asked.alerte.is_empty();
    Ok(Page(DangerPage {
        company,
        danger,
        is_alerted,
        form: AlertForm::default(),
        errors: FieldErrors::default(),
    }))
}

pub(super) async fn alert(
    State(app): State<App>,
    Now(now): Now,
    Form(form): Form<AlertForm>,
) -> Result<Response> {
    let danger = Danger::from_name(&form.danger).ok_or(Error::NotFound)?;
    let mut errors = FieldErrors::default();
    callback::refuse_robots(&form.website, &mut errors);
    let phone = errors.check("phone", PhoneNumber::parse(&form.phone));
    let (Some(phone), true) = (phone, errors.is_empty()) else {
        let company = company::load(&app.db).await?;
        return Ok(show_again(DangerPage { company, danger, is_alerted: false, form, errors }));
    };
    let what = format!(
        "DANGER, rappeler tout de suite le {}\u{a0}: {}",
        phone.national(),
        danger.answer()
    );
    promises::promise_danger_call(&app.db, what, now).await?;
    Ok(Redirect::to(&format!("/rdv/danger?danger={}&alerte=oui", danger.name())).into_response())
}
