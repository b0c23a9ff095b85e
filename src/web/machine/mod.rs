//! What programs ask: health, webhooks, feeds.

mod agenda;
mod cti;
mod health;
mod metrics;
mod sms;
mod telephony;

use axum::{
    Router,
    routing::{get, post},
};

use crate::app::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::index))
        .route("/agenda/{file}", get(agenda::show))
        .route("/webhooks/sms/generic/{token}", post(sms::create))
        .route("/webhooks/cti/{token}", post(cti::create))
        .route(
            "/webhooks/telephony/{provider}/{token}",
            get(telephony::lookup).post(telephony::create),
        )
}
