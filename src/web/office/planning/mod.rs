//! The planning: a day or a week of everybody, read again whenever somebody changes it.

mod answers;
mod day;
mod days;
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
use chrono::{Datelike, NaiveDate, TimeDelta};
use serde::Deserialize;

use self::{day::DayBoard, days::Days, tray::Tray, week::WeekBoard};
use super::shell::Shell;
use crate::{
    app::App,
    business_time::{Week, local},
    tickets::Cursor,
    values::french,
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

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    date: String,
    #[serde(default)]
    vue: String,
    /// Where the page of the tray begins.
    #[serde(default)]
    apres: String,
}

/// What leads from one day or week to others.
struct Around {
    title: String,
    date: NaiveDate,
    is_week: bool,
    previous: NaiveDate,
    next: NaiveDate,
    today: NaiveDate,
    after: Option<Cursor>,
}

impl Around {
    /// The address of this board, with the tray at its page.
    fn here(&self) -> String {
        let after = self.after.map(|after| format!("&apres={after}")).unwrap_or_default();
        format!("{}{after}", self.first_page())
    }

    fn first_page(&self) -> String {
        format!("/planning?date={}&vue={}", self.date, self.view())
    }

    fn page_after(&self, after: &Cursor) -> String {
        format!("{}&apres={after}", self.first_page())
    }

    fn export_query(&self) -> String {
        format!("date={}&vue={}", self.date, self.view())
    }
}

#[derive(Template)]
#[template(path = "office/planning/day.html")]
struct DayPage {
    shell: Shell,
    around: Around,
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

async fn show(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    Now(now): Now,
    headers: HeaderMap,
    shell: Shell,
) -> Result<Response> {
    let today = local::today(now);
    let date = asked.date.parse().unwrap_or(today);
    let after = asked.apres.parse().ok();
    let tray = Tray::load(&app, after, now).await?;
    let is_part = wants_fragment(&headers);
    if asked.vue == "semaine" {
        let week = Week::of(date);
        let days = Days::load(&app, week.monday(), week.monday() + TimeDelta::days(6), now).await?;
        let board = WeekBoard::new(week, &days, today);
        let around = Around { after, ..Around::week(week, date, today) };
        return Ok(if is_part {
            Page(WeekPart { around, board, tray }).into_response()
        } else {
            Page(WeekPage { shell, around, board, tray }).into_response()
        });
    }
    let days = Days::load(&app, date, date, now).await?;
    let board = DayBoard::new(date, &days, now);
    let around = Around { after, ..Around::day(date, today) };
    Ok(if is_part {
        Page(DayPart { around, board, tray }).into_response()
    } else {
        Page(DayPage { shell, around, board, tray }).into_response()
    })
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
            after: None,
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
            after: None,
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
