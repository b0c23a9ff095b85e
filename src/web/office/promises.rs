//! What is owed, and saying what became of it.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::shell::Shell;
use crate::{
    app::App,
    promises::{self, KeepError, Promise, PromisePage},
    values::{PromiseId, french},
    web::{
        Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        page::Page,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/promesses", get(index)).route("/promesses/{id}/suite", post(keep))
}

/// A promise that is due so soon is amber.
const SOON: TimeDelta = TimeDelta::hours(1);

/// How urgent a promise looks, and in which words.
pub(super) fn urgency(promise: &Promise, now: DateTime<Utc>) -> (&'static str, String) {
    if promise.kind.is_danger() {
        return ("chip-late", "danger".to_owned());
    }
    let day = french::relative_day(promise.due_at, now);
    match promise.due_at - now {
        left if left < TimeDelta::zero() => ("chip-late", format!("{day}, en retard")),
        left if left < SOON => ("chip-soon", day),
        _ => ("", day),
    }
}

#[derive(Template)]
#[template(path = "office/promises/index.html")]
struct PromisesPage {
    shell: Shell,
    page: PromisePage,
    errors: FieldErrors,
    /// The promise whose words were refused, and those words.
    refused: Option<(PromiseId, String)>,
    now: DateTime<Utc>,
}

impl PromisesPage {
    fn typed_for(&self, promise: &Promise) -> &str {
        match &self.refused {
            Some((id, typed)) if *id == promise.id => typed,
            _ => "",
        }
    }
}

#[derive(Deserialize)]
struct ListQuery {
    apres: Option<PromiseId>,
}

async fn index(
    State(app): State<App>,
    shell: Shell,
    Now(now): Now,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let page = promises::open(&app.db, query.apres).await?;
    Ok(Page(PromisesPage { shell, page, errors: FieldErrors::default(), refused: None, now })
        .into_response())
}

#[derive(Deserialize)]
struct KeepForm {
    #[serde(default)]
    outcome: String,
    /// Where the person was: the list, or Ma journée.
    #[serde(default)]
    retour: String,
}

async fn keep(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(id): Path<PromiseId>,
    Now(now): Now,
    Form(form): Form<KeepForm>,
) -> Result<Response> {
    let back = if form.retour == "/" { "/" } else { "/promesses" };
    match promises::keep(&app.db, id, &form.outcome, staff.id, now).await {
        Ok(()) => Flash::say("Promesse tenue.").keep(&app, &staff).await?,
        Err(KeepError::AlreadyKept) => {
            Flash::say(KeepError::AlreadyKept.to_string()).keep(&app, &staff).await?;
        }
        Err(KeepError::Database(error)) => return Err(error.into()),
        Err(mistake) => {
            let page = promises::open(&app.db, None).await?;
            let errors = FieldErrors::one("outcome", mistake);
            let page = PromisesPage { shell, page, errors, refused: Some((id, form.outcome)), now };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
    }
    Ok(Redirect::to(back).into_response())
}
