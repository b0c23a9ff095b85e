//! The planning: a day, a week or a month of everybody, read again whenever somebody changes it.

mod answers;
mod around;
mod day;
mod days;
mod filters;
mod month;
mod moving;
mod placing;
mod stand_ins;
mod standing_in;
mod tour;
mod tray;
mod ways;
mod week;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::Datelike as _;
use serde::Deserialize;

use self::{
    around::{Around, View},
    day::DayBoard,
    days::Days,
    filters::{FilterBar, Filters},
    month::MonthBoard,
    tray::Tray,
    week::WeekBoard,
};
use super::shell::Shell;
use crate::{
    app::App,
    business_time::{Week, local},
    staff,
    web::{
        Result,
        extract::Now,
        page::{Page, wants_fragment},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/planning", get(show))
        .route("/planning/deplacement", post(moving::update))
        .route("/planning/deplacement/retour", post(moving::undo))
        .route("/planning/placement", post(placing::create))
        .route("/planning/placement/retour", post(placing::undo))
        .route("/planning/malade", post(standing_in::declare))
        .route("/planning/absences/{id}", get(standing_in::show).post(standing_in::accept))
        .route("/planning/absences/{id}/retour", post(standing_in::undo))
        .route("/planning/tournee", get(tour::show).post(tour::update))
        .route("/planning/tournee/retour", post(tour::undo))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    date: String,
    vue: String,
    /// Where the page of the tray begins.
    apres: String,
    /// The first technician of a page of the month.
    depuis: String,
    competence: String,
    zone: String,
    technicien: String,
}

#[derive(Template)]
#[template(path = "office/planning/day.html")]
struct DayPage {
    shell: Shell,
    around: Around,
    filters: FilterBar,
    board: DayBoard,
    tray: Tray,
}

/// The part of [`DayPage`] that htmx replaces.
#[derive(Template)]
#[template(path = "office/planning/day.html", block = "board")]
struct DayPart {
    around: Around,
    board: DayBoard,
    tray: Tray,
}

#[derive(Template)]
#[template(path = "office/planning/week.html")]
struct WeekPage {
    shell: Shell,
    around: Around,
    filters: FilterBar,
    board: WeekBoard,
    tray: Tray,
}

/// The part of [`WeekPage`] that htmx replaces.
#[derive(Template)]
#[template(path = "office/planning/week.html", block = "board")]
struct WeekPart {
    around: Around,
    board: WeekBoard,
    tray: Tray,
}

#[derive(Template)]
#[template(path = "office/planning/month.html")]
struct MonthPage {
    shell: Shell,
    around: Around,
    filters: FilterBar,
    board: MonthBoard,
}

/// The part of [`MonthPage`] that htmx replaces.
#[derive(Template)]
#[template(path = "office/planning/month.html", block = "board")]
struct MonthPart {
    around: Around,
    board: MonthBoard,
}

async fn show(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Now(now): Now,
    headers: HeaderMap,
    shell: Shell,
) -> Result<Response> {
    let today = local::today(now);
    let date = asked.date.parse().unwrap_or(today);
    let view = View::parse(&asked.vue);
    let chosen = Filters::parse(&asked.competence, &asked.zone, &asked.technicien);
    let around = Around::new(view, date, today).with(asked.apres.parse().ok(), chosen.clone());
    let technicians = staff::active_technicians(&app.db).await?;
    let is_part = wants_fragment(&headers);
    if view == View::Month {
        let whom = (technicians.as_slice(), &chosen);
        let from = asked.depuis.parse().ok();
        let board = MonthBoard::load(&app, (date, today), whom, from, now).await?;
        if is_part {
            return Ok(Page(MonthPart { around, board }).into_response());
        }
        let filters = FilterBar::load(&app, chosen, &technicians).await?;
        return Ok(Page(MonthPage { shell, around, filters, board }).into_response());
    }
    let tray = Tray::load(&app, asked.apres.parse().ok(), now).await?;
    let mut days = Days::load(&app, &technicians, view.days(date), now).await?;
    chosen.apply(&app, &mut days, date).await?;
    Ok(match (view, is_part) {
        (View::Week, true) => {
            let board = WeekBoard::new(Week::of(date), &days, today);
            Page(WeekPart { around, board, tray }).into_response()
        }
        (View::Week, false) => {
            let board = WeekBoard::new(Week::of(date), &days, today);
            let filters = FilterBar::load(&app, chosen, &technicians).await?;
            Page(WeekPage { shell, around, filters, board, tray }).into_response()
        }
        (_, true) => {
            let board = DayBoard::new(date, &days, now);
            Page(DayPart { around, board, tray }).into_response()
        }
        (_, false) => {
            let board = DayBoard::new(date, &days, now);
            let filters = FilterBar::load(&app, chosen, &technicians).await?;
            Page(DayPage { shell, around, filters, board, tray }).into_response()
        }
    })
}
