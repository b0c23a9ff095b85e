//! Driving times from a routing service: a real HTTP server on the loopback, asked once, and done without when it fails.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse as _,
    routing::{get, post},
};
use relais::{
    delivery::RoutingService,
    travel::{self, Commune, TravelTimes, locate},
};
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::net::TcpListener;

use crate::support::TestApp;

/// Serves on a free port; counts the questions.
async fn serve(router: Router<Arc<AtomicUsize>>) -> (String, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = router.with_state(Arc::clone(&asked));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, asked)
}

/// Ten minutes to everywhere, in OSRM's words.
async fn osrm(
    State(asked): State<Arc<AtomicUsize>>,
    Path(points): Path<String>,
    uri: axum::http::Uri,
) -> Json<Value> {
    asked.fetch_add(1, Ordering::SeqCst);
    let count = |name: &str| {
        let query = uri.query().unwrap_or_default();
        let list = query.split('&').find_map(|part| part.strip_prefix(name)).unwrap();
        list.split(';').count()
    };
    assert!(points.split(';').all(|point| point.contains(',')), "{points}");
    let row = vec![600.4; count("destinations=")];
    Json(json!({ "code": "Ok", "durations": vec![row; count("sources=")] }))
}

/// Eleven minutes to everywhere, in Valhalla's words.
async fn valhalla(
    State(asked): State<Arc<AtomicUsize>>,
    Json(question): Json<Value>,
) -> Json<Value> {
    asked.fetch_add(1, Ordering::SeqCst);
    let count = |name: &str| question[name].as_array().unwrap().len();
    let row = vec![json!({ "time": 660 }); count("targets")];
    Json(json!({ "sources_to_targets": vec![row; count("sources")] }))
}

fn town(name: &str) -> Commune {
    locate(Some("74"), Some(name)).unwrap()
}

async fn learned(db: &PgPool, service: &RoutingService) -> TravelTimes {
    let test = TestApp::new(db.clone());
    let others = [town("Thônes"), town("Sevrier")];
    travel::learn(db, service, town("Annecy"), &others, test.now()).await.unwrap();
    let mut connection = db.acquire().await.unwrap();
    travel::times_between(&mut connection, town("Annecy"), &others).await.unwrap()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_osrm_tells_is_kept_and_asked_once(db: PgPool) {
    let (url, asked) = serve(Router::new().route("/table/v1/driving/{points}", get(osrm))).await;
    let service = RoutingService::osrm(&url).unwrap();
    let times = learned(&db, &service).await;
    assert_eq!(times.between(town("Annecy"), town("Thônes")).num_minutes(), 11, "rounded up");
    assert_eq!(times.between(town("Thônes"), town("Annecy")).num_minutes(), 11);
    assert_eq!(asked.load(Ordering::SeqCst), 2, "there and back");
    learned(&db, &service).await;
    assert_eq!(asked.load(Ordering::SeqCst), 2, "nothing is asked twice");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_valhalla_tells_is_kept(db: PgPool) {
    let (url, _) = serve(Router::new().route("/sources_to_targets", post(valhalla))).await;
    let times = learned(&db, &RoutingService::valhalla(&url).unwrap()).await;
    assert_eq!(times.between(town("Annecy"), town("Sevrier")).num_minutes(), 11);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn without_an_answer_the_map_of_the_roads_serves(db: PgPool) {
    let failing = Router::new().route(
        "/table/v1/driving/{points}",
        get(|| async { StatusCode::SERVICE_UNAVAILABLE.into_response() }),
    );
    let (url, _) = serve(failing).await;
    let by_map = travel::minutes(town("Annecy"), town("Thônes"));
    let nobody = "http://127.0.0.1:9";
    for url in [url.as_str(), nobody] {
        let times = learned(&db, &RoutingService::osrm(url).unwrap()).await;
        assert_eq!(times.between(town("Annecy"), town("Thônes")).num_minutes(), by_map);
    }
}
