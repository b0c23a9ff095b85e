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
    travel::{self, Commune},
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
    /// The commune that we do not go to, or that we do not know.
    too_far: Option<TooFar>,
}

/// Nobody comes there alone: the office is asked.
struct TooFar {
    /// None where the commune was not recognised.
    commune: Option<&'static str>,
}

pub(super) async fn edit(
    State(app): State<App>,
    Query(answers): Query<Answers>,
) -> Result<Response> {
    if answers.service(&app).await?.is_none() || !answers.is_safe() {
        return Ok(answers.first_open_step().into_response());
    }
    let company = company::load(&app.db).await?;
    Ok(Page(AddressPage { company, answers, errors: FieldErrors::default(), too_far: None })
        .into_response())
}

/// Asks again, with what is missing.
pub(super) async fn ask_again(app: &App, answers: Answers, missing: String) -> Result<Response> {
    let company = company::load(&app.db).await?;
    Ok(show_again(AddressPage {
        company,
        answers,
        errors: FieldErrors::one("address", missing),
        too_far: None,
    }))
}

/// Says that the place is outside the zones, and offers to call.
pub(super) async fn say_too_far(
    app: &App,
    answers: Answers,
    place: Option<Commune>,
) -> Result<Response> {
    let company = company::load(&app.db).await?;
    let too_far = Some(TooFar { commune: place.and_then(travel::name_of) });
    Ok(show_again(AddressPage { company, answers, errors: FieldErrors::default(), too_far }))
}
