//! The follow-ups of the old sheet, to read.

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;

use super::shell::Shell;
use crate::{
    app::App,
    legacy::{self, FollowUp, FollowUpFilter},
    values::french,
    web::{Result, page::Page},
};

const PAGE: usize = 50;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/relances", get(index))
}

#[derive(Template)]
#[template(path = "office/follow_ups/index.html")]
struct FollowUpsPage {
    shell: Shell,
    rows: Vec<FollowUp>,
    /// The word of the tab.
    view: &'static str,
    previous: String,
    next: String,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct ListQuery {
    vue: String,
    apres: Option<i64>,
}

async fn index(
    State(app): State<App>,
    shell: Shell,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let (view, is_open) = match query.vue.as_str() {
        "closes" => ("closes", Some(false)),
        "toutes" => ("toutes", None),
        _ => ("ouvertes", Some(true)),
    };
    let filter = FollowUpFilter { is_open, customer: None, after: query.apres };
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = legacy::follow_ups(&app.db, &filter, limit).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows
        .last()
        .filter(|_| has_more)
        .map(|last| format!("/relances?vue={view}&apres={}", last.id))
        .unwrap_or_default();
    let previous = query.apres.map(|_| format!("/relances?vue={view}")).unwrap_or_default();
    Ok(Page(FollowUpsPage { shell, rows, view, previous, next }).into_response())
}
