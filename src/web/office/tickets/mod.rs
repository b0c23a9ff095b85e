//! Requests, from every door: lists and board, one of them and all that is decided of it, a new one, and its end.

mod board;
mod bulk;
mod closing;
mod composer;
mod follow;
mod index;
mod new;
mod notices;
mod owed;
mod presence;
mod query;
mod show;
mod stages;
mod uniting;
mod views;
mod wait;
mod wire;
mod writing;

use axum::{
    Router,
    routing::{get, post},
};

use crate::{app::App, tickets::Status};

pub(super) use owed::{OwedRow, owed_rows};
pub(super) use query::Asked;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/demandes", get(index::index))
        .route("/demandes/tableau", get(board::show))
        .route("/demandes/lot", post(bulk::update))
        .route("/demandes/vues", post(views::create))
        .route("/demandes/vues/{id}/retrait", post(views::destroy))
        .route("/demandes/avis/{id}/vu", post(notices::see))
        .route("/demandes/nouvelle", get(new::new).post(new::create))
        .route("/demandes/{number}", get(show::show))
        .route("/demandes/photos/{id}", get(show::photo))
        .route("/demandes/{number}/suite", post(follow::update))
        .route("/demandes/{number}/messages", post(writing::create))
        .route("/demandes/{number}/messages/{id}/annulation", post(writing::take_back))
        .route("/demandes/{number}/messages/{id}/renvoi", post(writing::resend))
        .route("/demandes/{number}/reunion", post(uniting::create))
        .route("/demandes/{number}/presence", post(presence::look))
        .route("/demandes/{number}/brouillon", post(writing::keep))
        .route("/demandes/{number}/reponse", post(wait::answer))
        .route("/demandes/{number}/attente", post(wait::create))
        .route("/demandes/{number}/reprise", post(wait::destroy))
        .route("/demandes/{number}/garantie", post(wait::warranty))
        .route("/demandes/{number}/cloture", post(closing::create))
        .route("/demandes/{number}/reouverture", post(closing::destroy))
}

/// The colour of a state; its word stands beside it.
fn chip(status: Status) -> &'static str {
    match status {
        Status::Open => "chip-soon",
        Status::Planned | Status::InProgress => "chip-active",
        Status::Done => "chip-done",
        Status::Closed => "",
    }
}
