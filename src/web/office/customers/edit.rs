//! Making a customer, and changing one without overwriting what somebody else changed.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{super::shell::Shell, edit_form::CustomerForm};
use crate::{
    app::App,
    customers::{self, ChangeError, Customer},
    db,
    values::CustomerId,
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        page::{Page, show_again},
    },
};

#[derive(Template)]
#[template(path = "office/customers/new.html")]
struct NewCustomerPage {
    shell: Shell,
    form: CustomerForm,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "office/customers/edit.html")]
struct EditCustomerPage {
    shell: Shell,
    id: CustomerId,
    form: CustomerForm,
    errors: FieldErrors,
    /// What somebody else made of the customer while this form was filled in.
    conflict: Option<Box<Customer>>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct NewQuery {
    /// What was looked for in vain.
    q: String,
}

pub(super) async fn new(shell: Shell, Query(query): Query<NewQuery>) -> Response {
    let form = CustomerForm::beginning_with(&query.q);
    Page(NewCustomerPage { shell, form, errors: FieldErrors::default() }).into_response()
}

pub(super) async fn create(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Now(now): Now,
    Form(form): Form<CustomerForm>,
) -> Result<Response> {
    let customer = match form.parse_new() {
        Ok(customer) => customer,
        Err(errors) => return Ok(show_again(NewCustomerPage { shell, form, errors })),
    };
    let mut tx = db::begin(&app.db).await?;
    let id = customers::create(&mut tx, &customer, Some(staff.id), now).await?;
    tx.commit().await?;
    Flash::say("Fiche créée.").keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/clients/{id}")).into_response())
}

pub(super) async fn edit(
    State(app): State<App>,
    shell: Shell,
    Path(id): Path<CustomerId>,
) -> Result<Response> {
    let customer = customers::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let form = CustomerForm::of(&customer);
    let errors = FieldErrors::default();
    Ok(Page(EditCustomerPage { shell, id, form, errors, conflict: None }).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(id): Path<CustomerId>,
    Now(now): Now,
    Form(mut form): Form<CustomerForm>,
) -> Result<Response> {
    let identity = match form.parse() {
        Ok(identity) => identity,
        Err(errors) => {
            return Ok(show_again(EditCustomerPage { shell, id, form, errors, conflict: None }));
        }
    };
    let note = identity.pinned_note.as_deref();
    match customers::change(&app.db, id, form.version, &identity.name, note, staff.id, now).await {
        Ok(()) => {}
        Err(ChangeError::Gone) => return Err(Error::NotFound),
        Err(ChangeError::Database(error)) => return Err(error.into()),
        Err(ChangeError::Stale(current)) => {
            // Who saves again has seen the other version.
            form.version = current.version;
            let errors = FieldErrors::default();
            let page = EditCustomerPage { shell, id, form, errors, conflict: Some(current) };
            return Ok((StatusCode::CONFLICT, Page(page)).into_response());
        }
    }
    Flash::say("Fiche enregistrée.").keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/clients/{id}")).into_response())
}
