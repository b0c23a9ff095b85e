//! Writing a contract down, and changing it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::form::{Choices, ContractForm, RULE, WEEKS};
use crate::{
    app::App,
    business_time::local,
    catalog,
    customers::{self, Customer, search::CustomerHit},
    equipment,
    maintenance::{self, KeepError},
    values::{ContractId, CustomerId, SecretToken, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
        page::{Page, show_again},
    },
};

/// As many customers as are proposed.
const PROPOSED: usize = 8;
/// The service that is proposed first (domain.md §5.2).
const USUAL_SERVICE: &str = "ENTRET";

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Asked {
    client: String,
    q: String,
}

#[derive(Template)]
#[template(path = "office/maintenance/form.html")]
struct ContractFormPage {
    shell: Shell,
    /// None for a new one.
    id: Option<ContractId>,
    form: ContractForm,
    errors: FieldErrors,
    /// None until somebody is chosen.
    customer: Option<Customer>,
    choices: Choices,
    query: String,
    found: Vec<CustomerHit>,
}

pub(super) async fn new(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Now(now): Now,
    shell: Shell,
) -> Result<Response> {
    let form = ContractForm::begin(asked.client, local::today(now));
    let page = load(&app, shell, None, form, FieldErrors::default(), asked.q).await?;
    Ok(Page(page).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(mut form): Form<ContractForm>,
) -> Result<Response> {
    form.regle.clear();
    let Ok(customer) = form.client.parse::<CustomerId>() else {
        let errors = FieldErrors::one("", "Choisissez d’abord le client.");
        return Ok(show_again(load(&app, shell, None, form, errors, String::new()).await?));
    };
    let terms = match form.parse(&choices(&app, customer).await?) {
        Ok(terms) => terms,
        Err(errors) => {
            return Ok(show_again(load(&app, shell, None, form, errors, String::new()).await?));
        }
    };
    let key = SecretToken::parse(&form.request_key).unwrap_or_else(SecretToken::generate).reveal();
    match maintenance::add(&app.db, customer, &terms, &key, staff.id, now).await {
        Ok(id) => {
            Flash::say("Contrat d’entretien enregistré.").keep(&app, &staff).await?;
            Ok(Redirect::to(&format!("/entretien/{id}")).into_response())
        }
        Err(refusal) => refuse(&app, shell, None, form, refusal).await,
    }
}

pub(super) async fn edit(
    State(app): State<App>,
    Path(id): Path<ContractId>,
    shell: Shell,
) -> Result<Response> {
    let known = maintenance::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let form = ContractForm::of(&known);
    let page = load(&app, shell, Some(id), form, FieldErrors::default(), String::new()).await?;
    Ok(Page(page).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    Path(id): Path<ContractId>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(mut form): Form<ContractForm>,
) -> Result<Response> {
    let known = maintenance::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    form.client = known.customer_id.to_string();
    // What a form cannot say is not taken from one.
    form.regle.clone_from(&known.rule);
    let terms = match form.parse(&choices(&app, known.customer_id).await?) {
        Ok(terms) => terms,
        Err(errors) => {
            let page = load(&app, shell, Some(id), form, errors, String::new()).await?;
            return Ok(show_again(page));
        }
    };
    match maintenance::change(&app.db, id, form.version, &terms, staff.id, now).await {
        Ok(()) => {
            Flash::say("Contrat d’entretien modifié.").keep(&app, &staff).await?;
            Ok(Redirect::to(&format!("/entretien/{id}")).into_response())
        }
        Err(refusal) => {
            // Who saves again has seen that somebody changed it.
            form.version = maintenance::find(&app.db, id).await?.ok_or(Error::NotFound)?.version;
            refuse(&app, shell, Some(id), form, refusal).await
        }
    }
}

async fn refuse(
    app: &App,
    shell: Shell,
    id: Option<ContractId>,
    form: ContractForm,
    refusal: KeepError,
) -> Result<Response> {
    let (field, status) = match &refusal {
        KeepError::Database(_) | KeepError::Rule(_) => {
            return Err(Error::Internal(anyhow::Error::from(refusal)));
        }
        KeepError::NotFound => return Err(Error::NotFound),
        KeepError::NoDay => ("fin", StatusCode::UNPROCESSABLE_ENTITY),
        KeepError::Changed | KeepError::Ended | KeepError::Left(_) => ("", StatusCode::CONFLICT),
    };
    let errors = FieldErrors::one(field, &refusal);
    let page = load(app, shell, id, form, errors, String::new()).await?;
    Ok((status, Page(page)).into_response())
}

async fn choices(app: &App, customer: CustomerId) -> Result<Choices> {
    Ok(Choices {
        sites: customers::sites(&app.db, customer).await?,
        equipment: equipment::of_customer(&app.db, customer).await?,
        services: catalog::active(&app.db).await?,
    })
}

async fn load(
    app: &App,
    shell: Shell,
    id: Option<ContractId>,
    mut form: ContractForm,
    errors: FieldErrors,
    query: String,
) -> Result<ContractFormPage> {
    if SecretToken::parse(&form.request_key).is_none() {
        form.request_key = SecretToken::generate().reveal();
    }
    let customer = match form.client.parse() {
        Ok(id) => Some(customers::find(&app.db, id).await?.ok_or(Error::NotFound)?),
        Err(_) => None,
    };
    let (choices, found) = if let Some(customer) = &customer {
        (choices(app, customer.id).await?, Vec::new())
    } else {
        let found = customers::search::search(&app.db, &query, 0, PROPOSED).await?.customers;
        let none = Choices { sites: Vec::new(), equipment: Vec::new(), services: Vec::new() };
        (none, found)
    };
    if form.lieu.is_empty()
        && let [site] = choices.sites.as_slice()
    {
        form.lieu = site.id.to_string();
    }
    if form.prestation.is_empty()
        && errors.is_empty()
        && let Some(usual) = choices.services.iter().find(|it| it.code == USUAL_SERVICE)
    {
        form.prestation = usual.id.to_string();
    }
    Ok(ContractFormPage { shell, id, form, errors, customer, choices, query, found })
}

impl ContractFormPage {
    /// For templates: the months of a year, with their numbers.
    fn months() -> impl Iterator<Item = (String, &'static str)> {
        (1..=12).map(|month| (month.to_string(), french::month(month - 1)))
    }
}
