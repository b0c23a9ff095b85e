//! A request that the office writes down.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    app::App,
    catalog::{self, Service},
    customers::{self, Customer, Site, search::CustomerHit},
    promises,
    tickets::{self, OfficeTicket, Origin},
    values::{
        SecretToken,
        text::{clean_line, clean_text},
    },
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

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Asked {
    client: String,
    q: String,
    /// The promise that it is made of.
    promesse: String,
    /// The follow-up that it is made of.
    relance: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TicketForm {
    customer: String,
    site: String,
    service: String,
    subject: String,
    description: String,
    promise: String,
    follow_up: String,
    request_key: String,
}

impl TicketForm {
    fn origin(&self) -> Origin {
        match self.promise.parse() {
            Ok(promise) => Origin::Promise(promise),
            Err(_) if !self.follow_up.is_empty() => Origin::FollowUp,
            Err(_) => Origin::Office,
        }
    }
}

#[derive(Template)]
#[template(path = "office/tickets/new.html")]
struct NewTicketPage {
    shell: Shell,
    form: TicketForm,
    errors: FieldErrors,
    /// None until somebody is chosen.
    customer: Option<Customer>,
    sites: Vec<Site>,
    services: Vec<Service>,
    query: String,
    found: Vec<CustomerHit>,
}

pub(super) async fn new(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    shell: Shell,
) -> Result<Response> {
    let mut form = TicketForm {
        customer: asked.client,
        promise: asked.promesse,
        follow_up: asked.relance,
        request_key: SecretToken::generate().reveal(),
        ..TicketForm::default()
    };
    if let Ok(id) = form.promise.parse()
        && let Some(promise) = promises::find(&app.db, id).await?
    {
        form.description = promise.what;
        if form.customer.is_empty() {
            form.customer = promise.customer_id.map_or_else(String::new, |id| id.to_string());
        }
    }
    let page = NewTicketPage::load(&app, shell, form, FieldErrors::default(), asked.q).await?;
    Ok(Page(page).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<TicketForm>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    let customer = errors
        .check("customer", form.customer.parse().map_err(|_| "Choisissez d’abord le client."));
    let service = match form.service.parse() {
        Ok(id) => catalog::find(&app.db, id).await?,
        Err(_) => None,
    };
    let service =
        errors.check("service", service.ok_or("Choisissez la prestation, même approchante."));
    let subject = errors.check("subject", clean_line(&form.subject));
    let description = errors.check("description", clean_text(&form.description));
    let (Some(customer), Some(service), Some(subject), Some(description)) =
        (customer, service, subject, description)
    else {
        let page = NewTicketPage::load(&app, shell, form, errors, String::new()).await?;
        return Ok(show_again(page));
    };
    let site = match form.site.parse() {
        Ok(site) => {
            Some(customers::site(&app.db, customer, site).await?.ok_or(Error::NotFound)?.id)
        }
        Err(_) => None,
    };
    let subject = if subject.is_empty() { service.name.clone() } else { subject };
    let ticket = OfficeTicket {
        customer,
        site,
        service: &service,
        subject,
        description,
        origin: form.origin(),
        staff: staff.id,
        request_key: SecretToken::parse(&form.request_key)
            .unwrap_or_else(SecretToken::generate)
            .reveal(),
    };
    let number = tickets::note_from_office(&app.db, &ticket, now).await?;
    Flash::say(format!("Demande {number} enregistrée.")).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/demandes/{number}")).into_response())
}

impl NewTicketPage {
    async fn load(
        app: &App,
        shell: Shell,
        mut form: TicketForm,
        errors: FieldErrors,
        query: String,
    ) -> Result<Self> {
        if SecretToken::parse(&form.request_key).is_none() {
            form.request_key = SecretToken::generate().reveal();
        }
        let customer = match form.customer.parse() {
            Ok(id) => Some(customers::find(&app.db, id).await?.ok_or(Error::NotFound)?),
            Err(_) => None,
        };
        let sites = match &customer {
            Some(customer) => customers::sites(&app.db, customer.id).await?,
            None => Vec::new(),
        };
        if form.site.is_empty() {
            form.site = sites.first().map_or_else(String::new, |site| site.id.to_string());
        }
        let found = match &customer {
            Some(_) => Vec::new(),
            None => customers::search::search(&app.db, &query, 0, PROPOSED).await?.customers,
        };
        let services = catalog::active(&app.db).await?;
        Ok(Self { shell, form, errors, customer, sites, services, query, found })
    }
}
