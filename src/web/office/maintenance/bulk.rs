//! Many contracts at once: chosen in the list, shown as they would be, then changed.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Asked, ContractsPage, show::TurnForm};
use crate::{
    app::App,
    business_time::local,
    catalog,
    maintenance::{self, Batch, BulkError, Counts, Outcome, Turn, WorkingDays},
    values::{BatchId, ContractId, SecretToken, ServiceId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
        page::{Page, is_own_path, show_again},
    },
};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct BulkForm {
    pub(super) contrat: Vec<ContractId>,
    /// Which button was pressed: as [`TurnForm::faire`], or `prestation`.
    pub(super) faire: String,
    pub(super) raison: String,
    pub(super) nombre: String,
    pub(super) unite: String,
    pub(super) prestation: String,
    /// The list that they were chosen in.
    pub(super) retour: String,
    pub(super) request_key: String,
}

impl BulkForm {
    async fn read(&self, app: &App) -> Result<std::result::Result<Turn, (&'static str, String)>> {
        if self.faire != "prestation" {
            let form = TurnForm {
                faire: self.faire.clone(),
                raison: self.raison.clone(),
                nombre: self.nombre.clone(),
                unite: self.unite.clone(),
            };
            return Ok(form.read());
        }
        let service = match self.prestation.parse::<ServiceId>() {
            Ok(id) => catalog::find(&app.db, id).await?.filter(|service| service.active),
            Err(_) => None,
        };
        Ok(match service {
            Some(service) => Ok(Turn::Service { id: service.id, name: service.name }),
            None => Err(("prestation", "Choisissez la prestation.".to_owned())),
        })
    }

    /// For templates.
    pub(super) fn is_chosen(&self, id: ContractId) -> bool {
        self.contrat.contains(&id)
    }

    fn back(&self) -> &str {
        let is_list = self.retour == "/entretien" || self.retour.starts_with("/entretien?");
        if is_list && is_own_path(&self.retour) { &self.retour } else { "/entretien" }
    }
}

#[derive(Template)]
#[template(path = "office/maintenance/preview.html")]
struct PreviewPage {
    shell: Shell,
    form: BulkForm,
    what: String,
    done: Vec<Shown>,
    outcome: Outcome,
}

/// A contract that would change.
struct Shown {
    id: ContractId,
    who: String,
    text: String,
    /// Why its visit would be on another day than the one it is moved to.
    because: Option<String>,
}

