//! The company's own colour and logo, as files that browsers keep.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{
    app::App,
    company,
    values::Colour,
    web::{Error, Result},
};

/// Its name says what is in it.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/rdv/couleur/{file}", get(colour)).route("/rdv/logo/{file}", get(logo))
}

/// `1b4fa8.css`: whatever colour is asked for, made readable.
async fn colour(Path(file): Path<String>) -> Result<Response> {
    let colour = file.strip_suffix(".css").and_then(Colour::parse).ok_or(Error::NotFound)?;
    let (day, night) = (colour.for_day(), colour.for_night());
    let css = format!(
        ":root{{--blue:{day};--blue-strong:{};--blue-tint:{};--on-blue:#fff}}\
         @media (prefers-color-scheme:dark){{:root:not([data-theme=\"light\"])\
         {{--blue:{night};--blue-strong:{night};--blue-tint:{};--on-blue:#11161d}}}}",
        day.darker(),
        day.tint(),
        night.night_tint(),
    );
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, FOR_EVER),
    ];
    Ok((headers, css).into_response())
}

async fn logo(State(app): State<App>, Path(file): Path<String>) -> Result<Response> {
    let hash = file.strip_suffix(".png").ok_or(Error::NotFound)?;
    let logo = company::logo(&app.db, hash).await?.ok_or(Error::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (header::CACHE_CONTROL, FOR_EVER),
    ];
    Ok((headers, logo).into_response())
}
