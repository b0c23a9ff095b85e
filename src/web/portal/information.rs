//! What every visitor may read: what we do with their data, and how accessible the pages are.

use askama::Template;
use axum::{Router, extract::State, response::IntoResponse, routing::get};

use crate::{
    app::App,
    company::{self, Company},
    web::{Result, page::Page},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/mentions", get(privacy)).route("/accessibilite", get(accessibility))
}

/// RGPD art. 13 (domain.md §4.1).
#[derive(Template)]
#[template(path = "portal/privacy.html")]
struct PrivacyPage {
    company: Company,
}

async fn privacy(State(app): State<App>) -> Result<impl IntoResponse> {
    Ok(Page(PrivacyPage { company: company::load(&app.db).await? }))
}

/// The declaration that loi 2005-102 art. 47 asks for (domain.md §4.3).
#[derive(Template)]
#[template(path = "portal/accessibility.html")]
struct AccessibilityPage {
    company: Company,
}

async fn accessibility(State(app): State<App>) -> Result<impl IntoResponse> {
    Ok(Page(AccessibilityPage { company: company::load(&app.db).await? }))
}
