//! Moving a visit, by a form that every keyboard and telephone can use.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    booking::Step,
    choice::{OTHER, as_fields, value},
    moving_page::{MoveForm, MovePage},
};
use crate::{
    app::App,
    appointments::{self, AppointmentDetails, BookError, By, MoveError, NewTime},
    business_time::local,
    values::{AppointmentId, StaffId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form, query_value},
        office::shell::Shell,
        page::{Page, wants_fragment},
    },
};

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Asked {
    date: String,
}

pub(super) async fn edit(
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Query(asked): Query<Asked>,
    Now(now): Now,
    shell: Shell,
) -> Result<Response> {
    let appointment = appointments::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    if !appointment.status.is_ahead() {
        return Ok(Redirect::to(&format!("/rendez-vous/{id}")).into_response());
    }
    let from = asked.date.parse().unwrap_or_else(|_| local::today(appointment.starts_at));
    let form = MoveForm {
        version: appointment.version,
        seen: value(appointment.technician_id, appointment.starts_at),
        from: from.to_string(),
        free_technician: appointment.technician_id.to_string(),
        ..MoveForm::default()
    };
    let page = MovePage::load(&app, shell, appointment, form, FieldErrors::default(), now).await?;
    Ok(Page(page).into_response())
}

#[expect(clippy::too_many_arguments, reason = "each is one thing that the request says")]
pub(super) async fn update(
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Query(step): Query<Step>,
    Now(now): Now,
    headers: HeaderMap,
    staff: CurrentStaff,
    shell: Shell,
    Form(mut form): Form<MoveForm>,
) -> Result<Response> {
    let before = appointments::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    if step.shows_slots() {
        step.shift(&mut form.from);
        let page = MovePage::load(&app, shell, before, form, FieldErrors::default(), now).await?;
        return Ok(if wants_fragment(&headers) {
            Page(page.into_slots()).into_response()
        } else {
            Page(page).into_response()
        });
    }
    let mut errors = FieldErrors::default();
    let Some((technician, starts_at)) = form.choice().parse(&mut errors) else {
        let page = MovePage::load(&app, shell, before, form, errors, now).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    let to = NewTime { technician, starts_at, forced: form.forced.is_some() };
    let moved =
        appointments::move_to(&app, id, Some(form.version), to, By::Staff(staff.id), now).await;
    let refusal = match moved {
        Ok(()) => {
            say_moved(&app, &staff, &before).await?;
            return Ok(Redirect::to(&format!("/rendez-vous/{id}")).into_response());
        }
        Err(MoveError::Time(BookError::Database(error))) => return Err(error.into()),
        Err(MoveError::NotFound) => return Err(Error::NotFound),
        Err(refusal @ MoveError::TooLate) => {
            Flash::say(refusal.to_string()).keep(&app, &staff).await?;
            return Ok(Redirect::to(&format!("/rendez-vous/{id}")).into_response());
        }
        Err(refusal) => refusal,
    };
    form.can_force = matches!(&refusal, MoveError::Time(refusal) if refusal.can_be_forced());
    form.from = local::today(starts_at).to_string();
    if form.can_force {
        // It is no longer among the slots shown.
        OTHER.clone_into(&mut form.slot);
        (form.free_date, form.free_time, form.free_technician) = as_fields(technician, starts_at);
    }
    let is_conflict = matches!(refusal, MoveError::Stale | MoveError::Time(BookError::SlotTaken));
    let status = if is_conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let stale = matches!(refusal, MoveError::Stale).then(|| form.seen_words());
    let field = if stale.is_some() { "" } else { form.time_field() };
    let errors = FieldErrors::one(field, refusal);
    // What is there now has been shown with this answer: sent once more, the form replaces it.
    let standing = appointments::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    form.version = standing.version;
    form.seen = value(standing.technician_id, standing.starts_at);
    let mut page = MovePage::load(&app, shell, standing, form, errors, now).await?;
    page.stale = stale;
    Ok((status, Page(page)).into_response())
}

/// Where the visit was before it was moved.
#[derive(Deserialize)]
pub(super) struct Back {
    technicien: StaffId,
    debut: DateTime<Utc>,
    version: i32,
}

pub(super) async fn undo(
    State(app): State<App>,
    Path(id): Path<AppointmentId>,
    Query(back): Query<Back>,
    Now(now): Now,
    staff: CurrentStaff,
) -> Result<Response> {
    let to = NewTime { technician: back.technicien, starts_at: back.debut, forced: true };
    let text = match appointments::undo_move(&app, id, back.version, to, staff.id, now).await {
        Ok(()) => format!("Rendez-vous remis au {}.", french::day_and_time(back.debut)),
        Err(MoveError::Time(BookError::Database(error))) => return Err(error.into()),
        Err(MoveError::NotFound) => return Err(Error::NotFound),
        Err(refusal) => refusal.to_string(),
    };
    Flash::say(text).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/rendez-vous/{id}")).into_response())
}

async fn say_moved(app: &App, staff: &CurrentStaff, before: &AppointmentDetails) -> Result<()> {
    let id = before.id;
    let after = appointments::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let when = french::day_without_year(after.starts_at);
    let text = format!(
        "Rendez-vous déplacé au {when} à {}, {}.",
        french::time(after.starts_at),
        after.technician_name
    );
    let back = query_value(&before.starts_at.to_rfc3339());
    let undo = format!(
        "/rendez-vous/{id}/retour?technicien={}&debut={back}&version={}",
        before.technician_id, after.version
    );
    Flash::say(text).with_undo(undo, "Remettre comme avant").keep(app, staff).await
}
