//! The technician's telephone: its router is its guard.

use axum::Router;

use crate::app::App;

pub(super) fn routes(_app: &App) -> Router<App> {
    Router::new()
}
