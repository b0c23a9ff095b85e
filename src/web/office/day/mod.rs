//! Ma journée: what the office owes today, in the order of the clock; and closing it.

mod closing;

use askama::Template;
use axum::{
    Router,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, TimeDelta, Utc};

use super::{
    calls::name_of,
    post_it_form::{CaptureForm, Preview},
    post_its::empty_form,
    promises::{later, urgency},
    shell::Shell,
    tickets::{OwedRow, owed_rows},
};
use crate::{
    app::App,
    appointments::{self, BoardAppointment, Status},
    business_time::local,
    calls::{self, CallRow, State as CallState},
    day::{self, Figures},
    promises::{self, Notice, Promise},
    tickets::{self, Filter, Notice as TicketNotice},
    values::french,
    web::{
        Result,
        extract::Now,
        forms::FieldErrors,
        page::{Page, wants_fragment},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(show)).route("/journee/fin", get(closing::show))
}

#[derive(Template)]
#[template(path = "office/day/show.html")]
struct DayPage {
    shell: Shell,
    /// The capture box, with nothing in it.
    form: CaptureForm,
    preview: Option<Preview>,
    errors: FieldErrors,
    board: Board,
    now: DateTime<Utc>,
}

/// The part of [`DayPage`] that changes by itself.
#[derive(Template)]
#[template(path = "office/day/show.html", block = "board")]
struct DayBoard {
    board: Board,
    now: DateTime<Utc>,
}

struct Board {
    sentence: String,
    figures: Figures,
    calls: Vec<CallRow>,
    /// What this person is told of promises.
    notices: Vec<Notice>,
    /// And of requests.
    ticket_notices: Vec<TicketNotice>,
    promises: Vec<Promise>,
    later: Vec<(String, String)>,
    visits: Vec<BoardAppointment>,
    /// Requests for which something is owed by now, or within an hour of the office's time.
    pressing: Vec<OwedRow>,
    /// The other requests that nobody has planned.
    unplanned: Vec<OwedRow>,
}

/// Each panel shows so many; the rest is one link away.
const SHOWN: usize = 12;

/// What is owed within so much of the office's time is pressing.
const SOON: TimeDelta = TimeDelta::hours(1);

async fn show(
    State(app): State<App>,
    shell: Shell,
    Now(now): Now,
    headers: HeaderMap,
) -> Result<Response> {
    let board = board(&app, &shell, now).await?;
    if wants_fragment(&headers) {
        return Ok(Page(DayBoard { board, now }).into_response());
    }
    let (form, errors) = (empty_form("/"), FieldErrors::default());
    Ok(Page(DayPage { shell, form, preview: None, errors, board, now }).into_response())
}

async fn board(app: &App, shell: &Shell, now: DateTime<Utc>) -> Result<Board> {
    let today = local::day_bounds(local::today(now));
    let figures = day::figures(&app.db, today, now).await?;
    let mut promises = promises::open(&app.db, None).await?.rows;
    promises.truncate(SHOWN);
    let soon = promises::within_office_hours(now, SOON);
    let mut pressing = tickets::list(&app.db, &Filter::due_before(soon), None).await?.rows;
    let mut unplanned = tickets::list(&app.db, &Filter::unplanned(), None).await?.rows;
    unplanned.retain(|ticket| ticket.due_at.is_none_or(|due_at| due_at >= soon));
    pressing.truncate(SHOWN);
    unplanned.truncate(SHOWN);
    Ok(Board {
        sentence: sentence(shell.first_name(), &figures),
        calls: calls::open(&app.db).await?,
        visits: appointments::on_days(&app.db, today.start, today.end, None).await?,
        notices: promises::notices(&app.db, shell.staff_id).await?,
        later: later(now),
        promises,
        ticket_notices: tickets::notices(&app.db, shell.staff_id).await?,
        pressing: owed_rows(&app.db, pressing, now).await?,
        unplanned: owed_rows(&app.db, unplanned, now).await?,
        figures,
    })
}

/// `Bonjour Claire. 6 rendez-vous aujourd’hui, 3 promesses à tenir avant ce soir.`
fn sentence(name: &str, figures: &Figures) -> String {
    let visits = match figures.appointments {
        0 => "Aucun rendez-vous aujourd’hui".to_owned(),
        count => format!("{} aujourd’hui", french::count(count, "rendez-vous", "rendez-vous")),
    };
    let owed = match figures.promises_today {
        0 => "rien de promis pour aujourd’hui".to_owned(),
        count => format!("{} à tenir avant ce soir", french::count(count, "promesse", "promesses")),
    };
    format!("Bonjour {name}. {visits}, {owed}.")
}

/// The chip of an appointment's state: its class and its icon.
fn visit_chip(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Done => ("chip-done", "circle-check"),
        Status::EnRoute => ("chip-soon", "car"),
        Status::Started => ("chip-done", "play"),
        Status::NoShow => ("chip-late", "triangle-alert"),
        Status::Cancelled => ("", "ban"),
        Status::Booked | Status::Held => ("chip-active", "check"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_begins_with_a_sentence() {
        let figures = Figures { appointments: 1, promises_today: 2, ..Figures::default() };
        assert_eq!(
            sentence("Claire", &figures),
            "Bonjour Claire. 1\u{a0}rendez-vous aujourd’hui, 2\u{a0}promesses à tenir avant ce soir."
        );
        assert_eq!(
            sentence("Claire", &Figures::default()),
            "Bonjour Claire. Aucun rendez-vous aujourd’hui, rien de promis pour aujourd’hui."
        );
    }
}
