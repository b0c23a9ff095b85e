//! The customer gives the visit up.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use super::{Followed, service_name, show};
use crate::{
    app::App,
    appointments::{self, AppointmentDetails, By, CancelError, Status},
    company::{self, Company},
    values::{french, text::clean_text},
    web::{
        Error, Result,
        extract::Now,
        forms::{FieldErrors, Form, optional},
        page::{Page, show_again},
    },
};

/// Within this time of the visit somebody else can hardly be offered the hour.
const LATE: TimeDelta = TimeDelta::hours(24);

/// A line or two, not a letter.
const LONGEST_REASON: usize = 300;

const TOO_LATE: &str = "Ce rendez-vous ne peut plus être annulé en ligne.";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CancelForm {
    reason: String,
}

#[derive(Template)]
#[template(path = "portal/appointment/cancel.html")]
struct CancelPage {
    company: Company,
    token: String,
    service_name: String,
    day: String,
    window: String,
    is_late: bool,
    form: CancelForm,
    errors: FieldErrors,
}

pub(super) async fn new(
    State(app): State<App>,
    Now(now): Now,
    Followed { token, visit }: Followed,
) -> Result<Response> {
    if !appointments::is_open_to_customer(&visit, now) {
        return show::refuse(&app, token, visit.id, TOO_LATE.to_owned(), now).await;
    }
    let company = company::load(&app.db).await?;
    let page =
        CancelPage::of(company, token, &visit, CancelForm::default(), FieldErrors::default(), now);
    Ok(Page(page).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    Followed { token, visit }: Followed,
    Form(form): Form<CancelForm>,
) -> Result<Response> {
    if visit.status != Status::Cancelled && !appointments::is_open_to_customer(&visit, now) {
        return show::refuse(&app, token, visit.id, TOO_LATE.to_owned(), now).await;
    }
    let reason = match read_reason(&form.reason) {
        Ok(reason) => reason,
        Err(error) => {
            let errors = FieldErrors::one("reason", error);
            let company = company::load(&app.db).await?;
            return Ok(show_again(CancelPage::of(company, token, &visit, form, errors, now)));
        }
    };
    match appointments::cancel(&app, visit.id, None, reason.as_deref(), By::Customer, now).await {
        Ok(()) => Ok(Redirect::to(&format!("/suivi/{token}")).into_response()),
        Err(CancelError::TooLate | CancelError::Stale) => {
            show::refuse(&app, token, visit.id, TOO_LATE.to_owned(), now).await
        }
        Err(CancelError::NotFound) => Err(Error::NotFound),
        Err(CancelError::Database(error)) => Err(error.into()),
    }
}

impl CancelPage {
    fn of(
        company: Company,
        token: String,
        visit: &AppointmentDetails,
        form: CancelForm,
        errors: FieldErrors,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            company,
            token,
            service_name: service_name(visit).to_owned(),
            day: french::day_without_year(visit.window_starts_at),
            window: french::window(visit.window_starts_at, visit.window_ends_at),
            is_late: visit.window_starts_at - now < LATE,
            form,
            errors,
        }
    }
}

fn read_reason(typed: &str) -> Result<Option<String>, String> {
    let reason = clean_text(typed).map_err(|error| error.to_string())?;
    if reason.chars().count() > LONGEST_REASON {
        return Err(format!(
            "Ce texte est trop long\u{a0}: {LONGEST_REASON}\u{a0}caractères au plus."
        ));
    }
    Ok(optional(&reason))
}
