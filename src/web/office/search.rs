//! The search box: suggestions while typing, and the full list of what was found.

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use serde::Deserialize;

use super::shell::Shell;
use crate::{
    app::App,
    customers::search::{self, Found, MAX_PAGES, PAGE, SUGGESTIONS},
    web::{
        Result,
        forms::query_value,
        page::{Page, wants_fragment},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/recherche", get(index))
}

#[derive(Template)]
#[template(path = "office/search/index.html")]
struct SearchPage {
    shell: Shell,
    q: String,
    found: Found,
    previous: String,
    next: String,
}

/// What appears under the box while typing.
#[derive(Template)]
#[template(path = "office/search/suggestions.html")]
struct Suggestions {
    q: String,
    found: Found,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct SearchQuery {
    q: String,
    page: usize,
}

async fn index(
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<SearchQuery>,
    shell: Shell,
) -> Result<Response> {
    let SearchQuery { q, page } = query;
    if wants_fragment(&headers) {
        let found = search::search(&app.db, &q, 0, SUGGESTIONS).await?;
        return Ok(Page(Suggestions { q: q.trim().to_owned(), found }).into_response());
    }
    let page_number = page.clamp(1, MAX_PAGES);
    let found = search::search(&app.db, &q, (page_number - 1) * PAGE, PAGE).await?;
    if let Some(only) = only_answer(&found).filter(|_| page == 0) {
        return Ok(Redirect::to(&only).into_response());
    }
    let (previous, next) = page_links("/recherche", &q, page_number, found.more);
    Ok(Page(SearchPage { shell, q: q.trim().to_owned(), found, previous, next }).into_response())
}

/// Where the Enter key leads when there is only one place to go.
fn only_answer(found: &Found) -> Option<String> {
    match (&found.ticket, found.customers.as_slice()) {
        (Some(ticket), []) => Some(format!("/demandes/{}", ticket.number)),
        (None, [customer]) => Some(format!("/clients/{}", customer.id)),
        _ => None,
    }
}

/// The pages before and after this one; empty where there is none.
pub(super) fn page_links(path: &str, q: &str, page: usize, more: bool) -> (String, String) {
    let link = |page: usize| format!("{path}?q={}&page={page}", query_value(q));
    let previous = if page > 1 { link(page - 1) } else { String::new() };
    let next = if more && page < MAX_PAGES { link(page + 1) } else { String::new() };
    (previous, next)
}
