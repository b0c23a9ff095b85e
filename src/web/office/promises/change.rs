//! What becomes of a promise: kept, put off, given to somebody, opened again.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::{
    super::{shell::Shell, times},
    ListQuery, list, show,
};
use crate::{
    app::App,
    promises::{self, ChangeError, KeepError},
    values::{PromiseId, StaffId, french},
    web::{
        Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        page::{Page, is_own_path},
    },
};

/// Where the person was: the list, Ma journée, the end of the day, the page of the promise.
fn back_to(retour: &str) -> &str {
    if is_own_path(retour) { retour } else { "/promesses" }
}

#[derive(Deserialize)]
pub(super) struct KeepForm {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    retour: String,
}

pub(super) async fn keep(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(id): Path<PromiseId>,
    Now(now): Now,
    Form(form): Form<KeepForm>,
) -> Result<Response> {
    match promises::keep(&app.db, id, &form.outcome, staff.id, now).await {
        Ok(()) => {
            let undo = format!("/promesses/{id}/retour");
            Flash::say("Promesse tenue.").with_undo(undo, "Annuler").keep(&app, &staff).await?;
        }
        Err(KeepError::AlreadyKept) => {
            Flash::say(KeepError::AlreadyKept.to_string()).keep(&app, &staff).await?;
        }
        Err(KeepError::Database(error)) => return Err(error.into()),
        Err(mistake) => {
            let mut page = list(&app, shell, ListQuery::default(), now).await?;
            page.errors = FieldErrors::one("outcome", mistake);
            page.refused = Some((id, form.outcome));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
    }
    Ok(Redirect::to(back_to(&form.retour)).into_response())
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct PutOffForm {
    /// An instant that was proposed; empty for the day and hour below.
    quand: String,
    jour: String,
    heure: String,
    pub(super) raison: String,
    retour: String,
}

impl PutOffForm {
    fn due_at(&self) -> std::result::Result<DateTime<Utc>, &'static str> {
        if !self.jour.trim().is_empty() {
            let day: NaiveDate = self.jour.trim().parse().map_err(|_| "Choisissez un jour.")?;
            let hour = if self.heure.trim().is_empty() { "18:00" } else { &self.heure };
            let time = times::read_time(hour).ok_or("Écrivez l’heure comme 14 h 30.")?;
            return times::instant(day, time);
        }
        self.quand.parse().map_err(|_| "Choisissez pour quand.")
    }
}

pub(super) async fn put_off(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(id): Path<PromiseId>,
    Now(now): Now,
    Form(form): Form<PutOffForm>,
) -> Result<Response> {
    let due_at = match form.due_at() {
        Ok(due_at) => due_at,
        Err(words) => {
            return show::again(
                &app,
                shell,
                id,
                FieldErrors::one("jour", words),
                &form.raison,
                now,
            )
            .await;
        }
    };
    match promises::put_off(&app.db, id, due_at, &form.raison, staff.id, now).await {
        Ok(()) => {
            let words = format!("Reporté au {}.", french::day_and_time(due_at));
            Flash::say(words).keep(&app, &staff).await?;
        }
        Err(ChangeError::Database(error)) => return Err(error.into()),
        Err(mistake @ (ChangeError::NotOpen | ChangeError::Danger)) => {
            Flash::say(mistake.to_string()).keep(&app, &staff).await?;
        }
        Err(mistake) => {
            let field = if matches!(mistake, ChangeError::Past) { "jour" } else { "raison" };
            return show::again(
                &app,
                shell,
                id,
                FieldErrors::one(field, mistake),
                &form.raison,
                now,
            )
            .await;
        }
    }
    Ok(Redirect::to(back_to(&form.retour)).into_response())
}

#[derive(Deserialize)]
pub(super) struct AssignForm {
    /// Empty for whoever comes first.
    #[serde(default)]
    pour: String,
    #[serde(default)]
    retour: String,
}

pub(super) async fn assign(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<PromiseId>,
    Now(now): Now,
    Form(form): Form<AssignForm>,
) -> Result<Response> {
    let to: Option<StaffId> = form.pour.parse().ok();
    let words = match promises::assign(&app.db, id, to, staff.id, now).await {
        Ok(()) => "C’est confié.".to_owned(),
        Err(ChangeError::Database(error)) => return Err(error.into()),
        Err(mistake) => mistake.to_string(),
    };
    Flash::say(words).keep(&app, &staff).await?;
    Ok(Redirect::to(back_to(&form.retour)).into_response())
}

/// Takes back « Fait ».
pub(super) async fn reopen(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<PromiseId>,
    Now(now): Now,
) -> Result<Response> {
    let words = match promises::reopen(&app.db, id, staff.id, now).await {
        Ok(()) => "La promesse est de nouveau ouverte.".to_owned(),
        Err(ChangeError::Database(error)) => return Err(error.into()),
        Err(mistake) => mistake.to_string(),
    };
    Flash::say(words).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/promesses/{id}")).into_response())
}

/// Puts a notice away.
pub(super) async fn see(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<i64>,
    Now(now): Now,
) -> Result<Response> {
    promises::see(&app.db, id, staff.id, now).await?;
    Ok(Redirect::to("/").into_response())
}
