//! The office: its router is its guard.

mod customers;
mod search;
pub(in crate::web) mod shell;

use axum::{Router, middleware::from_fn_with_state};

use super::extract::guard_office;
use crate::app::App;

pub(super) fn routes(app: &App) -> Router<App> {
    Router::new()
        .merge(customers::routes())
        .merge(search::routes())
        .route_layer(from_fn_with_state(app.clone(), guard_office))
}
