//! Where we are to come.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};

use super::super::answers::{Answers, Query};
use crate::{
    app::App,
    company::{self, Company},
    web::{
        Result,
        forms::FieldErrors,
        page::{Page, show_again},
    },
};

#[derive(Template)]
#[template(path = "portal/booking/address.html")]
struct AddressPage {
    company: Company,
    answers: Answers,
    errors: FieldErrors,
}

pub(super) async fn edit(
    State(app): State<App>,
    Query(answers): Query<Answers>,
) -> Result<Response> {
    if answers.service(&app).await?.is_none() || !answers.is_safe() {
        return Ok(answers.first_open_step().into_response());
    }
    let company = company::load(&app.db).await?;
    Ok(Page(AddressPage { company, answers, errors: FieldErrors::default() }).into_response())
}

/// Asks again, with what is missing.
pub(super) async fn ask_again(app: &App, answers: Answers, missing: String) -> Result<Response> {
    let company = company::load(&app.db).await?;
    Ok(show_again(AddressPage { company, answers, errors: FieldErrors::one("address", missing) }))
}
