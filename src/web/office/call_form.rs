//! The form of one call, beside what is known of the customer: from the motive to the confirmed appointment.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    call_form_fields::CallForm,
    call_page::{CallNext, callbacks, colleagues, page},
    call_proposals::{danger_of, propose},
    shell::Shell,
};
use crate::{
    app::App,
    appointments::{self, BookError},
    calls::{self, Call, ConcludeError, Outcome},
    catalog::triage::Danger,
    staff,
    values::{AppointmentId, CallId, CustomerId, SecretToken, StaffId, french, text::clean_text},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        page::{Page, is_own_path},
    },
};

/// What follows from the motive, and what to do now about a danger that it speaks of.
#[derive(Template)]
#[template(path = "office/calls/proposed.html")]
struct Proposed {
    next: String,
    danger: Option<Danger>,
}

/// What to do now about a danger that the note speaks of.
#[derive(Template)]
#[template(path = "office/calls/note_kept.html")]
struct NoteKept {
    danger: Option<Danger>,
    /// What follows, drawn again, where the danger is not the one that it was drawn for.
    next: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct From {
    #[serde(default)]
    retour: String,
    #[serde(default)]
    q: String,
}

pub(super) async fn show(
    State(app): State<App>,
    shell: Shell,
    Path(id): Path<CallId>,
    Query(from): Query<From>,
    Now(now): Now,
) -> Result<Response> {
    let call = calls::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let form = CallForm {
        version: call.version,
        request_key: SecretToken::generate().reveal(),
        retour: from.retour,
        q: from.q,
        note: call.note.clone(),
        telephone: call.number().map(|number| number.national()).unwrap_or_default(),
        suite: "rendez-vous".to_owned(),
        ..CallForm::default()
    };
    Ok(Page(page(&app, shell, call, form, FieldErrors::default(), now).await?).into_response())
}

/// While the motive is typed: the service it means, and the first slots. The note is kept on the way.
pub(super) async fn propose_next(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<CallId>,
    Now(now): Now,
    Form(mut form): Form<CallForm>,
) -> Result<Response> {
    calls::keep_note(&app.db, id, &form.note, staff.id).await?;
    form.note_more();
    let call = calls::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let next = next(&app, staff.id, call, form, now).await?;
    let danger = next.proposals.danger;
    let next = next.render().map_err(anyhow::Error::from)?;
    Ok(Page(Proposed { next, danger }).into_response())
}

async fn next(
    app: &App,
    staff: StaffId,
    call: Call,
    form: CallForm,
    now: DateTime<Utc>,
) -> Result<CallNext> {
    Ok(CallNext {
        call,
        proposals: propose(app, &form, now).await?,
        errors: FieldErrors::default(),
        callbacks: callbacks(now),
        colleagues: colleagues(app, staff).await?,
        leads_on: form.etape == "creneaux",
        form,
    })
}

/// While the note is typed: it is kept, and danger is heard in it, which changes the slots.
pub(super) async fn keep_note(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<CallId>,
    Now(now): Now,
    Form(form): Form<CallForm>,
) -> Result<Response> {
    calls::keep_note(&app.db, id, &form.note, staff.id).await?;
    let danger = danger_of(&form);
    let next = if danger.map_or("", Danger::name) == form.danger_lu {
        None
    } else {
        let call = calls::find(&app.db, id).await?.ok_or(Error::NotFound)?;
        let next = next(&app, staff.id, call, form, now).await?;
        Some(next.render().map_err(anyhow::Error::from)?)
    };
    Ok(Page(NoteKept { danger, next }).into_response())
}

#[derive(Deserialize)]
pub(super) struct Addition {
    #[serde(default)]
    complement: String,
}

/// What was typed while a colleague concluded the call joins its note.
pub(super) async fn add_to_note(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<CallId>,
    Form(form): Form<Addition>,
) -> Result<Response> {
    let words =
        clean_text(&form.complement).map_err(|_| Error::Unreadable("damaged characters"))?;
    if !words.is_empty() {
        calls::add_to_note(&app.db, id, &words).await?;
        Flash::say("Ajouté à la note de l’appel.").keep(&app, &staff).await?;
    }
    Ok(Redirect::to(&format!("/appels/{id}")).into_response())
}

/// Concludes the call; or, when another button than that was pressed, shows the form with what it asks for.
pub(super) async fn update(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(id): Path<CallId>,
    Now(now): Now,
    Form(mut form): Form<CallForm>,
) -> Result<Response> {
    let call = calls::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    if !form.etape.is_empty() {
        if let Some(customer) =
            form.etape.strip_prefix("client:").and_then(|id| id.parse::<CustomerId>().ok())
        {
            calls::assign_customer(&app.db, id, customer, staff.id, now).await?;
            (form.client, form.q) = (customer.to_string(), String::new());
        } else if form.etape == "aucun" {
            "aucun".clone_into(&mut form.client);
        }
        form.note_more();
        calls::keep_note(&app.db, id, &form.note, staff.id).await?;
        return Ok(
            Page(page(&app, shell, call, form, FieldErrors::default(), now).await?).into_response()
        );
    }
    let proposals = propose(&app, &form, now).await?;
    let conclusion = match form.parse(id, proposals.chosen.as_ref(), staff.id, now) {
        Ok(conclusion) => conclusion,
        Err(errors) => {
            let page = page(&app, shell, call, form, errors, now).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
    };
    let (status, errors) = match calls::conclude(&app, &conclusion, now).await {
        Ok(concluded) => {
            tell(&app, &staff, &conclusion.outcome, concluded.appointment).await?;
            return Ok(Redirect::to(&back(&form.retour)).into_response());
        }
        Err(ConcludeError::AlreadyConcluded(appointment)) => {
            tell(&app, &staff, &conclusion.outcome, appointment).await?;
            return Ok(Redirect::to(&back(&form.retour)).into_response());
        }
        Err(error) => mistake(error)?,
    };
    let call = calls::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    Ok((status, Page(page(&app, shell, call, form, errors, now).await?)).into_response())
}

/// Beside which field the reason is said; what nobody can mend is an error.
fn mistake(error: ConcludeError) -> Result<(StatusCode, FieldErrors)> {
    let (status, field) = match &error {
        ConcludeError::Book(BookError::Database(_)) | ConcludeError::NotFound => {
            return Err(match error {
                ConcludeError::Book(BookError::Database(error)) => error.into(),
                _ => Error::NotFound,
            });
        }
        ConcludeError::Book(BookError::SlotTaken) => (StatusCode::CONFLICT, "creneau"),
        ConcludeError::Book(_) => (StatusCode::UNPROCESSABLE_ENTITY, "creneau"),
        ConcludeError::CustomerNeeded => (StatusCode::UNPROCESSABLE_ENTITY, "nom"),
        ConcludeError::ServiceNeeded => (StatusCode::UNPROCESSABLE_ENTITY, "motif"),
        ConcludeError::PlaceNeeded => (StatusCode::UNPROCESSABLE_ENTITY, "adresse"),
        ConcludeError::ColleagueNeeded => (StatusCode::UNPROCESSABLE_ENTITY, "a_qui"),
        ConcludeError::Stale | ConcludeError::AlreadyConcluded(_) => (StatusCode::CONFLICT, ""),
    };
    Ok((status, FieldErrors::one(field, error)))
}

/// Says what was decided, and how to take it back.
async fn tell(
    app: &App,
    staff: &CurrentStaff,
    outcome: &Outcome,
    appointment: Option<AppointmentId>,
) -> Result<()> {
    let flash = match (outcome, appointment) {
        (Outcome::Appointment { .. }, Some(id)) => {
            let visit = appointments::find(&app.db, id).await?.ok_or(Error::NotFound)?;
            let words = format!(
                "Rendez-vous confirmé {}, {}, avec {}.",
                french::day_without_year(visit.starts_at),
                french::window(visit.window_starts_at, visit.window_ends_at),
                visit.technician_first_name(),
            );
            Flash::say(words)
                .with_undo(format!("/rendez-vous/{id}/annulation-immediate"), "Annuler")
        }
        (Outcome::Callback { due_at }, _) => {
            Flash::say(format!("Rappel promis pour le {}.", french::day_and_time(*due_at)))
        }
        (Outcome::PassedOn { to }, _) => {
            let name = staff::find(&app.db, *to).await?.map_or_else(String::new, |one| one.name);
            Flash::say(format!("Appel transmis à {name}."))
        }
        _ => Flash::say("Appel réglé."),
    };
    flash.keep(app, staff).await
}

/// Where the person was before the call, which is never the form of a call.
fn back(path: &str) -> String {
    if is_own_path(path) && !path.starts_with("/appels/") {
        path.to_owned()
    } else {
        "/".to_owned()
    }
}
