//! Addresses under which other calendars follow a technician's agenda.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    agendas::{self, AgendaFeed},
    app::App,
    staff::{self, Role, StaffMember},
    values::{AgendaFeedId, StaffId, french, text::clean_line},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form, required},
        office::shell::Shell,
        page::{Page, show_again},
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FeedForm {
    technician: String,
    label: String,
}

/// A feed, with its address where it can be shown.
struct Shown {
    feed: AgendaFeed,
    address: Option<String>,
    /// When it was last, in words.
    read: String,
}

#[derive(Template)]
#[template(path = "office/settings/agendas.html")]
struct AgendasPage {
    shell: Shell,
    technicians: Vec<(StaffMember, Vec<Shown>)>,
    form: FeedForm,
    errors: FieldErrors,
}

pub(super) async fn index(State(app): State<App>, Now(now): Now, shell: Shell) -> Result<Response> {
    let (form, errors) = (FeedForm::default(), FieldErrors::default());
    Ok(Page(AgendasPage::load(&app, shell, form, errors, now).await?).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<FeedForm>,
) -> Result<Response> {
    let (technician, label) = match form.parse() {
        Ok(new) => new,
        Err(errors) => {
            return Ok(show_again(AgendasPage::load(&app, shell, form, errors, now).await?));
        }
    };
    let person = staff::find(&app.db, technician).await?.ok_or(Error::NotFound)?;
    if person.role != Role::Technician {
        return Err(Error::NotFound);
    }
    if agendas::publish(&app, technician, &label, staff.id, now).await?.is_none() {
        let errors = FieldErrors::one("label", "Une adresse de ce nom est déjà ouverte.");
        return Ok(show_again(AgendasPage::load(&app, shell, form, errors, now).await?));
    }
    Flash::say(format!(
        "L’agenda de {} a une adresse de plus : copiez-la ci-dessous.",
        person.name
    ))
    .keep(&app, &staff)
    .await?;
    Ok(Redirect::to("/reglages/agendas").into_response())
}

pub(super) async fn destroy(
    State(app): State<App>,
    Now(now): Now,
    Path(id): Path<AgendaFeedId>,
    staff: CurrentStaff,
) -> Result<Response> {
    if agendas::revoke(&app.db, id, now).await? {
        Flash::say("Adresse fermée : plus personne ne lit l’agenda par elle.")
            .keep(&app, &staff)
            .await?;
    }
    Ok(Redirect::to("/reglages/agendas").into_response())
}

impl FeedForm {
    fn parse(&self) -> Result<(StaffId, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let technician = self.technician.parse().map_err(|_| "Choisissez le technicien.");
        let technician = errors.check("technician", technician);
        let label = errors
            .check("label", required(&self.label, "Dites où l’agenda est suivi."))
            .and_then(|label| errors.check("label", clean_line(&label)));
        technician.zip(label).ok_or(errors)
    }
}

impl AgendasPage {
    async fn load(
        app: &App,
        shell: Shell,
        form: FeedForm,
        errors: FieldErrors,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Self> {
        let mut feeds = agendas::feeds(&app.db).await?;
        let mut technicians = Vec::new();
        for person in staff::active_technicians(&app.db).await? {
            let shown = feeds
                .extract_if(.., |feed| feed.technician_id == person.id)
                .map(|feed| Shown {
                    address: agendas::address(&app.settings, &feed),
                    read: last_read(&feed, now),
                    feed,
                })
                .collect();
            technicians.push((person, shown));
        }
        Ok(Self { shell, technicians, form, errors })
    }
    fn is_empty(&self) -> bool {
        self.technicians.iter().all(|(_, feeds)| feeds.is_empty())
    }
}

fn last_read(feed: &AgendaFeed, now: DateTime<Utc>) -> String {
    feed.last_read_at.map_or_else(
        || "Pas encore lu".to_owned(),
        |at| format!("Lu {} à {}", french::relative_day(at, now), french::time(at)),
    )
}
