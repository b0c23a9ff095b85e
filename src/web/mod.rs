//! HTTP: four surfaces over one business.

mod account;
pub mod assets;
mod cookies;
mod error;
mod extract;
mod flash;
mod forms;
mod live;
mod machine;
mod office;
mod page;
mod portal;
mod security;
pub mod serve;
mod sign_in;
mod style;
mod technician;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer,
    timeout::TimeoutLayer, trace::TraceLayer,
};

use tracing::Span;

use crate::app::App;

pub use error::Error;

/// What a handler returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// No form of ours is larger; routes that take files say so themselves.
const LARGEST_BODY: usize = 256 * 1024;

pub fn router(app: App) -> Router {
    let for_people = Router::new()
        .merge(office::routes(&app))
        .merge(technician::routes(&app))
        .merge(
            Router::new()
                .merge(live::routes())
                .merge(account::routes())
                .route_layer(from_fn_with_state(app.clone(), extract::guard_staff)),
        )
        .merge(sign_in::routes())
        .merge(portal::routes(&app))
        .layer(CsrfLayer::new())
        // Files are compressed already.
        .layer(CompressionLayer::new());
    // The gallery of components, for those who build pages.
    let gallery =
        if cfg!(debug_assertions) || app.settings.demo { style::routes() } else { Router::new() };

    for_people
        // Programs send no Sec-Fetch-Site; they show a token instead.
        .merge(machine::routes())
        .merge(assets::routes())
        .merge(gallery)
        .fallback(async || Error::NotFound)
        // A request passes these from top to bottom, its response from bottom to top.
        .layer(
            ServiceBuilder::new()
                .layer(TraceLayer::new_for_http().make_span_with(span_of))
                .layer(from_fn_with_state(app.clone(), security::see_through_proxy))
                .layer(from_fn_with_state(app.clone(), security::add_headers))
                .layer(from_fn(error::show_page))
                .layer(CatchPanicLayer::new())
                .layer(TimeoutLayer::with_status_code(
                    StatusCode::SERVICE_UNAVAILABLE,
                    app.settings.longest_answer,
                ))
                .layer(DefaultBodyLimit::max(LARGEST_BODY)),
        )
        .with_state(app)
}

/// Without the address itself: some hold the secret of a link, or what a customer answered.
fn span_of(request: &Request) -> Span {
    let surface = request.uri().path().split('/').nth(1).unwrap_or_default();
    tracing::debug_span!("request", method = %request.method(), surface)
}
