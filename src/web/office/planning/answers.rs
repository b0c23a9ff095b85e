//! What the board says of something that was asked of it: done, with a way back; or refused, with the reason.

use askama::Template;
use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::{
    app::App,
    appointments::{self, BookError},
    business_time::Span,
    scheduling::Refusal,
    values::{AppointmentId, StaffId, french},
    web::{
        Result,
        extract::CurrentStaff,
        flash::{Flash, Undo},
        office::shell::Shell,
        page::{Page, wants_fragment},
    },
};

/// Said over the board that stays.
#[derive(Template)]
#[template(path = "office/planning/done.html")]
struct Done {
    text: String,
    undo: Option<Undo>,
}

/// Answers the board's script with words, and a browser without it with the board itself.
pub(super) async fn done(
    app: &App,
    staff: &CurrentStaff,
    headers: &HeaderMap,
    text: String,
    undo: Option<Undo>,
    back: &str,
) -> Result<Response> {
    if wants_fragment(headers) {
        return Ok(Page(Done { text, undo }).into_response());
    }
    Flash { text, undo }.keep(app, staff).await?;
    Ok(Redirect::to(back).into_response())
}

/// Where a visit stands on the board.
pub(super) fn on_board(date: NaiveDate, id: AppointmentId) -> String {
    format!("/planning?date={date}&vue=jour#visit-{id}")
}

/// Why not, and what can be done about it.
pub(super) struct Refused {
    /// The customer.
    pub(super) who: String,
    /// Where it should have gone, in words.
    pub(super) wanted: String,
    pub(super) reason: String,
    /// Names and values of the form that asks again, and the word on its button.
    pub(super) again: Option<(&'static str, Vec<(&'static str, String)>)>,
    pub(super) action: &'static str,
    pub(super) date: NaiveDate,
}

#[derive(Template)]
#[template(path = "office/planning/refused.html")]
struct RefusedPage {
    shell: Shell,
    refused: Refused,
}

#[derive(Template)]
#[template(path = "office/planning/refused.html", block = "refusal")]
struct RefusedPart {
    refused: Refused,
}

impl Refused {
    pub(super) fn answer(self, shell: Shell, headers: &HeaderMap) -> Response {
        let page = if wants_fragment(headers) {
            Page(RefusedPart { refused: self }).into_response()
        } else {
            Page(RefusedPage { shell, refused: self }).into_response()
        };
        (StatusCode::CONFLICT, page).into_response()
    }
}

/// The refusal, where a visit is in the way with its name.
pub(super) async fn reason(
    app: &App,
    refusal: &BookError,
    technician: StaffId,
    span: Span,
    except: Option<AppointmentId>,
) -> Result<String> {
    if !matches!(refusal, BookError::SlotTaken | BookError::Unfit(Refusal::Taken)) {
        return Ok(refusal.to_string());
    }
    // What ended before may still keep its technician busy.
    let around = Span::new(span.start - TimeDelta::hours(4), span.end);
    let visits = appointments::visits_within(&app.db, around).await?;
    let in_the_way = visits.iter().find(|visit| {
        visit.technician_id == technician
            && Some(visit.id) != except
            && Span::new(visit.starts_at, visit.blocked_until).overlaps(&span)
    });
    Ok(in_the_way.map_or_else(
        || refusal.to_string(),
        |visit| {
            let times = french::time_range(visit.starts_at, visit.blocked_until);
            format!(
                "Chevauche {}, {times} avec la pause qui suit. Un technicien n’est qu’à un endroit à la fois.",
                visit.customer_name
            )
        },
    ))
}

/// `mardi 24 novembre à 10 h, Gaëtan Morel`
pub(super) fn at_and_with(starts_at: DateTime<Utc>, technician: &str) -> String {
    format!("{} à {}, {technician}", french::day_without_year(starts_at), french::time(starts_at))
}
