//! The least that an answer can cost: the same SQL, answered as plain text, without session, shell or template.

use std::{fmt::Debug, sync::Arc};

use axum::{
    Router,
    extract::{Path, Query, State},
    http::StatusCode,
    routing::get,
};
use chrono::{NaiveDate, TimeDelta};
use relais::{
    appointments,
    business_time::{Week, local},
    calls, catalog,
    clock::Clock,
    customers, history,
    history::Filter,
    scheduling, tickets,
    values::CustomerId,
};
use serde::Deserialize;
use sqlx::PgPool;
use tokio::net::TcpListener;

type Answer = Result<String, StatusCode>;

/// Serves it on a free port, until the program ends.
pub(crate) async fn start(pool: PgPool) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let router = Router::new()
        .route("/recherche", get(search))
        .route("/recherche/propositions", get(suggestions))
        .route("/clients/{id}", get(customer))
        .route("/demandes", get(requests))
        .route("/demandes/tableau", get(board))
        .route("/planning", get(week))
        .route("/rdv/creneaux", get(slots))
        .with_state(Arc::new(pool));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    date: Option<NaiveDate>,
    #[serde(default)]
    service: String,
    #[serde(default)]
    vue: String,
}

async fn search(State(db): State<Arc<PgPool>>, Query(asked): Query<Asked>) -> Answer {
    text(customers::search::search(&db, &asked.q, 0, customers::search::PAGE).await)
}

async fn suggestions(State(db): State<Arc<PgPool>>, Query(asked): Query<Asked>) -> Answer {
    text(customers::search::search(&db, &asked.q, 0, customers::search::SUGGESTIONS).await)
}

async fn customer(State(db): State<Arc<PgPool>>, Path(id): Path<i64>) -> Answer {
    let (db, id, now) = (&*db, CustomerId(id), Clock::System.now());
    let mut answer = text(calls::dossier(db, id, now).await)?;
    answer += &text(customers::source_records(db, id).await)?;
    answer += &text(history::of_customer(db, id, Filter::All, None).await)?;
    Ok(answer)
}

async fn requests(State(db): State<Arc<PgPool>>, Query(asked): Query<Asked>) -> Answer {
    let filter = match asked.vue.as_str() {
        "toutes" => tickets::Filter::all(),
        "terminees" => tickets::Filter::ended(),
        "sans-technicien" => tickets::Filter::unplanned(),
        _ => tickets::Filter::default(),
    };
    text(tickets::list(&*db, &filter, None).await)
}

async fn board(State(db): State<Arc<PgPool>>) -> Answer {
    let mut connection = db.acquire().await.map_err(failed)?;
    text(tickets::board(&mut connection, 20).await)
}

async fn week(State(db): State<Arc<PgPool>>, Query(asked): Query<Asked>) -> Answer {
    let now = Clock::System.now();
    let span = Week::of(asked.date.unwrap_or_else(|| local::today(now))).bounds();
    let mut answer = text(appointments::visits_within(&*db, span).await)?;
    answer += &text(scheduling::queries::absences_between(&*db, span).await)?;
    answer += &text(appointments::holds_within(&*db, span, now).await)?;
    answer += &text(relais::staff::active_technicians(&*db).await)?;
    Ok(answer)
}

async fn slots(State(db): State<Arc<PgPool>>, Query(asked): Query<Asked>) -> Answer {
    let now = Clock::System.now();
    let service = catalog::find_by_code(&*db, &asked.service).await.map_err(failed)?;
    let service = service.ok_or(StatusCode::NOT_FOUND)?;
    let search = scheduling::Search::anywhere(&service, now, now + TimeDelta::days(7));
    text(scheduling::online_offers(&db, search, now).await)
}

fn text(rows: sqlx::Result<impl Debug>) -> Answer {
    rows.map(|rows| format!("{rows:?}\n")).map_err(failed)
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn failed(error: sqlx::Error) -> StatusCode {
    eprintln!("the floor: {error}");
    StatusCode::INTERNAL_SERVER_ERROR
}
