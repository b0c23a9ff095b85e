//! Another time for the same visit.

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
        answers::Query,
        slot_days::{self, SlotButton, SlotDays},
    },
    Followed, service_name, show,
};
use crate::{
    app::App,
    appointments::{self, AppointmentDetails, BookError, MoveError},
    business_time::local,
    catalog::{self, Service},
    company::{self, Company},
    values::french,
    web::{Error, Result, extract::Now, forms::Form, page::Page},
};

const TOO_LATE: &str = "Ce rendez-vous ne peut plus être déplacé en ligne.";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The first day to show.
    from: String,
}

#[derive(Template)]
#[template(path = "portal/appointment/move.html")]
struct MovePage {
    company: Company,
    token: String,
    version: i32,
    service_name: String,
    /// As it stands: `mardi 24 novembre`, `10 h – 12 h`.
    old_day: String,
    old_window: String,
    calendar: SlotDays,
    refusal: Option<String>,
    nearest: Vec<SlotButton>,
}

pub(super) async fn edit(
    State(app): State<App>,
    Now(now): Now,
    Followed { token, visit }: Followed,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    if !appointments::is_open_to_customer(&visit, now) {
        return show::refuse(&app, token, visit.id, TOO_LATE.to_owned(), now).await;
    }
    Ok(Page(page(&app, token, &visit, &asked.from, now).await?).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MoveForm {
    /// Of the appointment on the page.
    version: i32,
    slot: String,
}

pub(super) async fn update(
    State(app): State<App>,
    Now(now): Now,
    Followed { token, visit }: Followed,
    Form(form): Form<MoveForm>,
) -> Result<Response> {
    let Some(chosen) = slot_days::read(&form.slot) else {
        return Ok(Redirect::to(&format!("/suivi/{token}/deplacer")).into_response());
    };
    match appointments::move_online(&app, &visit, form.version, chosen, now).await {
        Ok(()) => Ok(Redirect::to(&format!("/suivi/{token}?deplace=oui")).into_response()),
        Err(MoveError::TooLate) => {
            show::refuse(&app, token, visit.id, TOO_LATE.to_owned(), now).await
        }
        Err(stale @ MoveError::Stale) => {
            show::refuse(&app, token, visit.id, stale.to_string(), now).await
        }
        Err(MoveError::NotFound) => Err(Error::NotFound),
        Err(MoveError::Time(BookError::Database(error))) => Err(error.into()),
        Err(MoveError::Time(_)) => {
            let day = local::today(chosen.starts_at).to_string();
            let page = MovePage {
                refusal: Some("Ce créneau vient d’être pris.".to_owned()),
                nearest: nearest(&app, &visit, chosen.starts_at, now).await?,
                ..page(&app, token, &visit, &day, now).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

async fn page(
    app: &App,
    token: String,
    visit: &AppointmentDetails,
    from: &str,
    now: DateTime<Utc>,
) -> Result<MovePage> {
    let service = catalog::find(&app.db, visit.service_id).await?.ok_or(Error::NotFound)?;
    Ok(MovePage {
        company: company::load(&app.db).await?,
        token,
        version: visit.version,
        service_name: service_name(visit).to_owned(),
        old_day: french::day_without_year(visit.window_starts_at),
        old_window: french::time_range(visit.window_starts_at, visit.window_ends_at),
        calendar: slot_days::from_day(app, asked(&service, visit), slot_days::read_day(from), now)
            .await?,
        refusal: None,
        nearest: Vec::new(),
    })
}

fn asked<'a>(service: &'a Service, visit: &AppointmentDetails) -> slot_days::Asked<'a> {
    slot_days::Asked {
        service,
        place: Some(visit.place()),
        moving: Some((visit.moving(), visit.window_starts_at)),
    }
}

async fn nearest(
    app: &App,
    visit: &AppointmentDetails,
    taken: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<SlotButton>> {
    let service = catalog::find(&app.db, visit.service_id).await?.ok_or(Error::NotFound)?;
    Ok(slot_days::nearest(app, asked(&service, visit), taken, now).await?)
}
