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

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse as _, Response},
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer, trace::TraceLayer,
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
                .layer(from_fn_with_state(app.clone(), give_up))
                .layer(DefaultBodyLimit::max(LARGEST_BODY)),
        )
        .with_state(app)
}

/// What a slow line may take to bring photos or a file, beside our own time; its pauses are bounded elsewhere.
const LONGEST_UPLOAD: Duration = Duration::from_mins(4);

/// Nobody waits for longer than the settings say, but for what they are still sending.
async fn give_up(State(app): State<App>, request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let is_upload = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    let patience =
        app.settings.longest_answer + if is_upload { LONGEST_UPLOAD } else { Duration::ZERO };
    tokio::time::timeout(patience, next.run(request))
        .await
        .unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

/// Without the address itself: some hold the secret of a link, or what a customer answered.
fn span_of(request: &Request) -> Span {
    let surface = request.uri().path().split('/').nth(1).unwrap_or_default();
    tracing::debug_span!("request", method = %request.method(), surface)
}
