//! The public portal: what a customer sees, who never signs in. It needs no script.

mod answers;
mod appointment;
mod booking;
mod information;
mod slot_days;

use axum::Router;

use crate::app::App;

pub(super) fn routes() -> Router<App> {
    Router::new().merge(booking::routes()).merge(appointment::routes()).merge(information::routes())
}
