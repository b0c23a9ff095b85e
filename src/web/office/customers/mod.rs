//! Customers: their list, their pages, and what the office changes in them.

mod edit;
mod edit_form;
mod equipment;
mod moments;
mod note;
mod reach;
mod records;
mod show;
mod warranty_chips;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    routing::{get, post},
};
use serde::Deserialize;

use super::{search, shell::Shell};
use crate::{
    app::App,
    customers::{
        self, ListStart,
        search::{CustomerHit, MAX_PAGES, PAGE},
    },
    values::{CustomerId, french},
    web::{Result, forms::query_value, page::Page},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/clients", get(index))
        .route("/clients/nouveau", get(edit::new).post(edit::create))
        .route("/clients/{id}", get(show::show))
        .route("/clients/{id}/modifier", get(edit::edit).post(edit::update))
        .route("/clients/{id}/note", post(note::change))
        .route("/clients/{id}/equipements/nouveau", get(equipment::new).post(equipment::create))
        .route(
            "/clients/{id}/equipements/{equipment}",
            get(equipment::edit).post(equipment::update),
        )
        .route("/clients/{id}/equipements/{equipment}/retrait", post(equipment::remove))
        .route("/clients/{id}/fiches/{record}/detachement", post(records::detach))
        .route("/clients/detachements/{id}/annulation", post(records::reattach))
        .route("/clients/{id}/telephones", post(reach::add_phones))
        .route("/clients/{id}/telephones/{phone}/retrait", post(reach::remove_phone))
        .route("/clients/{id}/emails", post(reach::add_email))
        .route("/clients/{id}/emails/{email}/retrait", post(reach::remove_email))
        .route("/clients/{id}/lieux", post(reach::add_site))
        .route("/clients/{id}/lieux/{site}", post(reach::change_site))
}

#[derive(Template)]
#[template(path = "office/customers/index.html")]
struct CustomersPage {
    shell: Shell,
    /// What is looked for; empty: everybody.
    q: String,
    hits: Vec<CustomerHit>,
    /// Of everybody, when nothing is looked for.
    total: Option<i64>,
    previous: String,
    next: String,
}

impl CustomersPage {
    fn export_query(&self) -> String {
        query_value(self.q.trim())
    }

    fn what_is_shown(&self) -> String {
        match self.total {
            Some(total) => {
                format!("{}, par ordre alphabétique.", french::count(total, "client", "clients"))
            }
            None => format!("Recherche\u{a0}: «\u{a0}{}\u{a0}».", self.q.trim()),
        }
    }
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct ListQuery {
    q: String,
    page: usize,
    /// After whom the page begins: their name, folded, and their number.
    apres: String,
    id: Option<CustomerId>,
}

async fn index(
    State(app): State<App>,
    shell: Shell,
    Query(query): Query<ListQuery>,
) -> Result<Page<CustomersPage>> {
    if !query.q.trim().is_empty() {
        let page = query.page.clamp(1, MAX_PAGES);
        let found = customers::search::search(&app.db, &query.q, (page - 1) * PAGE, PAGE).await?;
        let (previous, next) = search::page_links("/clients", &query.q, page, found.more);
        let hits = found.customers;
        return Ok(Page(CustomersPage { shell, q: query.q, hits, total: None, previous, next }));
    }
    let start = query.id.map(|id| ListStart { folded_name: query.apres, id });
    let (hits, next) = customers::list(&app.db, start.as_ref(), PAGE).await?;
    let next = next
        .map(|next| format!("/clients?apres={}&id={}", query_value(&next.folded_name), next.id));
    Ok(Page(CustomersPage {
        shell,
        q: String::new(),
        hits,
        total: Some(customers::count(&app.db).await?),
        previous: start.map(|_| "/clients".to_owned()).unwrap_or_default(),
        next: next.unwrap_or_default(),
    }))
}
