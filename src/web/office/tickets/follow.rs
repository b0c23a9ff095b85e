//! Who sees to a request, what they do next by when, and how pressing it is.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    bulk::moment,
    show::{self, Typed},
};
use crate::{
    app::App,
    business_time::local,
    catalog::Priority,
    tickets::{self, FollowError, Following, TicketDetails},
    values::{StaffId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
    },
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FollowForm {
    pub(super) version: i32,
    pub(super) qui: String,
    pub(super) suite: String,
    pub(super) jour: String,
    pub(super) heure: String,
    pub(super) priorite: String,
}

impl FollowForm {
    /// As it stands.
    pub(super) fn of(ticket: &TicketDetails) -> Self {
        let at = ticket.next_action_at.map(local::to_local);
        let part = |form: &str| at.map_or_else(String::new, |at| at.format(form).to_string());
        Self {
            version: ticket.version,
            qui: ticket.owner_id.map_or_else(String::new, |id| id.to_string()),
            suite: ticket.next_action.clone().unwrap_or_default(),
            jour: part("%Y-%m-%d"),
            heure: part("%H:%M"),
            priorite: ticket.priority.name().to_owned(),
        }
    }

    /// The moment that was typed, in words.
    pub(super) fn moment(&self) -> String {
        moment(&self.jour, &self.heure).map_or_else(|_| self.jour.clone(), french::day_and_time)
    }

    fn read(&self) -> std::result::Result<Following, FieldErrors> {
        let mut errors = FieldErrors::default();
        let owner = self.qui.parse::<StaffId>().map_err(|_| "Choisissez qui s’en charge.");
        let owner = errors.check("qui", owner);
        let at = errors.check("jour", moment(&self.jour, &self.heure));
        let priority = Priority::from_name(&self.priorite).ok_or("Choisissez la priorité.");
        let priority = errors.check("priorite", priority);
        if self.suite.trim().is_empty() {
            errors.add("suite", FollowError::NothingNext);
        }
        match (owner, at, priority) {
            (Some(owner), Some(next_action_at), Some(priority)) if errors.is_empty() => {
                Ok(Following { owner, next_action: self.suite.clone(), next_action_at, priority })
            }
            _ => Err(errors),
        }
    }
}

pub(super) async fn update(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<FollowForm>,
) -> Result<Response> {
    let ticket = tickets::details(&app.db, &number).await?.ok_or(Error::NotFound)?;
    let to = match form.read() {
        Ok(to) => to,
        Err(errors) => return refuse(&app, &number, form, errors, shell, now).await,
    };
    let to = kept_to_the_second(to, &ticket);
    match tickets::follow(&app.db, ticket.id, form.version, &to, staff.id, now).await {
        Ok(()) => {
            Flash::say("Suite enregistrée.").keep(&app, &staff).await?;
            Ok(Redirect::to(&format!("/demandes/{number}")).into_response())
        }
        Err(FollowError::Stale(stands)) => {
            // Who saves again has seen the other version.
            let follow = FollowForm { version: stands.version, ..form };
            let typed = Typed { follow: Some(follow), conflict: Some(stands), ..Typed::default() };
            show::page(&app, &number, typed, shell, now).await
        }
        Err(FollowError::NotFound) => Err(Error::NotFound),
        Err(FollowError::Database(error)) => Err(error.into()),
        Err(mistake) => {
            let field = match mistake {
                FollowError::Past => "jour",
                FollowError::NobodyHere => "qui",
                FollowError::Ended => "",
                _ => "suite",
            };
            refuse(&app, &number, form, FieldErrors::one(field, mistake), shell, now).await
        }
    }
}

/// A form has no seconds: a moment that was not touched is the one that stands.
fn kept_to_the_second(to: Following, ticket: &TicketDetails) -> Following {
    let stands = ticket
        .next_action_at
        .filter(|at| at.timestamp().div_euclid(60) == to.next_action_at.timestamp().div_euclid(60));
    Following { next_action_at: stands.unwrap_or(to.next_action_at), ..to }
}

async fn refuse(
    app: &App,
    number: &str,
    form: FollowForm,
    errors: FieldErrors,
    shell: Shell,
    now: DateTime<Utc>,
) -> Result<Response> {
    let typed = Typed { errors, follow: Some(form), ..Typed::default() };
    show::page(app, number, typed, shell, now).await
}
