//! Where the appointment stands, whatever happened to it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    super::answers::Query,
    find,
    progress::{Node, wire},
    service_name,
};
use crate::{
    app::App,
    appointments::{self, AppointmentDetails, Status},
    company::{self, Company},
    values::french,
    web::{Result, extract::Now, page::Page},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Just booked, and how the confirmation leaves: `sms`, `email`, `sms-email` or `rien`.
    nouveau: String,
    /// Just moved.
    deplace: String,
}

#[derive(Template)]
#[template(path = "portal/appointment/show.html")]
struct ShowPage {
    company: Company,
    token: String,
    visit: AppointmentDetails,
    service_name: String,
    heading: String,
    /// `mardi 24 novembre`
    day: String,
    /// `entre 10 h et 12 h`
    window: String,
    wire: Vec<Node>,
    /// What has just been done, in a sentence.
    just_done: Option<String>,
    is_new: bool,
    is_open: bool,
    /// Why what was asked for could not be done.
    refusal: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    Now(now): Now,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let visit = match find(&app, &token).await? {
        Ok(visit) => visit,
        Err(unknown) => return Ok(unknown),
    };
    let mut page = ShowPage::of(company::load(&app.db).await?, token, visit, now);
    if page.visit.status == Status::Booked {
        page.is_new = !asked.nouveau.is_empty();
        page.just_done = words_for(&asked);
    }
    Ok(Page(page).into_response())
}

/// The appointment as it is now, with why it could not be changed.
pub(super) async fn refuse(
    app: &App,
    token: String,
    refusal: String,
    now: DateTime<Utc>,
) -> Result<Response> {
    let visit = match find(app, &token).await? {
        Ok(visit) => visit,
        Err(unknown) => return Ok(unknown),
    };
    let mut page = ShowPage::of(company::load(&app.db).await?, token, visit, now);
    page.refusal = Some(refusal);
    Ok((StatusCode::CONFLICT, Page(page)).into_response())
}

impl ShowPage {
    fn of(company: Company, token: String, visit: AppointmentDetails, now: DateTime<Utc>) -> Self {
        Self {
            company,
            token,
            service_name: service_name(&visit).to_owned(),
            heading: heading(&visit),
            day: french::day_without_year(visit.window_starts_at),
            window: french::window(visit.window_starts_at, visit.window_ends_at),
            wire: wire(&visit),
            just_done: None,
            is_new: false,
            is_open: appointments::is_open_to_customer(&visit, now),
            refusal: None,
            visit,
        }
    }
}

fn heading(visit: &AppointmentDetails) -> String {
    match visit.status {
        Status::Held | Status::Booked => "Votre rendez-vous".to_owned(),
        Status::EnRoute => format!("{} est en route", visit.technician_first_name()),
        Status::Started => "L’intervention est en cours".to_owned(),
        Status::Done => "L’intervention est terminée".to_owned(),
        Status::Cancelled => "Ce rendez-vous est annulé".to_owned(),
        Status::NoShow => "Nous ne vous avons pas trouvé".to_owned(),
    }
}

fn words_for(asked: &Asked) -> Option<String> {
    let words = match (asked.nouveau.as_str(), asked.deplace.is_empty()) {
        ("sms-email", _) => "Vous recevez la confirmation par SMS et par e-mail.",
        ("sms", _) => "Vous recevez la confirmation par SMS.",
        ("email", _) => {
            "Vous recevez la confirmation par e-mail. Votre numéro ne reçoit pas de SMS."
        }
        ("rien", _) => {
            "Votre numéro ne reçoit pas de SMS et vous n’avez pas laissé d’e-mail\u{a0}: gardez l’adresse de cette page."
        }
        (_, false) => "Votre rendez-vous est déplacé.",
        _ => return None,
    };
    Some(words.to_owned())
}
