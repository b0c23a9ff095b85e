//! Requests, from every door: the list, one of them, a new one, and its end.

mod closing;
mod new;
mod show;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::shell::Shell;
use crate::{
    app::App,
    tickets::{self, Filter, Status, TicketPage},
    values::french,
    web::{
        Result,
        extract::Now,
        page::{Page, wants_fragment},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/demandes", get(index))
        .route("/demandes/nouvelle", get(new::new).post(new::create))
        .route("/demandes/{number}", get(show::show))
        .route("/demandes/{number}/cloture", post(closing::create))
        .route("/demandes/{number}/reouverture", post(closing::destroy))
}

/// The views of the list, as their links name them.
const VIEWS: [(&str, &str, Filter); 4] = [
    ("a-planifier", "À planifier", Filter::Open),
    ("planifiees", "Planifiées", Filter::Planned),
    ("terminees", "Terminées", Filter::Closed),
    ("toutes", "Toutes", Filter::All),
];

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Asked {
    etat: String,
    /// The last request of the page before.
    avant: Option<i64>,
}

#[derive(Template)]
#[template(path = "office/tickets/index.html")]
struct TicketsPage {
    shell: Shell,
    view: &'static str,
    list: TicketList,
}

/// The part of [`TicketsPage`] that htmx replaces.
#[derive(Template)]
#[template(path = "office/tickets/list.html")]
struct TicketsPart {
    list: TicketList,
}

/// A page of the list, and where others are.
struct TicketList {
    view: &'static str,
    page: TicketPage,
    before: Option<i64>,
    now: DateTime<Utc>,
}

async fn index(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Now(now): Now,
    headers: HeaderMap,
    shell: Shell,
) -> Result<Response> {
    let (view, _, filter) =
        VIEWS.into_iter().find(|(name, ..)| *name == asked.etat).unwrap_or(VIEWS[0]);
    let page = tickets::list(&app.db, filter, asked.avant).await?;
    let list = TicketList { view, page, before: asked.avant, now };
    Ok(if wants_fragment(&headers) {
        Page(TicketsPart { list }).into_response()
    } else {
        Page(TicketsPage { shell, view, list }).into_response()
    })
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

impl TicketList {
    fn here(&self) -> String {
        self.before.map_or_else(|| self.first_page(), |before| self.page_before(before))
    }

    /// Empty on the first page.
    fn first(&self) -> String {
        if self.before.is_some() { self.first_page() } else { String::new() }
    }

    /// Empty on the last page.
    fn next(&self) -> String {
        self.page.next.map_or_else(String::new, |last| self.page_before(last))
    }

    fn position(&self) -> String {
        let count = i64::try_from(self.page.rows.len()).unwrap_or(i64::MAX);
        french::count(count, "demande sur cette page", "demandes sur cette page")
    }

    fn first_page(&self) -> String {
        format!("/demandes?etat={}", self.view)
    }

    fn page_before(&self, before: i64) -> String {
        format!("/demandes?etat={}&avant={before}", self.view)
    }
}
