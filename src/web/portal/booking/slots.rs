//! When: the first days with free windows. A press holds one.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    super::{
        answers::{Answers, Query},
        slot_days::{self, SlotButton, SlotDays},
    },
    address,
};
use crate::{
    app::App,
    appointments::{self, BookError, HoldState},
    business_time::local,
    catalog::Service,
    company::{self, Company},
    scheduling,
    travel::{self, Commune},
    values::{PostalAddress, SecretToken, french},
    web::{Result, extract::Now, forms::Form, page::Page},
};

#[derive(Template)]
#[template(path = "portal/booking/slots.html")]
struct SlotsPage {
    company: Company,
    answers: Answers,
    service: Service,
    /// `1 h 30`
    duration: String,
    town: String,
    calendar: SlotDays,
    /// Why the slot that was chosen before cannot be had.
    refusal: Option<String>,
    /// In its place.
    nearest: Vec<SlotButton>,
    /// Still held for this visitor, as `mardi 24 novembre, entre 10 h et 12 h`.
    kept: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    #[serde(flatten)]
    answers: Answers,
    /// The first day to show.
    from: String,
}

pub(super) async fn index(
    State(app): State<App>,
    Now(now): Now,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let (service, address, place) = match ready(&app, &asked.answers).await? {
        Ok(ready) => ready,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let what = slot_days::Asked { service: &service, place, moving: None };
    let calendar = slot_days::from_day(&app, what, slot_days::read_day(&asked.from), now).await?;
    let page = SlotsPage {
        kept: kept(&app, &asked.answers, now).await?,
        ..page(&app, asked.answers, service, &address, calendar).await?
    };
    Ok(Page(page).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SlotForm {
    #[serde(flatten)]
    answers: Answers,
    slot: String,
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    Form(form): Form<SlotForm>,
) -> Result<Response> {
    let answers = form.answers;
    let (service, _, place) = match ready(&app, &answers).await? {
        Ok(ready) => ready,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let Some(chosen) = slot_days::read(&form.slot) else {
        return Ok(Redirect::to(&answers.at("/rdv/creneaux")).into_response());
    };
    let token = answers.hold_token().unwrap_or_else(SecretToken::generate);
    match appointments::hold_online(&app, &service, chosen, place, token, now).await {
        Ok(token) => {
            let answers = Answers { hold: token.reveal(), ..answers };
            Ok(Redirect::to(&answers.at("/rdv/coordonnees")).into_response())
        }
        Err(BookError::Database(error)) => Err(error.into()),
        Err(refusal) => {
            let refusal = match refusal {
                BookError::SlotTaken | BookError::Unfit(_) => {
                    "Ce créneau vient d’être pris.".to_owned()
                }
                refusal => refusal.to_string(),
            };
            choose_again(&app, answers, refusal, Some(chosen.starts_at), now).await
        }
    }
}

/// Back to the slots with all answers kept; `lost` is what could not be had.
pub(super) async fn choose_again(
    app: &App,
    answers: Answers,
    refusal: String,
    lost: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Response> {
    let answers = Answers { hold: String::new(), ..answers };
    let (service, address, place) = match ready(app, &answers).await? {
        Ok(ready) => ready,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let what = slot_days::Asked { service: &service, place, moving: None };
    let nearest = slot_days::nearest(app, what, lost.unwrap_or(now), now).await?;
    let calendar = slot_days::from_day(app, what, lost.map(local::today), now).await?;
    let page = SlotsPage {
        refusal: Some(refusal),
        nearest,
        ..page(app, answers, service, &address, calendar).await?
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// What is known before slots are looked for; the commune is not where no zone asks for it.
type Ready = (Service, PostalAddress, Option<Commune>);

/// Service, address and commune, or the step that lacks.
async fn ready(app: &App, answers: &Answers) -> Result<Result<Ready, Response>> {
    let Some(service) = answers.service(app).await? else {
        return Ok(Err(Redirect::to("/rdv").into_response()));
    };
    if !answers.is_safe() {
        return Ok(Err(answers.first_open_step().into_response()));
    }
    match answers.postal_address() {
        Ok(address) => {
            let place = travel::locate(address.postcode.as_deref(), address.city.as_deref());
            if scheduling::is_served(&app.db, place.unwrap_or(Commune::NOWHERE)).await? {
                Ok(Ok((service, address, place)))
            } else {
                Ok(Err(address::say_too_far(app, answers.clone(), place).await?))
            }
        }
        Err(missing) => Ok(Err(address::ask_again(app, answers.clone(), missing).await?)),
    }
}

async fn page(
    app: &App,
    mut answers: Answers,
    service: Service,
    address: &PostalAddress,
    calendar: SlotDays,
) -> Result<SlotsPage> {
    if answers.hold_token().is_none() {
        // What a press of this page will hold, so that two presses hold once.
        answers.hold = SecretToken::generate().reveal();
    }
    Ok(SlotsPage {
        company: company::load(&app.db).await?,
        answers,
        duration: french::duration(service.duration_minutes),
        service,
        town: address.city.clone().or_else(|| address.postcode.clone()).unwrap_or_default(),
        calendar,
        refusal: None,
        nearest: Vec::new(),
        kept: None,
    })
}

async fn kept(app: &App, answers: &Answers, now: DateTime<Utc>) -> Result<Option<String>> {
    let Some(token) = answers.hold_token() else { return Ok(None) };
    Ok(match appointments::hold_state(app, &token, now).await? {
        HoldState::Live(held) => Some(format!(
            "{}, {}",
            french::day_without_year(held.window_starts_at),
            french::window(held.window_starts_at, held.window_ends_at)
        )),
        HoldState::Booked(_) | HoldState::Gone => None,
    })
}
