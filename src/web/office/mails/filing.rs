//! Where a mail belongs, said with one press.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    app::App,
    customers::{self, CustomerName},
    mails::{self, MoveError, Moved},
    values::{CustomerId, MailId, text::clean_line},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FilingForm {
    /// As the page showed the mail.
    pub(super) version: i32,
    pub(super) number: String,
    pub(super) customer: Option<CustomerId>,
    /// Whether the sender's address becomes the customer's.
    pub(super) learns: Option<String>,
    pub(super) name: String,
}

pub(super) async fn file_on(
    State(app): State<App>,
    Path(id): Path<MailId>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<FilingForm>,
) -> Result<Response> {
    let Some(number) = mails::request_number(&form.number) else {
        let errors = FieldErrors::one("number", "Donnez un numéro comme SAV-2611-041.");
        return again(&app, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY, shell, now).await;
    };
    let outcome = mails::file_on(&app.db, id, form.version, &number, staff.id, now).await;
    let outcome = match outcome {
        // The same press twice.
        Err(MoveError::AlreadyThere) => Ok(Moved { number }),
        outcome => outcome,
    };
    lead_on(&app, id, form, outcome, "E-mail rattaché à", &staff, shell, now).await
}

pub(super) async fn open_request(
    State(app): State<App>,
    Path(id): Path<MailId>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<FilingForm>,
) -> Result<Response> {
    let Some(customer) = form.customer else {
        let errors = FieldErrors::one("q", "Choisissez d’abord le client.");
        return again(&app, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY, shell, now).await;
    };
    customers::find(&app.db, customer).await?.ok_or(Error::NotFound)?;
    let learns = form.learns.is_some();
    let outcome =
        mails::open_request(&app.db, id, form.version, customer, learns, staff.id, now).await;
    lead_on(&app, id, form, outcome, "E-mail devenu la demande", &staff, shell, now).await
}

/// A customer of the sender's name and address, and the mail their request.
pub(super) async fn add_customer(
    State(app): State<App>,
    Path(id): Path<MailId>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<FilingForm>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", clean_line(&form.name));
    let name = name.and_then(|name| {
        errors.check("name", CustomerName::read_spoken(&name).ok_or("Donnez le nom du client."))
    });
    let Some(name) = name else {
        return again(&app, id, form, errors, StatusCode::UNPROCESSABLE_ENTITY, shell, now).await;
    };
    let outcome = mails::open_for_newcomer(&app.db, id, form.version, name, staff.id, now).await;
    lead_on(&app, id, form, outcome, "Client créé, e-mail devenu la demande", &staff, shell, now)
        .await
}

pub(super) async fn set_aside(
    State(app): State<App>,
    Path(id): Path<MailId>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<FilingForm>,
) -> Result<Response> {
    match mails::set_aside(&app.db, id, form.version, staff.id, now).await {
        Ok(()) => {
            Flash::say("E-mail mis de côté.")
                .with_undo(format!("/courrier/{id}/retour"), "Reprendre")
                .keep(&app, &staff)
                .await?;
            Ok(Redirect::to("/courrier").into_response())
        }
        Err(refusal) => refused(&app, id, form, refusal, shell, now).await,
    }
}

pub(super) async fn bring_back(
    State(app): State<App>,
    Path(id): Path<MailId>,
    staff: CurrentStaff,
) -> Result<Redirect> {
    match mails::bring_back(&app.db, id).await {
        Ok(()) => {}
        Err(MoveError::Database(error)) => return Err(error.into()),
        Err(_) => return Err(Error::NotFound),
    }
    Flash::say("E-mail repris\u{a0}: il est à rattacher.").keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/courrier/{id}")))
}

#[expect(clippy::too_many_arguments, reason = "what was asked, and what a page needs")]
async fn lead_on(
    app: &App,
    id: MailId,
    form: FilingForm,
    outcome: std::result::Result<Moved, MoveError>,
    said: &str,
    staff: &CurrentStaff,
    shell: Shell,
    now: DateTime<Utc>,
) -> Result<Response> {
    match outcome {
        Ok(Moved { number }) => {
            Flash::say(format!("{said} {number}.")).keep(app, staff).await?;
            Ok(Redirect::to(&format!("/demandes/{number}")).into_response())
        }
        Err(refusal) => refused(app, id, form, refusal, shell, now).await,
    }
}

async fn refused(
    app: &App,
    id: MailId,
    form: FilingForm,
    refusal: MoveError,
    shell: Shell,
    now: DateTime<Utc>,
) -> Result<Response> {
    let (field, status) = match &refusal {
        MoveError::NotFound => return Err(Error::NotFound),
        MoveError::Stale => ("", StatusCode::CONFLICT),
        MoveError::NoSuchRequest | MoveError::AlreadyThere => {
            ("number", StatusCode::UNPROCESSABLE_ENTITY)
        }
        MoveError::Database(_) => return Err(anyhow::Error::from(refusal).into()),
    };
    let errors = FieldErrors::one(field, refusal);
    again(app, id, form, errors, status, shell, now).await
}

async fn again(
    app: &App,
    id: MailId,
    form: FilingForm,
    errors: FieldErrors,
    status: StatusCode,
    shell: Shell,
    now: DateTime<Utc>,
) -> Result<Response> {
    super::page(app, id, form, errors, String::new(), status, shell, now).await
}
