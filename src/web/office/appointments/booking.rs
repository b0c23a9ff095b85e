//! Booking from the office, on one page: for whom, what, where, when.

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;

use super::{
    booking_form::BookingForm,
    booking_page::{BookingPage, FoundPart, SlotsPart},
    choice::{OTHER, as_fields},
};
use crate::{
    app::App,
    appointments::{self, BookError},
    business_time::local,
    tickets,
    values::{AppointmentId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
        page::{Page, wants_fragment},
    },
};

/// So much before the day that was agreed on for a request slots are shown.
const AROUND: TimeDelta = TimeDelta::days(7);

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Asked {
    client: String,
    demande: String,
    date: String,
    technicien: String,
    prestation: String,
    /// `premier`: the first slot is chosen already.
    choix: String,
    q: String,
}

/// Which button was pressed: none books.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Step {
    /// `creneaux`: only show the slots, keep the rest as it is.
    etape: String,
    depuis: Option<NaiveDate>,
}

pub(super) async fn new(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Now(now): Now,
    headers: HeaderMap,
    shell: Shell,
) -> Result<Response> {
    let from = match asked.date.parse() {
        Ok(day) => day,
        Err(_) => first_day(&app, &asked.demande, now).await?,
    };
    let form =
        BookingForm::begin(asked.client, asked.demande, from, asked.technicien, asked.prestation);
    let mut page =
        BookingPage::load(&app, shell, form, FieldErrors::default(), &asked.q, now).await?;
    if asked.choix == "premier" {
        page.choose_first();
    }
    Ok(if wants_fragment(&headers) {
        FoundPart::of(page).into_response()
    } else {
        Page(page).into_response()
    })
}

/// From which day on slots are shown: today, or a little before the day that was agreed on for a request.
async fn first_day(app: &App, number: &str, now: DateTime<Utc>) -> Result<NaiveDate> {
    let today = local::today(now);
    if number.is_empty() {
        return Ok(today);
    }
    let wanted = tickets::details(&app.db, number).await?.and_then(|ticket| ticket.wanted_on);
    Ok(wanted.map_or(today, |day| (day - AROUND).max(today)))
}

pub(super) async fn create(
    State(app): State<App>,
    Query(step): Query<Step>,
    Now(now): Now,
    headers: HeaderMap,
    staff: CurrentStaff,
    shell: Shell,
    Form(mut form): Form<BookingForm>,
) -> Result<Response> {
    if step.shows_slots() {
        step.shift(&mut form.from);
        let page = BookingPage::load(&app, shell, form, FieldErrors::default(), "", now).await?;
        return Ok(if wants_fragment(&headers) {
            SlotsPart::of(page).into_response()
        } else {
            Page(page).into_response()
        });
    }
    let ticket = form.load_ticket(&app).await?;
    let booking = match form.parse(staff.id, ticket.as_ref().map(|ticket| ticket.id)) {
        Ok(booking) => booking,
        Err(errors) => {
            return again(&app, shell, form, errors, StatusCode::UNPROCESSABLE_ENTITY, now).await;
        }
    };
    match appointments::book_from_office(&app, &booking, now).await {
        Ok(id) => {
            say_booked(&app, &staff, id).await?;
            Ok(Redirect::to(&format!("/rendez-vous/{id}")).into_response())
        }
        Err(BookError::AlreadyBooked(id)) => {
            Flash::say("Ce rendez-vous était déjà enregistré.").keep(&app, &staff).await?;
            Ok(Redirect::to(&format!("/rendez-vous/{id}")).into_response())
        }
        // A service that is gone.
        Err(BookError::Database(sqlx::Error::RowNotFound)) => Err(Error::NotFound),
        Err(BookError::Database(error)) => Err(error.into()),
        Err(refusal) => {
            let status = match refusal {
                BookError::SlotTaken => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            form.can_force = refusal.can_be_forced();
            form.from = local::today(booking.starts_at).to_string();
            if form.can_force {
                // It is no longer among the slots shown.
                OTHER.clone_into(&mut form.slot);
                (form.free_date, form.free_time, form.free_technician) =
                    as_fields(booking.technician, booking.starts_at);
            }
            let errors = FieldErrors::one(form.time_field(), refusal);
            again(&app, shell, form, errors, status, now).await
        }
    }
}

impl Step {
    pub(super) fn shows_slots(&self) -> bool {
        self.etape == "creneaux"
    }

    /// Goes on to other days, where that was asked.
    pub(super) fn shift(&self, from: &mut String) {
        if let Some(day) = self.depuis {
            *from = day.to_string();
        }
    }
}

async fn again(
    app: &App,
    shell: Shell,
    form: BookingForm,
    errors: FieldErrors,
    status: StatusCode,
    now: DateTime<Utc>,
) -> Result<Response> {
    let page = BookingPage::load(app, shell, form, errors, "", now).await?;
    Ok((status, Page(page)).into_response())
}

async fn say_booked(app: &App, staff: &CurrentStaff, id: AppointmentId) -> Result<()> {
    let Some(booked) = appointments::find(&app.db, id).await? else { return Err(Error::NotFound) };
    let when = french::day_without_year(booked.starts_at);
    let text = format!(
        "Rendez-vous pris\u{a0}: {when} à {}, {}.",
        french::time(booked.starts_at),
        booked.technician_name
    );
    Flash::say(text)
        .with_undo(format!("/rendez-vous/{id}/annulation-immediate"), "Annuler")
        .keep(app, staff)
        .await
}
