//! Settings: services, hours, absences, closures, the company; and for the manager the team.

mod absences;
mod agendas;
mod blocks;
mod canned;
mod closures;
mod company;
mod hours;
mod limits;
mod mail;
mod outside_agendas;
mod planification;
mod portal;
mod returns;
mod service_form;
mod services;
mod targets;
mod team;
mod team_form;
mod telephony;

use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{get, post},
};

use super::shell::Shell;
use crate::{
    app::App,
    staff::{self, StaffMember},
    web::{Result, extract::guard_manager, page::Page},
};

/// For the office and the manager.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/reglages", get(index))
        .route("/reglages/prestations", get(services::index).post(services::create))
        .route("/reglages/prestations/nouvelle", get(services::new))
        .route("/reglages/prestations/{id}", get(services::edit).post(services::update))
        .route("/reglages/horaires/{staff}", get(hours::edit).post(hours::update))
        .route("/reglages/limites/{staff}", get(limits::edit).post(limits::update))
        .route("/reglages/planification", get(planification::edit).post(planification::update))
        .route("/reglages/planification/zones", post(planification::add_zone))
        .route("/reglages/planification/zones/{id}/suppression", post(planification::delete_zone))
        .route("/reglages/absences", get(absences::index).post(absences::create))
        .route("/reglages/absences/{id}", get(absences::show))
        .route("/reglages/absences/{id}/suppression", post(absences::destroy))
        .route("/reglages/agendas", get(agendas::index).post(agendas::create))
        .route("/reglages/agendas/{id}/fermeture", post(agendas::destroy))
        .route(
            "/reglages/agendas-externes",
            get(outside_agendas::index).post(outside_agendas::create),
        )
        .route("/reglages/agendas-externes/{id}/lecture", post(outside_agendas::read))
        .route("/reglages/agendas-externes/{id}/retrait", post(outside_agendas::destroy))
        .route("/reglages/portail", get(portal::edit).post(portal::update))
        .route(
            "/reglages/portail/logo",
            post(portal::set_logo).layer(DefaultBodyLimit::max(2 * 1024 * 1024)),
        )
        .route("/reglages/portail/logo/retrait", post(portal::remove_logo))
        .route("/reglages/blocages", get(blocks::index).post(blocks::create))
        .route("/reglages/blocages/{id}/levee", post(blocks::lift))
        .route("/reglages/fermetures", get(closures::index).post(closures::create))
        .route("/reglages/fermetures/{day}/suppression", post(closures::destroy))
        .route("/reglages/retours", get(returns::index))
        .route("/reglages/retours/{program}/{kind}", post(returns::create))
        .route("/reglages/retours/fichiers/{id}", get(returns::download))
        .route("/reglages/entreprise", get(company::edit).post(company::update))
        .route("/reglages/courrier", get(mail::edit).post(mail::update))
        .route("/reglages/courrier/releve", post(mail::take))
        .route("/reglages/delais", get(targets::edit).post(targets::update))
        .route("/reglages/modeles", get(canned::index).post(canned::create))
        .route("/reglages/modeles/nouveau", get(canned::new))
        .route("/reglages/modeles/{id}", get(canned::edit).post(canned::update))
        .route("/reglages/modeles/{id}/suppression", post(canned::destroy))
        .merge(telephony::routes())
}

/// For the manager alone: its router is its guard.
pub(super) fn manager_routes(app: &App) -> Router<App> {
    Router::new()
        .route("/reglages/equipe", get(team::index).post(team::create))
        .route("/reglages/equipe/nouveau", get(team::new))
        .route("/reglages/equipe/{id}", get(team::edit).post(team::update))
        .route("/reglages/equipe/{id}/mot-de-passe", post(team::set_password))
        .route("/reglages/equipe/{id}/fermeture", post(team::deactivate))
        .route("/reglages/equipe/{id}/reouverture", post(team::reactivate))
        .route_layer(from_fn_with_state(app.clone(), guard_manager))
}

#[derive(Template)]
#[template(path = "office/settings/index.html")]
struct SettingsPage {
    shell: Shell,
    technicians: Vec<StaffMember>,
}

async fn index(State(app): State<App>, shell: Shell) -> Result<Response> {
    let technicians = staff::active_technicians(&app.db).await?;
    Ok(Page(SettingsPage { shell, technicians }).into_response())
}
