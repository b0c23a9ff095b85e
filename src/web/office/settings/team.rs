//! Who works here: accounts, roles, passwords. For the manager.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::team_form::TeamForm;
use crate::{
    app::App,
    scheduling,
    staff::{self, AccountError, AddError, Role, StaffMember},
    values::StaffId,
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
        page::{Page, show_again},
    },
};

#[derive(Template)]
#[template(path = "office/settings/team.html")]
struct TeamPage {
    shell: Shell,
    everyone: Vec<StaffMember>,
}

#[derive(Template)]
#[template(path = "office/settings/person.html")]
struct PersonPage {
    shell: Shell,
    /// None for a new colleague.
    person: Option<StaffMember>,
    form: TeamForm,
    errors: FieldErrors,
}

#[derive(Deserialize)]
pub(super) struct PasswordForm {
    #[serde(default)]
    password: String,
}

pub(super) async fn index(State(app): State<App>, shell: Shell) -> Result<Response> {
    let everyone = staff::everyone(&app.db).await?;
    Ok(Page(TeamPage { shell, everyone }).into_response())
}

pub(super) async fn new(shell: Shell) -> Result<Response> {
    let (form, errors) = (TeamForm::empty(), FieldErrors::default());
    Ok(Page(PersonPage { shell, person: None, form, errors }).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<TeamForm>,
) -> Result<Response> {
    let new = match form.parse() {
        Ok(new) => new,
        Err(errors) => {
            return Ok(show_again(PersonPage {
                shell,
                person: None,
                form: form.without_password(),
                errors,
            }));
        }
    };
    let errors = match scheduling::hire(&app.db, &new, form.password.clone(), now).await {
        Ok(id) => {
            Flash::say(format!("{} peut se connecter.", new.name)).keep(&app, &staff).await?;
            let next = match new.role {
                Role::Technician => format!("/reglages/horaires/{id}"),
                Role::Office | Role::Manager => "/reglages/equipe".to_owned(),
            };
            return Ok(Redirect::to(&next).into_response());
        }
        Err(AddError::Database(error)) => return Err(error.into()),
        Err(AddError::Hashing(error)) => return Err(error.into()),
        Err(refusal @ AddError::EmailTaken) => FieldErrors::one("email", refusal),
        Err(refusal @ AddError::Password(_)) => FieldErrors::one("password", refusal),
    };
    Ok(show_again(PersonPage { shell, person: None, form: form.without_password(), errors }))
}

pub(super) async fn edit(
    State(app): State<App>,
    Path(id): Path<StaffId>,
    shell: Shell,
) -> Result<Response> {
    let person = find(&app, id).await?;
    let form = TeamForm::of(&person);
    let page = PersonPage { shell, person: Some(person), form, errors: FieldErrors::default() };
    Ok(Page(page).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    Path(id): Path<StaffId>,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<TeamForm>,
) -> Result<Response> {
    let person = find(&app, id).await?;
    let changed = match form.parse() {
        Ok(changed) => changed,
        Err(errors) => {
            return Ok(show_again(PersonPage { shell, person: Some(person), form, errors }));
        }
    };
    match staff::change(&app.db, id, &changed).await {
        Ok(()) => {
            if changed.role == Role::Technician {
                scheduling::give_hours_if_none(&app.db, id).await?;
            }
            Flash::say(format!("Compte de {} enregistré.", changed.name))
                .keep(&app, &staff)
                .await?;
            Ok(Redirect::to("/reglages/equipe").into_response())
        }
        Err(refusal) => {
            let errors = errors_of(refusal)?;
            Ok(show_again(PersonPage { shell, person: Some(person), form, errors }))
        }
    }
}

pub(super) async fn set_password(
    State(app): State<App>,
    Path(id): Path<StaffId>,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<PasswordForm>,
) -> Result<Response> {
    let person = find(&app, id).await?;
    match staff::set_password(&app.db, id, form.password).await {
        Ok(()) => {
            let text = format!(
                "Nouveau mot de passe pour {}. Ses appareils sont déconnectés.",
                person.name
            );
            if id == staff.id {
                // The session that would say it has just been closed.
                return Ok(Redirect::to("/connexion").into_response());
            }
            Flash::say(text).keep(&app, &staff).await?;
            Ok(Redirect::to("/reglages/equipe").into_response())
        }
        Err(refusal) => {
            let errors = errors_of(refusal)?;
            let form = TeamForm::of(&person);
            Ok(show_again(PersonPage { shell, person: Some(person), form, errors }))
        }
    }
}

pub(super) async fn deactivate(
    State(app): State<App>,
    Path(id): Path<StaffId>,
    staff: CurrentStaff,
    shell: Shell,
) -> Result<Response> {
    let person = find(&app, id).await?;
    match staff::deactivate(&app.db, id, staff.id).await {
        Ok(()) => {
            let text =
                format!("Compte de {} fermé. Ses rendez-vous restent au planning.", person.name);
            Flash::say(text)
                .with_undo(format!("/reglages/equipe/{id}/reouverture"), "Rouvrir le compte")
                .keep(&app, &staff)
                .await?;
            Ok(Redirect::to("/reglages/equipe").into_response())
        }
        Err(refusal) => {
            let errors = errors_of(refusal)?;
            let form = TeamForm::of(&person);
            Ok(show_again(PersonPage { shell, person: Some(person), form, errors }))
        }
    }
}

pub(super) async fn reactivate(
    State(app): State<App>,
    Path(id): Path<StaffId>,
    staff: CurrentStaff,
) -> Result<Response> {
    let person = find(&app, id).await?;
    staff::set_active(&app.db, id, true).await?;
    Flash::say(format!("Compte de {} rouvert.", person.name)).keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages/equipe").into_response())
}

async fn find(app: &App, id: StaffId) -> Result<StaffMember> {
    staff::find(&app.db, id).await?.ok_or(Error::NotFound)
}

/// What the person can mend, beside its field.
fn errors_of(refusal: AccountError) -> Result<FieldErrors> {
    let field = match refusal {
        AccountError::Database(error) => return Err(error.into()),
        AccountError::Hashing(error) => return Err(error.into()),
        AccountError::NotFound => return Err(Error::NotFound),
        AccountError::EmailTaken => "email",
        AccountError::LastManager => "role",
        AccountError::Password(_) | AccountError::WrongPassword => "password",
        AccountError::Oneself => "",
    };
    Ok(FieldErrors::one(field, refusal))
}
