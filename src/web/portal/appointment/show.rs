//! Where the appointment stands, whatever happened to it.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    super::answers::{Answers, Query},
    Followed,
    message::MessageForm,
    progress::{Node, wire},
    service_name,
};
use crate::{
    app::App,
    appointments::{self, AppointmentDetails, EarlierOffer, Neighbour, Status},
    company::{self, Company},
    values::{AppointmentId, french},
    web::{
        Error, Result,
        extract::Now,
        forms::FieldErrors,
        page::{self, Page},
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Just booked, and how the confirmation leaves: `sms`, `email`, `sms-email` or `rien`.
    nouveau: String,
    /// Just moved.
    deplace: String,
    /// Just written.
    message: String,
    /// Just sent; or `perdue` where those sent with the booking could not be kept.
    photo: String,
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
    /// On the waiting list for an earlier time, and what is offered from it.
    is_wished: bool,
    offer: Option<EarlierOffer>,
    /// What else is to come here.
    neighbours: Vec<Neighbour>,
    /// How many the office has.
    photos: usize,
    /// Where one more visit is booked without typing everything again.
    again: String,
    message: MessageForm,
    errors: FieldErrors,
}

pub(super) async fn show(
    State(app): State<App>,
    Now(now): Now,
    Followed { token, visit }: Followed,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let mut page = ShowPage::load(&app, token, visit, now).await?;
    page.is_new = page.visit.status == Status::Booked && !asked.nouveau.is_empty();
    page.just_done = words_for(&asked, page.visit.status);
    Ok(Page(page).into_response())
}

/// The appointment as it is now, with why it could not be changed.
pub(super) async fn refuse(
    app: &App,
    token: String,
    id: AppointmentId,
    refusal: String,
    now: DateTime<Utc>,
) -> Result<Response> {
    let visit = appointments::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let mut page = ShowPage::load(app, token, visit, now).await?;
    page.refusal = Some(refusal);
    Ok((StatusCode::CONFLICT, Page(page)).into_response())
}

/// The page with a form of it that was refused.
pub(super) async fn show_again(
    app: &App,
    token: String,
    visit: AppointmentDetails,
    message: MessageForm,
    errors: FieldErrors,
    now: DateTime<Utc>,
) -> Result<Response> {
    let page = ShowPage { message, errors, ..ShowPage::load(app, token, visit, now).await? };
    Ok(page::show_again(page))
}

impl ShowPage {
    async fn load(
        app: &App,
        token: String,
        visit: AppointmentDetails,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        Ok(Self {
            company: company::load(&app.db).await?,
            is_wished: appointments::is_wished(app, visit.id).await?,
            offer: appointments::open_offer(&app.db, visit.id, now).await?,
            neighbours: appointments::neighbours(app, &visit, now).await?,
            photos: appointments::photos_of_ticket(&app.db, visit.ticket_id).await?.len(),
            again: Answers::same_as(&token, &visit).at("/rdv"),
            message: MessageForm::empty(),
            errors: FieldErrors::default(),
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
        })
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

fn words_for(asked: &Asked, status: Status) -> Option<String> {
    if !asked.message.is_empty() {
        return Some("Votre message est au bureau, qui vous répond dans la journée.".to_owned());
    }
    if asked.photo == "perdue" {
        return Some(
            "Vos photos n’ont pas pu être gardées\u{a0}: renvoyez-les ci-dessous.".to_owned(),
        );
    }
    if !asked.photo.is_empty() {
        return Some("Votre photo est arrivée\u{a0}: le technicien la voit.".to_owned());
    }
    if status != Status::Booked {
        return None;
    }
    let words = match (asked.nouveau.as_str(), asked.deplace.is_empty()) {
        ("sms-email", _) => "Vous recevez la confirmation par SMS et par e-mail.",
        ("sms", _) => "Vous recevez la confirmation par SMS.",
        ("email", _) => {
            "Vous recevez la confirmation par e-mail. Votre numéro ne reçoit pas de SMS."
        }
        ("rien", _) => {
            "Votre numéro ne reçoit pas de SMS et vous n’avez pas laissé d’e-mail\u{a0}: gardez l’adresse de cette page."
        }
        ("suite", _) => "Vous recevez la confirmation comme pour le rendez-vous précédent.",
        (_, false) => "Votre rendez-vous est déplacé.",
        _ => return None,
    };
    Some(words.to_owned())
}
