//! What is owed: the list, the story of each promise, and what becomes of it.

mod change;
mod show;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::shell::Shell;
use crate::{
    app::App,
    business_time::local,
    postits::{self, Colleague},
    promises::{self, Filter, Promise, PromisePage, View, Whose},
    values::{PromiseId, StaffId, french},
    web::{Result, extract::Now, forms::FieldErrors, page::Page},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/promesses", get(index))
        .route("/promesses/{id}", get(show::show))
        .route("/promesses/{id}/suite", post(change::keep))
        .route("/promesses/{id}/report", post(change::put_off))
        .route("/promesses/{id}/pour", post(change::assign))
        .route("/promesses/{id}/retour", post(change::reopen))
        .route("/avis/{id}/vu", post(change::see))
}

/// How urgent a promise looks, and in which words.
pub(super) fn urgency(promise: &Promise, now: DateTime<Utc>) -> (&'static str, String) {
    if promise.kind.is_danger() {
        return ("chip-late", "danger".to_owned());
    }
    let day = french::relative_day(promise.due_at, now);
    if promise.due_at < now {
        ("chip-late", format!("{day}, en retard"))
    } else if promises::is_soon(promise.due_at, now) {
        ("chip-soon", day)
    } else {
        ("", day)
    }
}

/// Another time that one press promises: its instant and its words.
pub(super) fn later(now: DateTime<Utc>) -> Vec<(String, String)> {
    promises::proposals(now)
        .into_iter()
        .filter(|at| *at > now + TimeDelta::minutes(20))
        .map(|at| {
            (at.to_rfc3339(), format!("{}, {}", french::relative_day(at, now), french::time(at)))
        })
        .collect()
}

#[derive(Template)]
#[template(path = "office/promises/index.html")]
struct PromisesPage {
    shell: Shell,
    page: PromisePage,
    errors: FieldErrors,
    /// The promise whose words were refused, and those words.
    refused: Option<(PromiseId, String)>,
    query: ListQuery,
    colleagues: Vec<Colleague>,
    later: Vec<(String, String)>,
    now: DateTime<Utc>,
}

impl PromisesPage {
    fn typed_for(&self, promise: &Promise) -> Option<&str> {
        match &self.refused {
            Some((id, typed)) if *id == promise.id => Some(typed),
            _ => None,
        }
    }

    fn view(&self) -> &str {
        self.query.view()
    }

    fn is_of(&self, id: StaffId) -> bool {
        self.query.qui == Some(id)
    }

    fn next_page(&self) -> String {
        self.page
            .next
            .map_or_else(String::new, |next| format!("{}&apres={next}", self.query.path()))
    }

    fn first_page(&self) -> String {
        self.query.apres.map_or_else(String::new, |_| self.query.path())
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    vue: String,
    qui: Option<StaffId>,
    apres: Option<PromiseId>,
}

impl ListQuery {
    fn view(&self) -> &str {
        match self.vue.as_str() {
            "retard" | "jour" | "moi" | "personne" | "tenues" => &self.vue,
            _ => "ouvertes",
        }
    }

    fn path(&self) -> String {
        let who = self.qui.map_or_else(String::new, |id| format!("&qui={id}"));
        format!("/promesses?vue={}{who}", self.view())
    }

    fn filter(&self, me: StaffId, now: DateTime<Utc>) -> Filter {
        let whose = self.qui.map_or(Whose::Everybodys, Whose::Of);
        let (view, whose) = match self.view() {
            "retard" => (View::Late, whose),
            "moi" => (View::Open, Whose::Of(me)),
            "personne" => (View::Open, Whose::Nobodys),
            "tenues" => (View::Kept, whose),
            _ => (View::Open, whose),
        };
        let until = (self.view() == "jour").then(|| local::day_bounds(local::today(now)).end);
        Filter { view, whose, until }
    }
}

async fn index(
    State(app): State<App>,
    shell: Shell,
    Now(now): Now,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let page = list(&app, shell, query, now).await?;
    Ok(Page(page).into_response())
}

async fn list(
    app: &App,
    shell: Shell,
    query: ListQuery,
    now: DateTime<Utc>,
) -> Result<PromisesPage> {
    let filter = query.filter(shell.staff_id, now);
    Ok(PromisesPage {
        page: promises::list(&app.db, &filter, query.apres, now).await?,
        colleagues: postits::colleagues(&app.db).await?,
        later: later(now),
        errors: FieldErrors::default(),
        refused: None,
        shell,
        query,
        now,
    })
}
