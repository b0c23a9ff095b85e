//! Booking, step by step: service, safety, address, slot, contact. Each step is a page of its own.

mod address;
mod callback;
mod contact;
mod contact_upload;
mod safety;
mod services;
mod slots;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, header},
    routing::get,
};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::app::App;

/// How many steps the line on top counts.
const STEPS: usize = 5;

/// Lets the browser's own Back show a step as it was left, which `no-store` would empty.
const BACK_WORKS: HeaderValue = HeaderValue::from_static("private, no-cache");

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/rdv", get(services::index))
        .route("/rdv/securite", get(safety::index))
        .route("/rdv/danger", get(safety::show).post(safety::alert))
        .route("/rdv/adresse", get(address::edit))
        .route("/rdv/creneaux", get(slots::index).post(slots::create))
        .route(
            "/rdv/coordonnees",
            get(contact::new)
                .post(contact::create)
                .layer(DefaultBodyLimit::max(contact_upload::LARGEST_UPLOAD)),
        )
        .route("/rdv/rappel", get(callback::new).post(callback::create))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, BACK_WORKS))
}
