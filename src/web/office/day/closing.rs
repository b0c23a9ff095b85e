//! Fermer la journée: what would be forgotten, each to be dealt with here.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};

use super::super::{
    calls::name_of,
    promises::{later, urgency},
    shell::Shell,
};
use crate::{
    app::App,
    day::{self, Forgotten},
    tickets,
    values::french,
    web::{Result, extract::Now, page::Page},
};

#[derive(Template)]
#[template(path = "office/day/closing.html")]
struct ClosingPage {
    shell: Shell,
    forgotten: Forgotten,
    later: Vec<(String, String)>,
    now: DateTime<Utc>,
}

impl ClosingPage {
    fn sentence(&self) -> String {
        let count = i64::try_from(self.forgotten.count()).unwrap_or(i64::MAX);
        if count == 0 {
            return "Tout est tenu.".to_owned();
        }
        let things = french::count(count, "chose serait oubliée", "choses seraient oubliées");
        format!("{things}\u{a0}: réglez-les ici, ou reportez-les avec une raison.")
    }
}

pub(super) async fn show(State(app): State<App>, shell: Shell, Now(now): Now) -> Result<Response> {
    let forgotten = day::forgotten(&app.db, now).await?;
    Ok(Page(ClosingPage { shell, forgotten, later: later(now), now }).into_response())
}
