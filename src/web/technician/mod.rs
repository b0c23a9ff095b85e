//! The technician's telephone: its router is its guard.

mod about;
mod field_request;
mod links;
mod pressed_at;
pub(in crate::web) mod shell;
mod today;
mod visit;
mod visit_steps;

use axum::{Router, middleware::from_fn_with_state};

use super::extract::guard_technician;
use crate::app::App;

pub(super) fn routes(app: &App) -> Router<App> {
    Router::new()
        .merge(today::routes())
        .merge(visit::routes())
        .merge(field_request::routes())
        .route_layer(from_fn_with_state(app.clone(), guard_technician))
}
