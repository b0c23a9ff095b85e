//! One appointment, for its customer, for ever: see, move, cancel, keep in the calendar.

mod calendar;
mod cancellation;
mod moving;
mod progress;
mod show;

use askama::Template;
use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{
    app::App,
    appointments::{self, AppointmentDetails},
    company::{self, Company},
    values::SecretToken,
    web::{Result, page::Page},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/suivi/{token}", get(show::show))
        .route("/suivi/{token}/deplacer", get(moving::edit).post(moving::update))
        .route("/suivi/{token}/annuler", get(cancellation::new).post(cancellation::create))
        .route("/suivi/{token}/rendez-vous.ics", get(calendar::show))
}

#[derive(Template)]
#[template(path = "portal/appointment/unknown.html")]
struct UnknownPage {
    company: Company,
}

/// The appointment of a link, or the page for a link that leads nowhere.
async fn find(app: &App, token: &str) -> Result<Result<AppointmentDetails, Response>> {
    let found = match SecretToken::parse(token) {
        Some(token) => appointments::find_by_token(&app.db, &token).await?,
        None => None,
    };
    if let Some(appointment) = found {
        return Ok(Ok(appointment));
    }
    let company = company::load(&app.db).await?;
    Ok(Err((StatusCode::NOT_FOUND, Page(UnknownPage { company })).into_response()))
}

/// As the customer knows the service.
fn service_name(appointment: &AppointmentDetails) -> &str {
    appointment.service_online_name.as_deref().unwrap_or(&appointment.service_name)
}
