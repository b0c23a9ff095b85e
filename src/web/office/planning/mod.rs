//! The planning: a day or a week of everybody, read again whenever somebody changes it.

mod day;
mod days;
mod tour;
mod week;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::Deserialize;

use self::{day::DayBoard, days::Days, week::WeekBoard};
use super::shell::Shell;
use crate::{
    app::App,
    business_time::{Week, local},
    tickets::{self, Filter, TicketRow},
    values::french,
    web::{
        Result,
        extract::Now,
        page::{Page, wants_fragment},
    },
};

/// As many requests without an appointment as stand under the board.
const SHOWN_UNPLANNED: usize = 8;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/planning", get(show))
        .route("/planning/tournee", get(tour::show).post(tour::update))
        .route("/planning/tournee/retour", post(tour::undo))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    date: String,
    #[serde(default)]
    vue: String,
}

/// What leads from one day or week to others.
struct Around {
    title: String,
    date: NaiveDate,
    is_week: bool,
    previous: NaiveDate,
    next: NaiveDate,
    today: NaiveDate,
}

impl Around {
    fn export_query(&self) -> String {
        format!("date={}&vue={}", self.date, self.view())
    }
}

/// Requests that wait for an appointment.
struct Unplanned {
    rows: Vec<TicketRow>,
    more: bool,
}

#[derive(Template)]
#[template(path = "office/planning/day.html")]
struct DayPage {
    shell: Shell,
    around: Around,
    board: DayBoard,
    unplanned: Unplanned,
}

/// The part of [`DayPage`] that htmx replaces.
#[derive(Template)]
#[template(path = "office/planning/day.html", block = "board")]
struct DayPart {
    around: Around,
    board: DayBoard,
    unplanned: Unplanned,
}

#[derive(Template)]
#[template(path = "office/planning/week.html")]
struct WeekPage {
    shell: Shell,
    around: Around,
    board: WeekBoard,
    unplanned: Unplanned,
}

/// The part of [`WeekPage`] that htmx replaces.
#[derive(Template)]
#[template(path = "office/planning/week.html", block = "board")]
struct WeekPart {
    around: Around,
    board: WeekBoard,
    unplanned: Unplanned,
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
    let unplanned = unplanned(&app).await?;
    let is_part = wants_fragment(&headers);
    if asked.vue == "semaine" {
        let week = Week::of(date);
        let days = Days::load(&app, week.monday(), week.monday() + TimeDelta::days(6), now).await?;
        let board = WeekBoard::new(week, &days, today);
        let around = Around::week(week, date, today);
        return Ok(if is_part {
            Page(WeekPart { around, board, unplanned }).into_response()
        } else {
            Page(WeekPage { shell, around, board, unplanned }).into_response()
        });
    }
    let days = Days::load(&app, date, date, now).await?;
    let board = DayBoard::new(date, &days, now);
    let around = Around::day(date, today);
    Ok(if is_part {
        Page(DayPart { around, board, unplanned }).into_response()
    } else {
        Page(DayPage { shell, around, board, unplanned }).into_response()
    })
}

async fn unplanned(app: &App) -> Result<Unplanned> {
    let mut rows = tickets::list(&app.db, &Filter::unplanned(), None).await?.rows;
    let more = rows.len() > SHOWN_UNPLANNED;
    rows.truncate(SHOWN_UNPLANNED);
    Ok(Unplanned { rows, more })
}

impl Around {
    fn day(date: NaiveDate, today: NaiveDate) -> Self {
        let step = TimeDelta::days(1);
        Self {
            title: format!("Planning du {}", french::day_without_year(date)),
            date,
            is_week: false,
            previous: date.checked_sub_signed(step).unwrap_or(date),
            next: date.checked_add_signed(step).unwrap_or(date),
            today,
        }
    }

    fn week(week: Week, date: NaiveDate, today: NaiveDate) -> Self {
        Self {
            title: format!("Planning de la semaine {}", week.number()),
            date,
            is_week: true,
            previous: week.previous().monday(),
            next: week.next().monday(),
            today,
        }
    }

    /// `jour` or `semaine`, as the address says it.
    fn view(&self) -> &'static str {
        if self.is_week { "semaine" } else { "jour" }
    }

    /// The years differ near New Year, and a reader may have gone far.
    fn subtitle(&self) -> String {
        if !self.is_week {
            return self.date.year().to_string();
        }
        let week = Week::of(self.date);
        let last = week.days().last().unwrap_or(self.date);
        format!("du {} au {}", french::day_short(week.monday()), french::day_long(last))
    }
}
