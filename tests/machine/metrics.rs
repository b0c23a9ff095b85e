//! What a monitoring system may read.

use axum::{body::Body, http::Request};
use sqlx::PgPool;

use crate::support::TestApp;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn metrics_open_to_who_shows_the_token(db: PgPool) {
    let test = TestApp::new(db);
    test.get("/metrics").await.assert_status(404);
    let ask = |token: &str| {
        Request::get("/metrics")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap()
    };
    test.send(ask("something-else-of-a-length")).await.assert_status(404);
    let read = test.send(ask("metrics-token-of-tests")).await;
    read.assert_status(200);
    read.assert_shows("# TYPE relais_late_promises gauge\nrelais_late_promises 0\n");
}
