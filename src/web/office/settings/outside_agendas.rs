//! Agendas kept elsewhere that take a technician's time: address, last reading, what went wrong.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    agendas::outside::{self, FollowError, NewAgenda, Outcome, OutsideAgenda},
    app::App,
    staff::{self, Role, StaffMember},
    values::{OutsideAgendaId, StaffId, french, text::clean_line},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form, required},
        office::shell::Shell,
        page::{Page, show_again},
    },
};

const HERE: &str = "/reglages/agendas-externes";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AgendaForm {
    technician: String,
    label: String,
    address: String,
}

struct NewOne {
    technician: StaffId,
    label: String,
    address: String,
}

/// An agenda in words.
struct Shown {
    id: OutsideAgendaId,
    label: String,
    /// The host alone.
    address: String,
    state: String,
    remark: String,
    /// What is wrong, and since when.
    failure: Option<String>,
}

#[derive(Template)]
#[template(path = "office/settings/outside_agendas.html")]
struct AgendasPage {
    shell: Shell,
    technicians: Vec<(StaffMember, Vec<Shown>)>,
    form: AgendaForm,
    errors: FieldErrors,
    /// Nothing is read by itself.
    demo: bool,
}

pub(super) async fn index(State(app): State<App>, Now(now): Now, shell: Shell) -> Result<Response> {
    let (form, errors) = (AgendaForm::default(), FieldErrors::default());
    Ok(Page(AgendasPage::load(&app, shell, form, errors, now).await?).into_response())
}

/// Adds an agenda, and reads it at once, so that whoever pasted the address sees whether it was the right one.
pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<AgendaForm>,
) -> Result<Response> {
    let new = match form.parse() {
        Ok(new) => new,
        Err(errors) => {
            return Ok(show_again(AgendasPage::load(&app, shell, form, errors, now).await?));
        }
    };
    let person = staff::find(&app.db, new.technician).await?.ok_or(Error::NotFound)?;
    if person.role != Role::Technician {
        return Err(Error::NotFound);
    }
    let agenda = NewAgenda { technician: person.id, label: &new.label, address: &new.address };
    let id = match outside::follow(&app, agenda, staff.id, now).await {
        Ok(id) => id,
        Err(FollowError::Database(error)) => return Err(error.into()),
        Err(error) => {
            let errors = FieldErrors::one("address", error);
            return Ok(show_again(AgendasPage::load(&app, shell, form, errors, now).await?));
        }
    };
    let outcome = outside::read_now(&app, id, now).await?;
    say(&app, &staff, &outcome).await
}

pub(super) async fn read(
    State(app): State<App>,
    Now(now): Now,
    Path(id): Path<OutsideAgendaId>,
    staff: CurrentStaff,
) -> Result<Response> {
    let outcome = outside::read_now(&app, id, now).await?;
    say(&app, &staff, &outcome).await
}

pub(super) async fn destroy(
    State(app): State<App>,
    Path(id): Path<OutsideAgendaId>,
    staff: CurrentStaff,
) -> Result<Response> {
    if outside::stop(&app.db, id).await? {
        Flash::say("Cet agenda n’est plus lu\u{a0}: le temps qu’il prenait est libre à nouveau.")
            .keep(&app, &staff)
            .await?;
    }
    Ok(Redirect::to(HERE).into_response())
}

async fn say(app: &App, staff: &CurrentStaff, outcome: &Outcome) -> Result<Response> {
    let words = match outcome {
        Outcome::Read(0) => "Agenda lu\u{a0}: aucun événement à venir.".to_owned(),
        Outcome::Read(events) => {
            format!("Agenda lu\u{a0}: {}.", french::count(*events, "événement", "événements"))
        }
        Outcome::Failed(why) => format!("L’agenda n’a pas pu être lu. {why}"),
        Outcome::NotOurs => "Cet agenda est déjà en cours de lecture.".to_owned(),
    };
    Flash::say(words).keep(app, staff).await?;
    Ok(Redirect::to(HERE).into_response())
}

impl AgendaForm {
    fn parse(&self) -> Result<NewOne, FieldErrors> {
        let mut errors = FieldErrors::default();
        let technician = self.technician.parse().map_err(|_| "Choisissez le technicien.");
        let technician = errors.check("technician", technician);
        let label = errors
            .check("label", required(&self.label, "Dites de quel agenda il s’agit."))
            .and_then(|label| errors.check("label", clean_line(&label)));
        let address = errors.check("address", required(&self.address, "Collez l’adresse publiée."));
        match (technician, label, address) {
            (Some(technician), Some(label), Some(address)) => {
                Ok(NewOne { technician, label, address })
            }
            _ => Err(errors),
        }
    }
}

impl Shown {
    fn of(agenda: OutsideAgenda, now: DateTime<Utc>) -> Self {
        let at =
            |at: DateTime<Utc>| format!("{} à {}", french::relative_day(at, now), french::time(at));
        let state = agenda.last_read_at.map_or_else(
            || "Jamais lu".to_owned(),
            |read| {
                let events = french::count(agenda.events, "événement", "événements");
                format!("Lu {} · {events} à venir", at(read))
            },
        );
        let failure = agenda.failing_since.map(|since| {
            let kept = match agenda.last_read_at {
                Some(_) => " Les heures déjà connues restent bloquées.",
                None => "",
            };
            format!("En échec depuis {}. {}{kept}", at(since), agenda.failure)
        });
        Self {
            id: agenda.id,
            label: agenda.label,
            address: outside::shown_address(&agenda.address),
            state,
            remark: agenda.remark,
            failure,
        }
    }
}

impl AgendasPage {
    async fn load(
        app: &App,
        shell: Shell,
        form: AgendaForm,
        errors: FieldErrors,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Self> {
        let mut agendas = outside::outside_agendas(&app.db).await?;
        let mut technicians = Vec::new();
        for person in staff::active_technicians(&app.db).await? {
            let shown = agendas
                .extract_if(.., |agenda| agenda.technician_id == person.id)
                .map(|agenda| Shown::of(agenda, now))
                .collect();
            technicians.push((person, shown));
        }
        Ok(Self { shell, technicians, form, errors, demo: app.settings.demo })
    }

    fn is_empty(&self) -> bool {
        self.technicians.iter().all(|(_, agendas)| agendas.is_empty())
    }
}
