//! The search: what the palette answers while typing, and the full list of what was found.

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use serde::Deserialize;

use super::shell::Shell;
use crate::{
    app::App,
    customers::search::{self, CustomerHit, Document, Found, MAX_PAGES, PAGE, SUGGESTIONS},
    values::text,
    web::{Result, forms::query_value, page::Page},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/recherche", get(index)).route("/recherche/propositions", get(suggestions))
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

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct SearchQuery {
    q: String,
    page: usize,
}

async fn index(
    State(app): State<App>,
    Query(query): Query<SearchQuery>,
    shell: Shell,
) -> Result<Response> {
    let SearchQuery { q, page } = query;
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
    match (found.documents.as_slice(), found.customers.as_slice()) {
        ([document], []) => Some(link(document)),
        ([], [customer]) => Some(format!("/clients/{}", customer.id)),
        _ => None,
    }
}

/// Where a request, a quote or a worksite is looked at.
fn link(document: &Document) -> String {
    match document.kind.as_str() {
        "ticket" => format!("/demandes/{}", document.number),
        "quote" => format!("/clients/{}?fil=devis#fil", document.customer_id),
        _ => format!("/clients/{}?fil=chantiers#fil", document.customer_id),
    }
}

fn icon(document: &Document) -> &'static str {
    match document.kind.as_str() {
        "ticket" => "ticket",
        "quote" => "file-text",
        _ => "hard-hat",
    }
}

fn kind_label(document: &Document) -> &'static str {
    match document.kind.as_str() {
        "ticket" => "demande",
        "quote" => "devis",
        _ => "chantier",
    }
}

/// What appears under the palette's field.
#[derive(Template)]
#[template(path = "office/search/suggestions.html")]
struct Suggestions {
    q: String,
    found: Found,
    actions: Vec<Action>,
}

/// A label, where it leads, and its icon.
type Action = (&'static str, &'static str, &'static str);

/// What can be done from anywhere; the first are offered before anything is typed.
const ACTIONS: [Action; 13] = [
    ("Noter un appel", "/appels/nouveau", "phone"),
    ("Nouvelle demande", "/demandes/nouvelle", "ticket"),
    ("Nouveau rendez-vous", "/rendez-vous/nouveau", "calendar-plus"),
    ("Nouveau client", "/clients/nouveau", "user-plus"),
    ("Ma journée", "/", "house"),
    ("Appels", "/appels", "phone-call"),
    ("Promesses", "/promesses", "clock"),
    ("Demandes", "/demandes", "ticket"),
    ("Planning", "/planning", "calendar-days"),
    ("Clients", "/clients", "users"),
    ("Messages", "/messages", "mail"),
    ("Import", "/import", "upload"),
    ("Réglages", "/reglages", "settings"),
];

/// As many as are offered before anything is typed, or beside what is found.
const MOST_ACTIONS: usize = 4;

async fn suggestions(
    State(app): State<App>,
    Query(query): Query<SearchQuery>,
) -> Result<Page<Suggestions>> {
    let q = query.q.trim().to_owned();
    let found = if q.is_empty() {
        Found { customers: search::recent(&app.db).await?, ..Found::default() }
    } else {
        search::search(&app.db, &q, 0, SUGGESTIONS).await?
    };
    let folded = text::fold(&q);
    let actions = ACTIONS
        .into_iter()
        .filter(|(label, ..)| q.is_empty() || q.len() > 2 && text::fold(label).contains(&folded))
        .take(MOST_ACTIONS)
        .collect();
    Ok(Page(Suggestions { q, found, actions }))
}

impl Suggestions {
    /// Customers by what they were found by.
    fn groups(&self) -> Vec<(&'static str, Vec<&CustomerHit>)> {
        let (places, people): (Vec<_>, Vec<_>) =
            self.found.customers.iter().partition(|hit| hit.by_address);
        let label = if self.q.is_empty() { "Derniers clients" } else { "Clients" };
        let groups = [(label, people), ("Adresses", places)];
        groups.into_iter().filter(|(_, hits)| !hits.is_empty()).collect()
    }

    /// Whether nobody needs to create or list anything.
    fn is_sure(&self) -> bool {
        self.q.is_empty() || !self.found.documents.is_empty()
    }
}

/// The pages before and after this one; empty where there is none.
pub(super) fn page_links(path: &str, q: &str, page: usize, more: bool) -> (String, String) {
    let link = |page: usize| format!("{path}?q={}&page={page}", query_value(q));
    let previous = if page > 1 { link(page - 1) } else { String::new() };
    let next = if more && page < MAX_PAGES { link(page + 1) } else { String::new() };
    (previous, next)
}
