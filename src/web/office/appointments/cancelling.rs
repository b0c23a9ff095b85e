//! Cancelling a visit, and taking that back.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    app::App,
    appointments::{self, AppointmentDetails, BookError, By, CancelError},
    calls,
    values::{AppointmentId, french, text::clean_line},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form, optional},
        office::shell::Shell,
        page::Page,
    },
};

/// What is said most often, to be chosen by a click.
const REASONS: [&str; 4] = [
    "Le client annule",
    "Le client est absent ce jour-là",
    "Technicien indisponible",
    "Problème déjà réglé",
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CancelForm {
    version: i32,
    reason: String,
    other_reason: String,
}

#[derive(Template)]
#[template(path = "office/appointments/cancel.html")]
struct CancelPage {
    shell: Shell,
    appointment: AppointmentDetails,
    form: CancelForm,
    errors: FieldErrors,
    is_stale: bool,
}

pub(super) async fn edit(
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    shell: Shell,
) -> Result<Response> {
    let appointment = appointments::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    if !appointment.status.is_ahead() {
        return Ok(Redirect::to(&format!("/rendez-vous/{id}")).into_response());
    }
    let form = CancelForm { version: appointment.version, ..CancelForm::default() };
    Ok(Page(CancelPage {
        shell,
        appointment,
        form,
        errors: FieldErrors::default(),
        is_stale: false,
    })
    .into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(mut form): Form<CancelForm>,
) -> Result<Response> {
    let reason = match form.reason() {
        Ok(reason) => reason,
        Err(errors) => {
            let appointment = appointments::find(&app.db, id).await?.ok_or(Error::NotFound)?;
            let page = CancelPage { shell, appointment, form, errors, is_stale: false };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
    };
    let by = By::Staff(staff.id);
    match appointments::cancel(&app, id, Some(form.version), Some(&reason), by, now).await {
        Ok(()) => {
            let undo = format!("/rendez-vous/{id}/retablissement");
            Flash::say("Rendez-vous annulé. La demande est à replanifier.")
                .with_undo(undo, "Rétablir")
                .keep(&app, &staff)
                .await?;
            Ok(Redirect::to(&format!("/rendez-vous/{id}")).into_response())
        }
        Err(refusal @ CancelError::Stale) => {
            let appointment = appointments::find(&app.db, id).await?.ok_or(Error::NotFound)?;
            form.version = appointment.version;
            let errors = FieldErrors::one("", refusal);
            let page = CancelPage { shell, appointment, form, errors, is_stale: true };
            Ok((StatusCode::CONFLICT, Page(page)).into_response())
        }
        Err(refusal @ CancelError::TooLate) => {
            Flash::say(refusal.to_string()).keep(&app, &staff).await?;
            Ok(Redirect::to(&format!("/rendez-vous/{id}")).into_response())
        }
        Err(CancelError::NotFound) => Err(Error::NotFound),
        Err(CancelError::Database(error)) => Err(error.into()),
    }
}

/// Takes a cancellation back.
pub(super) async fn undo(
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Now(now): Now,
    staff: CurrentStaff,
) -> Result<Response> {
    let text = match appointments::undo_cancellation(&app, id, staff.id, now).await {
        Ok(()) => "Rendez-vous rétabli.".to_owned(),
        Err(BookError::Database(sqlx::Error::RowNotFound)) => return Err(Error::NotFound),
        Err(BookError::Database(error)) => return Err(error.into()),
        Err(refusal) => refusal.to_string(),
    };
    Flash::say(text).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/rendez-vous/{id}")).into_response())
}

/// Takes back what has just been booked.
pub(super) async fn undo_booking(
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Now(now): Now,
    staff: CurrentStaff,
) -> Result<Response> {
    let booked = appointments::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let text = match appointments::undo_booking(&app, id, By::Staff(staff.id), now).await {
        Ok(()) => {
            let words =
                format!("Rendez-vous du {} annulé.", french::day_and_time(booked.starts_at));
            // The call that it came from is not over: back to its form, with all that was noted.
            if let Some(call) = calls::reopen_where_undone(&app.db, booked.ticket_id).await? {
                let words = format!("{words} L’appel est de nouveau à conclure.");
                Flash::say(words).keep(&app, &staff).await?;
                return Ok(Redirect::to(&format!("/appels/{call}")).into_response());
            }
            words
        }
        Err(CancelError::NotFound) => return Err(Error::NotFound),
        Err(CancelError::Database(error)) => return Err(error.into()),
        Err(refusal) => refusal.to_string(),
    };
    Flash::say(text).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/rendez-vous/{id}")).into_response())
}

impl CancelForm {
    /// What was typed, else what was chosen.
    fn reason(&self) -> std::result::Result<String, FieldErrors> {
        let mut errors = FieldErrors::default();
        let typed = errors.check("other_reason", clean_line(&self.other_reason));
        let chosen = REASONS.into_iter().find(|reason| *reason == self.reason);
        let reason = typed.and_then(|typed| optional(&typed)).or_else(|| chosen.map(str::to_owned));
        match reason {
            Some(reason) if errors.is_empty() => Ok(reason),
            _ => {
                if errors.is_empty() {
                    errors.add(
                        "reason",
                        "Dites pourquoi\u{a0}: le technicien et vos collègues le liront.",
                    );
                }
                Err(errors)
            }
        }
    }
}
