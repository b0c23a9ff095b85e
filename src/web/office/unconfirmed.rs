//! What old agendas and plannings say, until somebody has confirmed or ignored it.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::{NaiveDate, NaiveTime, Timelike as _};
use serde::Deserialize;

use super::shell::Shell;
use crate::{
    app::App,
    legacy::{self, Settlement, UnconfirmedVisit, VisitStart},
    values::french,
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::Form,
        page::Page,
    },
};

const PAGE: usize = 50;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/planning/a-confirmer", get(index))
        .route("/planning/a-confirmer/{id}", post(settle))
        .route("/planning/a-confirmer/{id}/retour", post(reopen))
}

#[derive(Template)]
#[template(path = "office/unconfirmed/index.html")]
struct UnconfirmedPage {
    shell: Shell,
    rows: Vec<UnconfirmedVisit>,
    previous: String,
    next: String,
}

/// `lun. 03/11/2025, 8 h – 12 h 30`
fn moment(visit: &UnconfirmedVisit) -> String {
    let time = |time: NaiveTime| match time.minute() {
        0 => time.format("%-H\u{a0}h").to_string(),
        _ => time.format("%-H\u{a0}h\u{a0}%M").to_string(),
    };
    let day = french::date_numeric(visit.day);
    let weekday = french::weekday_short(chrono::Datelike::weekday(&visit.day));
    match (visit.starts_at, visit.ends_at) {
        (Some(starts), Some(ends)) => {
            format!("{weekday} {day}, {}\u{a0}– {}", time(starts), time(ends))
        }
        (Some(starts), None) => format!("{weekday} {day}, {}", time(starts)),
        _ => format!("{weekday} {day}"),
    }
}

#[derive(Deserialize)]
struct ListQuery {
    apres: Option<NaiveDate>,
    id: Option<i64>,
}

async fn index(
    State(app): State<App>,
    shell: Shell,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let after = query.apres.map(|day| VisitStart { day, id: query.id.unwrap_or(0) });
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = legacy::unconfirmed_visits(&app.db, after, limit).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows
        .last()
        .filter(|_| has_more)
        .map(|last| format!("/planning/a-confirmer?apres={}&id={}", last.day, last.id))
        .unwrap_or_default();
    let previous = after.map(|_| "/planning/a-confirmer".to_owned()).unwrap_or_default();
    Ok(Page(UnconfirmedPage { shell, rows, previous, next }).into_response())
}

#[derive(Deserialize)]
struct SettleForm {
    #[serde(default)]
    suite: String,
}

async fn settle(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<i64>,
    Now(now): Now,
    Form(form): Form<SettleForm>,
) -> Result<Response> {
    let (settlement, words) = match form.suite.as_str() {
        "traite" => (Settlement::Done, "Noté comme traité."),
        "ignore" => (Settlement::Ignored, "Ignoré."),
        _ => return Err(Error::Unreadable("no such settlement")),
    };
    if !legacy::settle_visit(&app.db, id, settlement, staff.id, now).await? {
        return Err(Error::NotFound);
    }
    let undo = format!("/planning/a-confirmer/{id}/retour");
    Flash::say(words).with_undo(undo, "Annuler").keep(&app, &staff).await?;
    Ok(Redirect::to("/planning/a-confirmer").into_response())
}

async fn reopen(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<i64>,
    Now(now): Now,
) -> Result<Redirect> {
    if !legacy::settle_visit(&app.db, id, Settlement::Open, staff.id, now).await? {
        return Err(Error::NotFound);
    }
    Flash::say("De nouveau à confirmer.").keep(&app, &staff).await?;
    Ok(Redirect::to("/planning/a-confirmer"))
}
