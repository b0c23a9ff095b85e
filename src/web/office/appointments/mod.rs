//! Appointments as the office makes, reads, moves and cancels them.

mod booking;
mod booking_form;
mod booking_page;
mod cancelling;
mod choice;
mod moving;
mod moving_page;
mod show;
mod slots;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/rendez-vous/nouveau", get(booking::new).post(booking::create))
        .route("/rendez-vous/{id}", get(show::show))
        .route("/rendez-vous/{id}/deplacer", get(moving::edit).post(moving::update))
        .route("/rendez-vous/{id}/retour", post(moving::undo))
        .route("/rendez-vous/{id}/annuler", get(cancelling::edit).post(cancelling::create))
        .route("/rendez-vous/{id}/retablissement", post(cancelling::undo))
        .route("/rendez-vous/{id}/annulation-immediate", post(cancelling::undo_booking))
}
