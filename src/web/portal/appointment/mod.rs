//! One appointment, for its customer, for ever: see, move, cancel, keep in the calendar, write, show a photo.

mod calendar;
mod cancellation;
mod code;
mod earlier;
mod message;
mod moving;
mod photo;
mod progress;
mod show;

use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequestParts, Path},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};

use crate::{
    app::App,
    appointments::{self, AppointmentDetails},
    company::{self, Company},
    values::SecretToken,
    web::{Error, Result, page::Page},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/suivi/{token}", get(show::show))
        .route("/suivi/{token}/code", post(code::create))
        .route("/suivi/{token}/deplacer", get(moving::edit).post(moving::update))
        .route("/suivi/{token}/annuler", get(cancellation::new).post(cancellation::create))
        .route("/suivi/{token}/plus-tot", post(earlier::update))
        .route("/suivi/{token}/message", post(message::create))
        .route(
            "/suivi/{token}/photo",
            post(photo::create).layer(DefaultBodyLimit::max(photo::LARGEST_UPLOAD)),
        )
        .route("/suivi/{token}/rendez-vous.ics", get(calendar::show))
}

#[derive(Template)]
#[template(path = "portal/appointment/unknown.html")]
struct UnknownPage {
    company: Company,
}

/// The appointment of the link in the address, for who may see it.
struct Followed {
    /// As the address has it.
    token: String,
    visit: AppointmentDetails,
}

/// Else the page for a link that leads nowhere, or the one that asks who is there.
impl FromRequestParts<App> for Followed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let (token, visit) = linked(parts, app).await?;
        if appointments::asks_for_digits(&visit, app.clock.now())
            && !code::was_said(&parts.headers, app, &visit)
        {
            let asking = code::ask(app, token, None).await;
            return Err(asking.unwrap_or_else(IntoResponse::into_response));
        }
        Ok(Self { token, visit })
    }
}

/// The same, whoever is there.
struct Linked {
    token: String,
    visit: AppointmentDetails,
}

impl FromRequestParts<App> for Linked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let (token, visit) = linked(parts, app).await?;
        Ok(Self { token, visit })
    }
}

async fn linked(parts: &mut Parts, app: &App) -> Result<(String, AppointmentDetails), Response> {
    let Path(token) = Path::<String>::from_request_parts(parts, app)
        .await
        .map_err(IntoResponse::into_response)?;
    // As we write it: the address may have it in capitals.
    let token = SecretToken::parse(&token).map_or(token, |token| token.reveal());
    match find(app, &token).await {
        Ok(Some(visit)) => Ok((token, visit)),
        Ok(None) => Err(unknown(app).await.unwrap_or_else(IntoResponse::into_response)),
        Err(error) => Err(Error::from(error).into_response()),
    }
}

/// The appointment of a link.
pub(super) async fn find(app: &App, token: &str) -> sqlx::Result<Option<AppointmentDetails>> {
    match SecretToken::parse(token) {
        Some(token) => appointments::find_by_token(&app.db, &token).await,
        None => Ok(None),
    }
}

async fn unknown(app: &App) -> Result<Response> {
    let company = company::load(&app.db).await?;
    Ok((StatusCode::NOT_FOUND, Page(UnknownPage { company })).into_response())
}

/// As the customer knows the service.
fn service_name(appointment: &AppointmentDetails) -> &str {
    appointment.service_online_name.as_deref().unwrap_or(&appointment.service_name)
}
