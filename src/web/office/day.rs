//! Ma journée: what the office owes today, in the order of the clock.

use askama::Template;
use axum::{
    Router,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, Utc};

use super::{calls::name_of, promises::urgency, shell::Shell};
use crate::{
    app::App,
    appointments::{self, BoardAppointment, Status},
    business_time::local,
    calls::{self, CallRow, State as CallState},
    catalog::Priority,
    day::{self, Figures},
    promises::{self, Promise},
    tickets::{self, TicketRow},
    values::french,
    web::{
        Result,
        extract::Now,
        page::{Page, wants_fragment},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(show))
}

#[derive(Template)]
#[template(path = "office/day/show.html")]
struct DayPage {
    shell: Shell,
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
    promises: Vec<Promise>,
    visits: Vec<BoardAppointment>,
    tickets: Vec<TicketRow>,
}

/// Each panel shows so many; the rest is one link away.
const SHOWN: usize = 12;

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
    Ok(Page(DayPage { shell, board, now }).into_response())
}

async fn board(app: &App, shell: &Shell, now: DateTime<Utc>) -> Result<Board> {
    let today = local::day_bounds(local::today(now));
    let figures = day::figures(&app.db, today, now).await?;
    let mut promises = promises::open(&app.db, None).await?.rows;
    promises.truncate(SHOWN);
    let mut tickets = tickets::list(&app.db, tickets::Filter::Open, None).await?.rows;
    tickets.truncate(SHOWN);
    Ok(Board {
        sentence: sentence(shell.first_name(), &figures),
        calls: calls::open(&app.db).await?,
        visits: appointments::on_days(&app.db, today.start, today.end, None).await?,
        promises,
        tickets,
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

/// The chip of a request's priority.
fn priority_chip(priority: Priority) -> &'static str {
    match priority {
        Priority::P0 | Priority::P1 => "chip-late",
        Priority::P2 => "chip-soon",
        Priority::P3 | Priority::P4 => "",
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
