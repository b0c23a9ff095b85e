//! One promise: what is owed to whom, its story, and what can be done.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};

use super::{super::shell::Shell, later, urgency};
use crate::{
    app::App,
    postits::{self, Colleague},
    promises::{self, Happening, Promise},
    values::{PromiseId, StaffId, french},
    web::{Error, Result, extract::Now, forms::FieldErrors, page::Page},
};

#[derive(Template)]
#[template(path = "office/promises/show.html")]
struct PromisePage {
    shell: Shell,
    promise: Promise,
    story: Vec<Happening>,
    colleagues: Vec<Colleague>,
    later: Vec<(String, String)>,
    errors: FieldErrors,
    /// The reason that was typed.
    reason: String,
    now: DateTime<Utc>,
}

impl PromisePage {
    fn urgency(&self) -> (&'static str, String) {
        urgency(&self.promise, self.now)
    }

    fn is_of(&self, id: StaffId) -> bool {
        self.promise.owner_id == Some(id)
    }
}

pub(super) async fn show(
    State(app): State<App>,
    shell: Shell,
    Path(id): Path<PromiseId>,
    Now(now): Now,
) -> Result<Response> {
    let page = page(&app, shell, id, now).await?;
    Ok(Page(page).into_response())
}

/// The page with what is wrong, and what was typed.
pub(super) async fn again(
    app: &App,
    shell: Shell,
    id: PromiseId,
    errors: FieldErrors,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Response> {
    let page =
        PromisePage { errors, reason: reason.to_owned(), ..page(app, shell, id, now).await? };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

async fn page(app: &App, shell: Shell, id: PromiseId, now: DateTime<Utc>) -> Result<PromisePage> {
    let promise = promises::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    Ok(PromisePage {
        story: promises::story(&app.db, id).await?,
        colleagues: postits::colleagues(&app.db).await?,
        later: later(now),
        errors: FieldErrors::default(),
        reason: String::new(),
        shell,
        promise,
        now,
    })
}