/// What would be done, and what not; nothing is done yet.
pub(super) async fn preview(
    State(app): State<App>,
    Now(now): Now,
    shell: Shell,
    Form(mut form): Form<BulkForm>,
) -> Result<Response> {
    let turn = match form.read(&app).await? {
        Ok(turn) => turn,
        Err((field, words)) => {
            return refuse(&app, shell, form, FieldErrors::one(field, words), now).await;
        }
    };
    let today = local::today(now);
    let outcome = match maintenance::preview(&app.db, &form.contrat, &turn, today).await {
        Ok(outcome) => outcome,
        Err(BulkError::Keep(problem)) => {
            return Err(Error::Internal(anyhow::Error::from(problem)));
        }
        Err(mistake) => {
            return refuse(&app, shell, form, FieldErrors::one("", mistake), now).await;
        }
    };
    let wanted = || outcome.done.iter().filter_map(|(kept, _)| kept.wanted_on());
    let (first, last) = (wanted().min().unwrap_or(today), wanted().max().unwrap_or(today));
    let days = WorkingDays::load(&app.db, first, last).await?;
    let is_moved = matches!(turn, Turn::PutOff { .. });
    let shown = |(kept, text): &(maintenance::Kept, String)| Shown {
        id: kept.id,
        who: format!("{} · {}", kept.customer_name, kept.service_name),
        text: text.clone(),
        because: kept.wanted_on().filter(|_| is_moved).and_then(|wanted| days.from(wanted).because),
    };
    form.request_key = SecretToken::generate().reveal();
    let page = PreviewPage {
        done: outcome.done.iter().map(shown).collect(),
        what: turn.words(),
        shell,
        form,
        outcome,
    };
    Ok(Page(page).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<BulkForm>,
) -> Result<Response> {
    let turn = match form.read(&app).await? {
        Ok(turn) => turn,
        Err((field, words)) => {
            return refuse(&app, shell, form, FieldErrors::one(field, words), now).await;
        }
    };
    let key = SecretToken::parse(&form.request_key).unwrap_or_else(SecretToken::generate).reveal();
    match maintenance::turn_many(&app.db, &form.contrat, &turn, &key, staff.id, now).await {
        Ok(counts) => {
            Flash::say(said(counts)).keep(&app, &staff).await?;
            Ok(Redirect::to(form.back()).into_response())
        }
        Err(BulkError::Keep(problem)) => Err(Error::Internal(anyhow::Error::from(problem))),
        Err(mistake) => refuse(&app, shell, form, FieldErrors::one("", mistake), now).await,
    }
}

fn said(counts: Counts) -> String {
    let done = french::count(counts.done, "contrat modifié", "contrats modifiés");
    match counts.left_out {
        0 => format!("{done}."),
        left => {
            format!("{done}. {}.", french::count(left, "reste comme avant", "restent comme avant"))
        }
    }
}

/// The list again, with what was chosen and typed.
async fn refuse(
    app: &App,
    shell: Shell,
    form: BulkForm,
    errors: FieldErrors,
    now: DateTime<Utc>,
) -> Result<Response> {
    let asked: Asked = form
        .back()
        .split_once('?')
        .and_then(|(_, query)| serde_html_form::from_str(query).ok())
        .unwrap_or_default();
    let page = ContractsPage::load(app, shell, &asked, now).await?;
    Ok(show_again(ContractsPage { bulk: form, errors, ..page }))
}

impl PreviewPage {
    fn count(&self) -> String {
        let count = i64::try_from(self.done.len()).unwrap_or(i64::MAX);
        french::count(count, "contrat", "contrats")
    }

    fn left(&self) -> String {
        let count = i64::try_from(self.outcome.left.len()).unwrap_or(i64::MAX);
        french::count(count, "contrat reste comme il est", "contrats restent comme ils sont")
    }
}

/// As many as a page shows.
const PAGE: usize = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PastQuery {
    avant: String,
}

#[derive(Template)]
#[template(path = "office/maintenance/batches.html")]
struct BatchesPage {
    shell: Shell,
    batches: Vec<Batch>,
    previous: String,
    next: String,
}

/// Who changed many at once.
pub(super) async fn past(
    State(app): State<App>,
    Query(query): Query<PastQuery>,
    shell: Shell,
) -> Result<Response> {
    let before: Option<BatchId> = query.avant.parse().ok();
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut batches = maintenance::batches(&app.db, before, limit).await?;
    let has_more = batches.len() > PAGE;
    batches.truncate(PAGE);
    let next = batches.last().filter(|_| has_more);
    let next = next.map(|last| format!("/entretien/lots?avant={}", last.id)).unwrap_or_default();
    let previous = before.map(|_| "/entretien/lots".to_owned()).unwrap_or_default();
    Ok(Page(BatchesPage { shell, batches, previous, next }).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_not_ours_is_not_gone_back_to() {
        for (said, back) in [
            ("/entretien?vue=retard", "/entretien?vue=retard"),
            ("/entretien", "/entretien"),
            ("//evil.example", "/entretien"),
            ("/entretien/4", "/entretien"),
            ("", "/entretien"),
        ] {
            let form = BulkForm { retour: said.to_owned(), ..BulkForm::default() };
            assert_eq!(form.back(), back, "{said}");
        }
    }

    #[test]
    fn how_many_changed_is_said() {
        assert_eq!(
            said(Counts { done: 3, left_out: 1 }),
            "3\u{a0}contrats modifiés. 1\u{a0}reste comme avant."
        );
        assert_eq!(said(Counts { done: 1, left_out: 0 }), "1\u{a0}contrat modifié.");
    }
}
