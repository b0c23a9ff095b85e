//! One contract: what is agreed on, which visits come, which there were, and what is done with it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;

use crate::{
    app::App,
    business_time::local,
    maintenance::{self, Change, Coming, Contract, KeepError, Turn, Visit, WorkingDays},
    tickets::Status,
    values::{ContractId, french, text::clean_line},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
        page::Page,
    },
};

/// As many visits ahead as are shown.
const COMING: usize = 5;
/// As many visits behind as a page shows.
const PAST: usize = 12;
const CHANGES: i64 = 50;
/// A visit every 12 months, ten times over.
const FAR: Days = Days::new(3700);

#[derive(Template)]
#[template(path = "office/maintenance/show.html")]
struct ContractPage {
    shell: Shell,
    contract: Contract,
    coming: Vec<Coming>,
    visits: Vec<Visit>,
    /// Where older visits begin.
    older: Option<NaiveDate>,
    changes: Vec<Change>,
    form: TurnForm,
    errors: FieldErrors,
    now: DateTime<Utc>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    avant: String,
}

/// What is done with a contract, one or many.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TurnForm {
    /// Which button was pressed: `suspendre`, `reprendre`, `terminer` or `reporter`.
    pub(super) faire: String,
    pub(super) raison: String,
    /// A number, before or after zero.
    pub(super) nombre: String,
    /// `jours` or `semaines`.
    pub(super) unite: String,
}

/// More than anybody puts a visit off, in days.
const LONGEST_DELAY: u32 = 366;

impl TurnForm {
    pub(super) fn read(&self) -> std::result::Result<Turn, (&'static str, String)> {
        match self.faire.as_str() {
            "suspendre" => Ok(Turn::Suspend),
            "reprendre" => Ok(Turn::Resume),
            "terminer" => {
                let reason = clean_line(&self.raison).map_err(|why| ("raison", why.to_string()))?;
                if reason.is_empty() {
                    return Err(("raison", "Dites pourquoi le contrat se termine.".to_owned()));
                }
                Ok(Turn::End { reason })
            }
            "reporter" => {
                let number: Option<i32> = self.nombre.trim().replace('\u{2212}', "-").parse().ok();
                let days = number.and_then(|number| match self.unite.as_str() {
                    "jours" => Some(number),
                    _ => number.checked_mul(7),
                });
                let days = days.filter(|days| *days != 0 && days.unsigned_abs() <= LONGEST_DELAY);
                let days = days.ok_or((
                    "nombre",
                    "Donnez un nombre, négatif pour avancer, un an au plus.".to_owned(),
                ))?;
                Ok(Turn::PutOff { days })
            }
            _ => Err(("", "Choisissez ce qui est à faire.".to_owned())),
        }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    Path(id): Path<ContractId>,
    Query(asked): Query<Asked>,
    Now(now): Now,
    shell: Shell,
) -> Result<Response> {
    let before = asked.avant.parse().ok();
    let page = load(&app, shell, id, before, now).await?;
    Ok(Page(page).into_response())
}

pub(super) async fn turn(
    State(app): State<App>,
    Path(id): Path<ContractId>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<TurnForm>,
) -> Result<Response> {
    let turn = match form.read() {
        Ok(turn) => turn,
        Err((field, words)) => {
            let page = load(&app, shell, id, None, now).await?;
            let page = ContractPage { form, errors: FieldErrors::one(field, words), ..page };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
    };
    let said = match maintenance::turn(&app.db, id, &turn, staff.id, now).await {
        Ok(()) => said(&turn).to_owned(),
        Err(KeepError::NotFound) => return Err(Error::NotFound),
        Err(refusal @ KeepError::Left(_)) => {
            let page = load(&app, shell, id, None, now).await?;
            let page = ContractPage { form, errors: FieldErrors::one("", refusal), ..page };
            return Ok((StatusCode::CONFLICT, Page(page)).into_response());
        }
        Err(problem) => return Err(Error::Internal(anyhow::Error::from(problem))),
    };
    Flash::say(said).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/entretien/{id}")).into_response())
}

fn said(turn: &Turn) -> &'static str {
    match turn {
        Turn::Suspend => "Contrat suspendu\u{a0}: aucune visite ne sera demandée.",
        Turn::Resume => "Contrat repris.",
        Turn::End { .. } => "Contrat terminé.",
        Turn::PutOff { .. } => "Prochaine visite déplacée.",
        Turn::Service { .. } => "Prestation changée.",
    }
}

async fn load(
    app: &App,
    shell: Shell,
    id: ContractId,
    before: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<ContractPage> {
    let contract = maintenance::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let today = local::today(now);
    let first = contract.due_on.unwrap_or(today).min(today);
    let far = today.max(contract.first_on).checked_add_days(FAR).unwrap_or(today);
    let days = WorkingDays::load(&app.db, first, far).await?;
    let coming = contract.coming(&days, COMING).map_err(anyhow::Error::from)?;
    let limit = i64::try_from(PAST + 1).unwrap_or(i64::MAX);
    let mut visits = maintenance::visits(&app.db, id, before, limit).await?;
    let has_more = visits.len() > PAST;
    visits.truncate(PAST);
    Ok(ContractPage {
        older: visits.last().filter(|_| has_more).map(|visit| visit.due_on),
        changes: maintenance::changes(&app.db, id, CHANGES).await?,
        form: TurnForm { unite: "semaines".to_owned(), ..TurnForm::default() },
        errors: FieldErrors::default(),
        shell,
        contract,
        coming,
        visits,
        now,
    })
}

impl ContractPage {
    fn is_ended(&self) -> bool {
        self.contract.state == maintenance::State::Ended
    }

    fn is_suspended(&self) -> bool {
        self.contract.state == maintenance::State::Suspended
    }

    /// The class of the chip that says how it stands.
    fn chip(&self) -> &'static str {
        match self.contract.state {
            maintenance::State::Active => "chip-active",
            maintenance::State::Suspended => "chip-soon",
            maintenance::State::Ended => "chip-done",
        }
    }

    /// How a visit stands that was made: the class of its chip, and its words.
    fn stands(&self, visit: &Visit) -> (&'static str, String) {
        match visit.status {
            Status::Open if visit.planned_on < local::today(self.now) => {
                ("chip-late", "en retard, à placer".to_owned())
            }
            Status::Open => ("chip-soon", "à placer".to_owned()),
            Status::Planned | Status::InProgress => {
                ("chip-active", visit.status.label().to_owned())
            }
            Status::Done | Status::Closed => ("chip-done", visit.status.label().to_owned()),
        }
    }

    /// When it is asked for, in words.
    fn lead(&self) -> String {
        let weeks = self.contract.lead_days / 7;
        french::count(weeks, "semaine avant", "semaines avant")
    }
}
