//! The welcome: what can be booked.

use askama::Template;
use axum::{extract::State, response::IntoResponse};

use super::super::answers::{Answers, Query};
use crate::{
    app::App,
    catalog::{self, Service},
    company::{self, Company},
    web::{Result, page::Page},
};

#[derive(Template)]
#[template(path = "portal/booking/services.html")]
struct ServicesPage {
    company: Company,
    services: Vec<Service>,
    answers: Answers,
}

pub(super) async fn index(
    State(app): State<App>,
    Query(answers): Query<Answers>,
) -> Result<impl IntoResponse> {
    let company = company::load(&app.db).await?;
    let services = catalog::online(&app.db).await?;
    Ok(Page(ServicesPage { company, services, answers }))
}
