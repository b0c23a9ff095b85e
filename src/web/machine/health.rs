//! Is the program alive, and can it do its work?

use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use serde_json::json;
use tracing::warn;

use crate::{app::App, db};

pub(super) async fn alive() -> impl IntoResponse {
    Json(json!({ "status": "alive" }))
}

/// Ready means that the database answers, takes a write, and has our schema: a full disk still answers reads.
pub(super) async fn ready(State(app): State<App>) -> impl IntoResponse {
    match db::check(&app.db).await {
        Ok(()) => (StatusCode::OK, Json(json!({ "status": "ready" }))),
        Err(error) => {
            warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                Json(json!({ "error": "not_ready", "detail": "database" })),
            )
        }
    }
}
