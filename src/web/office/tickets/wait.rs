//! What stops the clocks of a request: an answer, a wait; and whether the work is covered.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    bulk::moment,
    show::{self, Typed},
};
use crate::{
    app::App,
    tickets::{self, PauseError, PauseReason, TicketDetails, Wait},
    values::text::clean_line,
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
    },
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct WaitForm {
    pub(super) attente: String,
    pub(super) precision: String,
    pub(super) relance: String,
    pub(super) relance_heure: String,
}

impl WaitForm {
    fn read(&self) -> std::result::Result<Wait, FieldErrors> {
        let mut errors = FieldErrors::default();
        let reason = PauseReason::from_name(&self.attente).ok_or("Choisissez ce qui est attendu.");
        let reason = errors.check("attente", reason);
        let note = errors.check("precision", clean_line(&self.precision));
        let at = errors.check("relance", moment(&self.relance, &self.relance_heure));
        match (reason, note, at) {
            (Some(reason), Some(note), Some(ask_again_at)) => {
                Ok(Wait { reason, note, ask_again_at })
            }
            _ => Err(errors),
        }
    }

    pub(super) fn is_for(&self, reason: PauseReason) -> bool {
        self.attente == reason.name()
    }
}

async fn find(app: &App, number: &str) -> Result<TicketDetails> {
    tickets::details(&app.db, number).await?.ok_or(Error::NotFound)
}

async fn back(app: &App, staff: &CurrentStaff, number: &str, words: &str) -> Result<Response> {
    Flash::say(words).keep(app, staff).await?;
    Ok(Redirect::to(&format!("/demandes/{number}")).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<WaitForm>,
) -> Result<Response> {
    let ticket = find(&app, &number).await?;
    let wait = match form.read() {
        Ok(wait) => wait,
        Err(errors) => return refuse(&app, &number, form, errors, shell, now).await,
    };
    match tickets::pause(&app.db, ticket.id, &wait, staff.id, now).await {
        Ok(()) => back(&app, &staff, &number, "Les délais sont en pause.").await,
        Err(PauseError::NotFound) => Err(Error::NotFound),
        Err(PauseError::Database(error)) => Err(error.into()),
        Err(mistake) => {
            let field = if matches!(mistake, PauseError::Past) { "relance" } else { "attente" };
            refuse(&app, &number, form, FieldErrors::one(field, mistake), shell, now).await
        }
    }
}

async fn refuse(
    app: &App,
    number: &str,
    form: WaitForm,
    errors: FieldErrors,
    shell: Shell,
    now: DateTime<Utc>,
) -> Result<Response> {
    let typed = Typed { errors, wait: form, ..Typed::default() };
    show::page(app, number, typed, shell, now).await
}

pub(super) async fn destroy(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    staff: CurrentStaff,
) -> Result<Response> {
    let ticket = find(&app, &number).await?;
    let resumed = tickets::resume(&app.db, ticket.id, staff.id, now).await?;
    let words =
        if resumed { "Les délais courent de nouveau." } else { "Rien n’était attendu." };
    back(&app, &staff, &number, words).await
}

/// The customer was answered, by whatever way.
pub(super) async fn answer(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    staff: CurrentStaff,
) -> Result<Response> {
    let ticket = find(&app, &number).await?;
    let is_first = tickets::note_answer(&app.db, ticket.id, Some(staff.id), now, now).await?;
    let words = if is_first { "Réponse notée." } else { "Une réponse était déjà notée." };
    back(&app, &staff, &number, words).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct WarrantyForm {
    couverte: String,
}

pub(super) async fn warranty(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    staff: CurrentStaff,
    Form(form): Form<WarrantyForm>,
) -> Result<Response> {
    let ticket = find(&app, &number).await?;
    let is_covered = form.couverte == "oui";
    tickets::set_warranty(&app.db, ticket.id, is_covered, staff.id, now).await?;
    let words = if is_covered { "Demande sous garantie." } else { "Demande hors garantie." };
    back(&app, &staff, &number, words).await
}
