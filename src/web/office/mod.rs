//! The office: its router is its guard.

pub(in crate::web) mod shell;

use axum::Router;

use crate::app::App;

pub(super) fn routes(_app: &App) -> Router<App> {
    // The first surface to be merged adds: .route_layer(from_fn_with_state(app.clone(), guard_office))
    Router::new()
}
