//! One's own account: password, shortcuts, devices. For everybody who is signed in.

use askama::Template;
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    Error, Result, cookies,
    extract::{CurrentStaff, Now},
    flash::Flash,
    forms::{FieldErrors, Form},
    office::shell::Shell,
    page::Page,
};
use crate::{
    app::App,
    staff::{
        self, AccountError, Role,
        sessions::{self, OpenSession},
    },
    values::french,
};

const HERE: &str = "/mon-compte";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/mon-compte", get(edit))
        .route("/mon-compte/mot-de-passe", post(change_password))
        .route("/mon-compte/raccourcis", post(set_single_keys))
        .route("/mon-compte/deconnexion", post(sign_out_everywhere))
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct PasswordForm {
    old_password: String,
    new_password: String,
}

#[derive(Deserialize)]
struct KeysForm {
    single_keys: Option<String>,
}

/// What the page shows under either layout.
struct Account {
    sessions: Vec<OpenSession>,
    errors: FieldErrors,
    now: DateTime<Utc>,
}

#[derive(Template)]
#[template(path = "account/office.html")]
struct OfficeAccountPage {
    shell: Shell,
    account: Account,
}

#[derive(Template)]
#[template(path = "account/technician.html")]
struct TechnicianAccountPage {
    shell: Shell,
    account: Account,
}

async fn edit(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
) -> Result<Response> {
    show(&app, &staff, shell, FieldErrors::default(), now).await
}

async fn change_password(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<PasswordForm>,
) -> Result<Response> {
    let changed = staff::change_own_password(
        &app.db,
        staff.id,
        form.old_password,
        form.new_password,
        &staff.token_hash,
    );
    let errors = match changed.await {
        Ok(()) => {
            Flash::say("Mot de passe changé. Vos autres appareils sont déconnectés.")
                .keep(&app, &staff)
                .await?;
            return Ok(Redirect::to(HERE).into_response());
        }
        Err(AccountError::Database(error)) => return Err(error.into()),
        Err(AccountError::Hashing(error)) => return Err(error.into()),
        Err(AccountError::NotFound) => return Err(Error::NotFound),
        Err(refusal @ AccountError::WrongPassword) => FieldErrors::one("old_password", refusal),
        Err(refusal) => FieldErrors::one("new_password", refusal),
    };
    show(&app, &staff, shell, errors, now).await
}

async fn set_single_keys(
    State(app): State<App>,
    staff: CurrentStaff,
    Form(form): Form<KeysForm>,
) -> Result<Response> {
    let on = form.single_keys.is_some();
    let text = if on {
        "Raccourcis d’une touche activés."
    } else {
        "Raccourcis d’une touche désactivés sur cet appareil."
    };
    Flash::say(text).keep(&app, &staff).await?;
    let cookie = cookies::set_single_keys(on, app.settings.is_https());
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(HERE)).into_response())
}

async fn sign_out_everywhere(State(app): State<App>, staff: CurrentStaff) -> Result<Response> {
    sessions::close_all(&app.db, staff.id).await?;
    let forget = [(header::SET_COOKIE, cookies::forget_session(app.settings.is_https()))];
    Ok((AppendHeaders(forget), Redirect::to("/connexion")).into_response())
}

async fn show(
    app: &App,
    staff: &CurrentStaff,
    shell: Shell,
    errors: FieldErrors,
    now: DateTime<Utc>,
) -> Result<Response> {
    let sessions = sessions::open_of(&app.db, staff.id, &staff.token_hash).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let account = Account { sessions, errors, now };
    Ok(match staff.role {
        Role::Technician => {
            (status, Page(TechnicianAccountPage { shell, account })).into_response()
        }
        Role::Office | Role::Manager => {
            (status, Page(OfficeAccountPage { shell, account })).into_response()
        }
    })
}
