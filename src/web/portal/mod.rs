//! The public portal: what a customer sees, who never signs in. It needs no script, but for one page that stands in the way of robots.

mod answers;
mod appointment;
mod booking;
mod gate;
mod information;
mod look;
mod slot_days;

use axum::{Router, middleware::from_fn_with_state};

use crate::app::App;

pub(super) fn routes(app: &App) -> Router<App> {
    Router::new()
        .merge(booking::routes())
        .merge(appointment::routes())
        .merge(information::routes())
        .merge(look::routes())
        .route_layer(from_fn_with_state(app.clone(), gate::stand))
}
