//! The technician's telephone: its router is its guard.

use axum::{Router, middleware::from_fn_with_state};

use super::extract::guard_technician;
use crate::app::App;

pub(super) fn routes(app: &App) -> Router<App> {
    Router::new().route_layer(from_fn_with_state(app.clone(), guard_technician))
}
