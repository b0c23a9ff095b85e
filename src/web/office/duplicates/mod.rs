//! Customers who may be one: the queue, the two side by side, and what was decided.

mod compare;
mod past;
mod queue;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/doublons", get(queue::show))
        .route("/doublons/decisions", get(past::decisions))
        .route("/doublons/fusions", get(past::merges))
        .route("/doublons/fusions/{id}/annulation", post(past::undo))
        .route("/doublons/{a}/{b}", get(compare::show).post(compare::merge))
        .route("/doublons/{a}/{b}/verdict", post(compare::decide))
        .route("/doublons/{a}/{b}/verdict/retrait", post(compare::withdraw))
}
