//! Prendre le relais: all that somebody absent owes, in order, with its story and what to say.

use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};

use super::{promises::urgency, shell::Shell};
use crate::{
    app::App,
    promises::{self, Filter, Happening, Promise, Whose},
    relays::{self, Absent, OwedTicket, Relay, TakeError},
    staff,
    values::{StaffId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        page::Page,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/relais", get(index))
        .route("/relais/{id}", get(show).post(take))
        .route("/relais/{id}/rendre", post(give_back))
}

#[derive(Template)]
#[template(path = "office/relays/index.html")]
struct RelaysPage {
    shell: Shell,
    colleagues: Vec<Absent>,
    relays: Vec<Relay>,
}

async fn index(State(app): State<App>, shell: Shell, Now(now): Now) -> Result<Response> {
    let colleagues = relays::colleagues(&app.db, shell.staff_id, now).await?;
    let relays = relays::open(&app.db).await?;
    Ok(Page(RelaysPage { shell, colleagues, relays }).into_response())
}

/// A promise, what happened to it, and what to say.
struct Owed {
    promise: Promise,
    story: Vec<Happening>,
    say: String,
}

#[derive(Template)]
#[template(path = "office/relays/show.html")]
struct RelayPage {
    shell: Shell,
    id: StaffId,
    name: String,
    owed: Vec<Owed>,
    /// There is more than is shown.
    more: bool,
    tickets: Vec<OwedTicket>,
    now: DateTime<Utc>,
}

impl RelayPage {
    /// Nobody takes over from themselves.
    fn can_be_taken(&self) -> bool {
        self.id != self.shell.staff_id && !(self.owed.is_empty() && self.tickets.is_empty())
    }

    fn urgency_of(&self, promise: &Promise) -> (&'static str, String) {
        urgency(promise, self.now)
    }
}

/// Each has its story: so many are read at once.
const SHOWN: usize = 20;

async fn show(
    State(app): State<App>,
    shell: Shell,
    Path(id): Path<StaffId>,
    Now(now): Now,
) -> Result<Response> {
    let colleague = staff::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let filter = Filter { whose: Whose::Of(id), ..Filter::default() };
    let page = promises::list(&app.db, &filter, None, now).await?;
    let more = page.next.is_some() || page.rows.len() > SHOWN;
    let mut owed = Vec::new();
    for promise in page.rows.into_iter().take(SHOWN) {
        owed.push(Owed {
            story: promises::story(&app.db, promise.id).await?,
            say: relays::what_to_say(
                &promise,
                &colleague.name,
                &shell.staff_name,
                &shell.company_name,
                now,
            ),
            promise,
        });
    }
    let tickets = relays::owed_tickets(&app.db, id).await?;
    Ok(Page(RelayPage { shell, id, name: colleague.name, owed, more, tickets, now })
        .into_response())
}

async fn take(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<StaffId>,
    Now(now): Now,
) -> Result<Response> {
    if staff::find(&app.db, id).await?.is_none() {
        return Err(Error::NotFound);
    }
    match relays::take_over(&app.db, id, staff.id, now).await {
        Ok((relay, count)) => {
            let words = format!(
                "Relais pris\u{a0}: {} à votre nom.",
                french::count(
                    i64::try_from(count).unwrap_or(i64::MAX),
                    "chose est maintenant",
                    "choses sont maintenant"
                )
            );
            Flash::say(words)
                .with_undo(format!("/relais/{relay}/rendre"), "Annuler")
                .keep(&app, &staff)
                .await?;
            Ok(Redirect::to("/promesses?vue=moi").into_response())
        }
        Err(TakeError::Database(error)) => Err(error.into()),
        Err(mistake) => {
            Flash::say(mistake.to_string()).keep(&app, &staff).await?;
            Ok(Redirect::to("/relais").into_response())
        }
    }
}

async fn give_back(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(relay): Path<i64>,
    Now(now): Now,
) -> Result<Response> {
    let words = match relays::give_back(&app.db, relay, Some(staff.id), now).await? {
        Some(count) => format!(
            "Relais rendu\u{a0}: {}.",
            french::count(
                i64::try_from(count).unwrap_or(i64::MAX),
                "chose rendue",
                "choses rendues"
            )
        ),
        None => "Ce relais a déjà été rendu.".to_owned(),
    };
    Flash::say(words).keep(&app, &staff).await?;
    Ok(Redirect::to("/relais").into_response())
}
