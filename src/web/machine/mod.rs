//! What programs ask: health, webhooks, feeds.

mod health;

use axum::{Router, routing::get};

use crate::app::App;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready))
}
