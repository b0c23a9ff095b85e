//! What can be booked.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};

use super::service_form::ServiceForm;
use crate::{
    app::App,
    catalog::{self, Priority, Service},
    scheduling::{self, queries_rules},
    values::{ServiceId, french},
    web::{
        Error, Result,
        extract::CurrentStaff,
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
        page::{Page, show_again},
    },
};

#[derive(Template)]
#[template(path = "office/settings/services.html")]
struct ServicesPage {
    shell: Shell,
    services: Vec<Service>,
}

#[derive(Template)]
#[template(path = "office/settings/service.html")]
struct ServicePage {
    shell: Shell,
    /// None for a new one.
    service: Option<Service>,
    form: ServiceForm,
    errors: FieldErrors,
}

pub(super) async fn index(State(app): State<App>, shell: Shell) -> Result<Response> {
    let services = catalog::everything(&app.db).await?;
    Ok(Page(ServicesPage { shell, services }).into_response())
}

pub(super) async fn new(shell: Shell) -> Result<Response> {
    let (form, errors) = (ServiceForm::empty(), FieldErrors::default());
    Ok(Page(ServicePage { shell, service: None, form, errors }).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<ServiceForm>,
) -> Result<Response> {
    let service = match form.parse(None) {
        Ok(service) => service,
        Err(errors) => return Ok(show_again(ServicePage { shell, service: None, form, errors })),
    };
    let id = catalog::add(&app.db, &service).await?;
    scheduling::set_service_skills(&app.db, id, &form.skills()).await?;
    saved(&app, &staff, &service).await
}

pub(super) async fn edit(
    State(app): State<App>,
    Path(id): Path<ServiceId>,
    shell: Shell,
) -> Result<Response> {
    let service = catalog::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let skills = queries_rules::skills_of_service(&app.db, id).await?;
    let form = ServiceForm::of(&service, &skills);
    let page = ServicePage { shell, service: Some(service), form, errors: FieldErrors::default() };
    Ok(Page(page).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    Path(id): Path<ServiceId>,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<ServiceForm>,
) -> Result<Response> {
    let before = catalog::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let service = match form.parse(Some(&before)) {
        Ok(service) => service,
        Err(errors) => {
            return Ok(show_again(ServicePage { shell, service: Some(before), form, errors }));
        }
    };
    catalog::update(&app.db, &service).await?;
    scheduling::set_service_skills(&app.db, id, &form.skills()).await?;
    saved(&app, &staff, &service).await
}

async fn saved(app: &App, staff: &CurrentStaff, service: &Service) -> Result<Response> {
    Flash::say(format!("Prestation « {} » enregistrée.", service.name)).keep(app, staff).await?;
    Ok(Redirect::to("/reglages/prestations").into_response())
}
