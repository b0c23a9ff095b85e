//! How far a worker is with a file: asked again every second, or by a link where there is no script.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};

use super::super::shell::Shell;
use crate::{
    app::App,
    legacy::{self, Asked, Step, Waiting},
    values::french,
    web::{Error, Result, extract::Now, page::Page},
};

#[derive(Template)]
#[template(path = "office/imports/progress.html")]
struct ProgressPage {
    shell: Shell,
    file: Waiting,
    now: DateTime<Utc>,
}

impl ProgressPage {
    fn is_preview(&self) -> bool {
        self.file.asked_for == Asked::Preview
    }

    /// Each step, and how it stands.
    fn steps(&self) -> Vec<(String, &'static str)> {
        let current = self.file.step;
        let state = |step| match () {
            () if self.file.refusal.is_some() && step == current => "is-failed",
            () if step < current => "is-done",
            () if step == current => "is-current",
            () => "",
        };
        let last = if self.is_preview() { "Décompte des changements" } else { "Écriture" };
        let words = |step| match step {
            Step::Waiting => "En attente",
            Step::Reading => "Lecture du fichier",
            Step::Matching => "Rapprochement avec les fiches connues",
            Step::Writing => last,
        };
        Step::ALL.map(|step| (words(step).to_owned(), state(step))).into()
    }

    /// `38 s`, `2 min 05 s`.
    fn elapsed(&self) -> String {
        let seconds = (self.now - self.file.asked_at).num_seconds().max(0);
        match (seconds / 60, seconds % 60) {
            (0, seconds) => format!("{seconds}\u{a0}s"),
            (minutes, seconds) => format!("{minutes}\u{a0}min {seconds:02}\u{a0}s"),
        }
    }

    fn rows(&self) -> Option<String> {
        self.file.step_rows.map(|rows| french::count(rows, "ligne", "lignes"))
    }
}

pub(super) async fn show(
    State(app): State<App>,
    shell: Shell,
    headers: HeaderMap,
    Path(draft): Path<i64>,
    Now(now): Now,
) -> Result<Response> {
    let file = legacy::waiting(&app.db, Some(draft)).await?.pop().ok_or(Error::NotFound)?;
    let next = match (file.is_finished && file.refusal.is_none(), file.asked_for, file.import_id) {
        (false, ..) => None,
        (true, Asked::Preview, _) => Some(format!("/import/apercu/{draft}")),
        (true, Asked::Import, Some(import)) => Some(format!("/import/{import}")),
        (true, Asked::Import, None) => Some("/import".to_owned()),
    };
    match next {
        // htmx follows a redirect inside the page; this makes the browser go there.
        Some(next) if headers.contains_key("hx-request") => {
            Ok([("hx-redirect", next)].into_response())
        }
        Some(next) => Ok(Redirect::to(&next).into_response()),
        None => Ok(Page(ProgressPage { shell, file, now }).into_response()),
    }
}
