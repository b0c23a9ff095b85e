//! The queue of proposals: the strongest first, worked by keyboard.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::super::shell::Shell;
use crate::{
    app::App,
    merging::{self, Proposal, QueueStart, Relation},
    values::CustomerId,
    web::{Result, page::Page},
};

const PAGE: usize = 20;

#[derive(Template)]
#[template(path = "office/duplicates/queue.html")]
pub(super) struct QueuePage {
    shell: Shell,
    relation: Relation,
    proposals: Vec<Proposal>,
    /// Whether this is not the first page.
    is_further: bool,
    next: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct QueueQuery {
    /// `foyer` for those who may share a home.
    vue: String,
    /// After which proposal the page begins.
    apres: Option<f64>,
    a: Option<CustomerId>,
    b: Option<CustomerId>,
}

pub(super) async fn show(
    State(app): State<App>,
    shell: Shell,
    Query(query): Query<QueueQuery>,
) -> Result<Page<QueuePage>> {
    let relation = if query.vue == "foyer" { Relation::Household } else { Relation::Same };
    let after = match (query.apres, query.a, query.b) {
        (Some(weight), Some(customer_a), Some(customer_b)) if weight.is_finite() => {
            Some(QueueStart { weight, customer_a, customer_b })
        }
        _ => None,
    };
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut proposals = merging::queue(&app.db, relation, after, limit).await?;
    let has_more = proposals.len() > PAGE;
    proposals.truncate(PAGE);
    let next = proposals.last().filter(|_| has_more).map(|last| {
        let vue = if relation == Relation::Household { "foyer" } else { "" };
        format!(
            "/doublons?vue={vue}&apres={}&a={}&b={}",
            last.weight, last.customer_a, last.customer_b
        )
    });
    Ok(Page(QueuePage {
        shell,
        relation,
        proposals,
        is_further: after.is_some(),
        next: next.unwrap_or_default(),
    }))
}

impl QueuePage {
    fn previous(&self) -> &'static str {
        if self.is_further { self.start() } else { "" }
    }

    fn export_query(&self) -> &'static str {
        match self.relation {
            Relation::Same => "",
            Relation::Household => "vue=foyer",
        }
    }

    fn start(&self) -> &'static str {
        match self.relation {
            Relation::Same => "/doublons",
            Relation::Household => "/doublons?vue=foyer",
        }
    }
}
