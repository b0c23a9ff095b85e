//! Contracts of maintenance: their list, their pages, and what the office does with them.

mod bulk;
mod editing;
mod form;
mod show;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use self::bulk::BulkForm;
use super::shell::Shell;
use crate::{
    app::App,
    business_time::local,
    catalog::{self, Service},
    maintenance::{self, ContractRow, Cursor, Planned, State as ContractState, View, WorkingDays},
    values::{CustomerId, french},
    web::{Result, extract::Now, forms::FieldErrors, page::Page},
};

/// As many as a page shows.
const PAGE: usize = 50;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/entretien", get(index))
        .route("/entretien/nouveau", get(editing::new).post(editing::create))
        .route("/entretien/lot", post(bulk::preview))
        .route("/entretien/lot/appliquer", post(bulk::update))
        .route("/entretien/lots", get(bulk::past))
        .route("/entretien/{id}", get(show::show))
        .route("/entretien/{id}/modifier", get(editing::edit).post(editing::update))
        .route("/entretien/{id}/suite", post(show::turn))
}

/// The lists, with their words in the address and on the screen.
const VIEWS: [(&str, &str); 4] = [
    ("a-venir", "À venir"),
    ("retard", "En retard"),
    ("suspendus", "Suspendus"),
    ("termines", "Terminés"),
];

#[derive(Template)]
#[template(path = "office/maintenance/index.html")]
struct ContractsPage {
    shell: Shell,
    rows: Vec<Row>,
    /// The word of the tab; empty where one customer's are shown.
    view: &'static str,
    previous: String,
    next: String,
    /// Its own address, to come back to.
    here: String,
    services: Vec<Service>,
    /// What was typed, and what is wrong with it, when a choice comes back.
    bulk: BulkForm,
    errors: FieldErrors,
}

/// A contract, and how it stands.
struct Row {
    contract: ContractRow,
    /// None once it is ended.
    planned: Option<Planned>,
    now: DateTime<Utc>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    vue: String,
    /// Whose contracts, whatever their state.
    client: String,
    apres: String,
}

async fn index(
    State(app): State<App>,
    Now(now): Now,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    Ok(Page(ContractsPage::load(&app, shell, &asked, now).await?).into_response())
}

impl ContractsPage {
    async fn load(app: &App, shell: Shell, asked: &Asked, now: DateTime<Utc>) -> Result<Self> {
        let today = local::today(now);
        let late_until = WorkingDays::load(&app.db, today, today).await?.last_before(today);
        let customer: Option<CustomerId> = asked.client.parse().ok();
        let known = VIEWS.into_iter().find(|(name, _)| *name == asked.vue);
        let view = match (customer, known) {
            (Some(_), _) => "",
            (None, Some((name, _))) => name,
            (None, None) => "a-venir",
        };
        let (of, start) = match (customer, view) {
            (Some(id), _) => (View::Of(id), format!("/entretien?client={id}")),
            (None, "retard") => (View::Late { until: late_until }, at(view)),
            (None, "suspendus") => (View::Suspended, at(view)),
            (None, "termines") => (View::Ended, at(view)),
            (None, _) => (View::ToCome { after: late_until }, at(view)),
        };
        let after: Option<Cursor> = asked.apres.parse().ok();
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut contracts = maintenance::list(&app.db, of, after, limit).await?;
        let has_more = contracts.len() > PAGE;
        contracts.truncate(PAGE);
        let next = contracts.last().filter(|_| has_more);
        let next = next.map(|last| format!("{start}&apres={}", last.cursor()));
        Ok(Self {
            here: after.map_or_else(|| start.clone(), |after| format!("{start}&apres={after}")),
            previous: after.map(|_| start).unwrap_or_default(),
            next: next.unwrap_or_default(),
            rows: rows(app, contracts, now).await?,
            services: catalog::active(&app.db).await?,
            bulk: BulkForm::default(),
            errors: FieldErrors::default(),
            shell,
            view,
        })
    }

    /// Where the list is empty.
    fn nothing(&self) -> &'static str {
        match self.view {
            "retard" => "Aucune visite d’entretien n’est en retard.",
            "suspendus" => "Aucun contrat n’est suspendu.",
            "termines" => "Aucun contrat n’est terminé.",
            "" => "Ce client n’a aucun contrat d’entretien.",
            _ => "Aucune visite d’entretien n’est à venir.",
        }
    }
}

/// The address of a list.
fn at(view: &str) -> String {
    format!("/entretien?vue={view}")
}

async fn rows(app: &App, contracts: Vec<ContractRow>, now: DateTime<Utc>) -> Result<Vec<Row>> {
    let wanted = || contracts.iter().filter_map(|contract| contract.wanted_on);
    let today = local::today(now);
    let (first, last) = (wanted().min().unwrap_or(today), wanted().max().unwrap_or(today));
    let days = WorkingDays::load(&app.db, first, last).await?;
    let row = |contract: ContractRow| Row {
        planned: contract.wanted_on.map(|wanted| days.from(wanted)),
        contract,
        now,
    };
    Ok(contracts.into_iter().map(row).collect())
}

impl Row {
    /// `15 mars 2027`
    fn day(&self) -> Option<(NaiveDate, String)> {
        let on = self.planned.as_ref()?.on;
        Some((on, french::relative_day(on, self.now)))
    }

    /// How it stands: the class of the chip, and its words.
    fn chip(&self) -> (&'static str, String) {
        let contract = &self.contract;
        let is_late =
            self.planned.as_ref().is_some_and(|planned| planned.on < local::today(self.now));
        match (contract.state, contract.visit_at, &contract.open_number) {
            (ContractState::Ended, ..) => ("chip-done", contract.state.label().to_owned()),
            (ContractState::Suspended, ..) => ("", contract.state.label().to_owned()),
            (_, Some(at), _) => {
                ("chip-active", format!("rendez-vous {}", french::relative_day(at, self.now)))
            }
            (_, None, Some(_)) if is_late => ("chip-late", "en retard, à placer".to_owned()),
            (_, None, Some(_)) => ("chip-soon", "à placer".to_owned()),
            (_, None, None) if is_late => ("chip-late", "en retard".to_owned()),
            _ => ("", "à venir".to_owned()),
        }
    }
}
