//! What is done with all chosen requests.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::{index, query::Asked};
use crate::{
    app::App,
    tickets::{self, Bulk, BulkDone, BulkError},
    values::{StaffId, TicketId, french},
    web::{
        Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::{shell::Shell, times},
        page::{is_own_path, show_again},
    },
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct BulkForm {
    pub(super) demande: Vec<TicketId>,
    /// Which button was pressed: `attribuer`, `reporter` or `clore`.
    faire: String,
    pub(super) pour: String,
    pub(super) jour: String,
    pub(super) heure: String,
    pub(super) mots: String,
    retour: String,
}

impl BulkForm {
    fn read(&self) -> std::result::Result<Bulk, (&'static str, String)> {
        match self.faire.as_str() {
            "reporter" => {
                let until =
                    moment(&self.jour, &self.heure).map_err(|why| ("jour", why.to_owned()))?;
                Ok(Bulk::PutOff { until })
            }
            "clore" => Ok(Bulk::Close { words: self.mots.clone() }),
            _ => match self.pour.parse() {
                Ok(to) => Ok(Bulk::Assign { to }),
                Err(_) => Err(("pour", "Choisissez à qui.".to_owned())),
            },
        }
    }

    pub(super) fn is_for(&self, id: StaffId) -> bool {
        self.pour == id.to_string()
    }
}

/// A day, and an hour of it; the beginning of the office's day where none is said.
pub(super) fn moment(day: &str, hour: &str) -> std::result::Result<DateTime<Utc>, &'static str> {
    let day: NaiveDate = day.trim().parse().map_err(|_| "Donnez un jour.")?;
    let hour = if hour.trim().is_empty() { "08:00" } else { hour };
    times::instant(day, times::read_time(hour).ok_or("Écrivez l’heure comme 14 h 30.")?)
}

pub(super) async fn update(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<BulkForm>,
) -> Result<Response> {
    let done = match form.read() {
        Ok(bulk) => tickets::change_many(&app.db, &form.demande, &bulk, staff.id, now)
            .await
            .map_err(|error| (field_of(&error), error)),
        Err((field, words)) => {
            return refuse(&app, shell, form, FieldErrors::one(field, words), now).await;
        }
    };
    match done {
        Ok(done) => {
            Flash::say(said(&form.faire, &done)).keep(&app, &staff).await?;
            let back = if is_own_path(&form.retour) { &form.retour } else { "/demandes" };
            Ok(Redirect::to(back).into_response())
        }
        Err((_, BulkError::Database(error))) => Err(error.into()),
        Err((field, mistake)) => {
            refuse(&app, shell, form, FieldErrors::one(field, mistake), now).await
        }
    }
}

fn field_of(error: &BulkError) -> &'static str {
    match error {
        BulkError::NobodyHere => "pour",
        BulkError::Past => "jour",
        BulkError::WithoutWords | BulkError::Unclean(_) => "mots",
        BulkError::Nothing | BulkError::TooMany | BulkError::Database(_) => "",
    }
}

async fn refuse(
    app: &App,
    shell: Shell,
    form: BulkForm,
    errors: FieldErrors,
    now: DateTime<Utc>,
) -> Result<Response> {
    let query = form.retour.strip_prefix("/demandes?");
    let page = index::page(app, shell, Asked::read(query)?, now).await?;
    Ok(show_again(page.refused(form, errors)))
}

/// `3 demandes confiées. Laissée : SAV-2611-004, un rendez-vous est encore prévu.`
fn said(what: &str, done: &BulkDone) -> String {
    let count = i64::try_from(done.done).unwrap_or(i64::MAX);
    let mut said = match what {
        "reporter" => french::count(count, "demande reportée", "demandes reportées"),
        "clore" => french::count(count, "demande close", "demandes closes"),
        _ => french::count(count, "demande confiée", "demandes confiées"),
    };
    said.push('.');
    if !done.left.is_empty() {
        let left: Vec<String> =
            done.left.iter().map(|(number, why)| format!("{number} ({why})")).collect();
        said.push_str(" Restent comme avant\u{a0}: ");
        said.push_str(&left.join(", "));
        said.push('.');
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tickets::Left;

    #[test]
    fn what_was_left_is_said_with_its_reason() {
        let done =
            BulkDone { done: 2, left: vec![("SAV-2611-004".to_owned(), Left::StillPlanned)] };
        assert_eq!(
            said("clore", &done),
            "2\u{a0}demandes closes. Restent comme avant\u{a0}: SAV-2611-004 (un rendez-vous est encore prévu)."
        );
        assert_eq!(
            said("attribuer", &BulkDone { done: 1, left: vec![] }),
            "1\u{a0}demande confiée."
        );
    }

    #[test]
    fn one_day_is_no_day() {
        assert!(moment("un jour", "").is_err());
        assert!(moment("2026-12-01", "midi").is_err());
        assert_eq!(moment("2026-12-01", "").unwrap().to_rfc3339(), "2026-12-01T07:00:00+00:00");
    }
}
