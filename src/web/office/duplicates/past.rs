//! What was merged and what was decided, each with its way back.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::shell::Shell;
use crate::{
    app::App,
    merging::{self, Decision, PastMerge, UndoError},
    values::{CustomerId, MergeId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, query_value},
        page::Page,
    },
};

const PAGE: usize = 30;

#[derive(Template)]
#[template(path = "office/duplicates/merges.html")]
struct MergesPage {
    shell: Shell,
    merges: Vec<PastMerge>,
    now: DateTime<Utc>,
    is_further: bool,
    next: String,
    errors: FieldErrors,
}

#[derive(Template)]
#[template(path = "office/duplicates/decisions.html")]
pub(super) struct DecisionsPage {
    shell: Shell,
    decisions: Vec<Decision>,
    is_further: bool,
    next: String,
}

impl MergesPage {
    fn previous(&self) -> &'static str {
        if self.is_further { "/doublons/fusions" } else { "" }
    }
}

impl DecisionsPage {
    fn previous(&self) -> &'static str {
        if self.is_further { "/doublons/decisions" } else { "" }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct PastQuery {
    avant: Option<MergeId>,
}

pub(super) async fn merges(
    State(app): State<App>,
    shell: Shell,
    Now(now): Now,
    Query(query): Query<PastQuery>,
) -> Result<Response> {
    draw(&app, shell, query.avant, now, FieldErrors::default(), StatusCode::OK).await
}

async fn draw(
    app: &App,
    shell: Shell,
    before: Option<MergeId>,
    now: DateTime<Utc>,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<Response> {
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut merges = merging::past_merges(&app.db, None, before, limit).await?;
    let has_more = merges.len() > PAGE;
    merges.truncate(PAGE);
    let next = merges.last().filter(|_| has_more);
    let next = next.map(|last| format!("/doublons/fusions?avant={}", last.id));
    let page = MergesPage {
        shell,
        merges,
        now,
        is_further: before.is_some(),
        next: next.unwrap_or_default(),
        errors,
    };
    Ok((status, Page(page)).into_response())
}

pub(super) async fn undo(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(id): Path<MergeId>,
    Now(now): Now,
) -> Result<Response> {
    let (merge, stays) = match merging::undo(&app.db, id, staff.id, now).await {
        Ok(done) => done,
        Err(UndoError::Unknown) => return Err(Error::NotFound),
        Err(UndoError::Database(error)) => return Err(error.into()),
        Err(error) => {
            let errors = FieldErrors::one("", error);
            return draw(&app, shell, None, now, errors, StatusCode::CONFLICT).await;
        }
    };
    let stays = stays.words().map_or_else(String::new, |words| {
        format!(
            " Venus depuis, ils restent sur la fiche «\u{a0}{}\u{a0}»\u{a0}: {words}.",
            merge.survivor_name
        )
    });
    let text = format!(
        "Fusion annulée\u{a0}: «\u{a0}{}\u{a0}» est de nouveau une fiche à part.{stays}",
        merge.absorbed_name
    );
    Flash::say(text).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/clients/{}", merge.absorbed_id)).into_response())
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct DecisionsQuery {
    avant: Option<DateTime<Utc>>,
    a: Option<CustomerId>,
    b: Option<CustomerId>,
}

pub(super) async fn decisions(
    State(app): State<App>,
    shell: Shell,
    Query(query): Query<DecisionsQuery>,
) -> Result<Page<DecisionsPage>> {
    let before = match (query.avant, query.a, query.b) {
        (Some(at), Some(a), Some(b)) => Some((at, a, b)),
        _ => None,
    };
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut decisions = merging::decisions(&app.db, before, limit).await?;
    let has_more = decisions.len() > PAGE;
    decisions.truncate(PAGE);
    let next = decisions.last().filter(|_| has_more).map(|last| {
        let at = query_value(&last.decided_at.to_rfc3339());
        format!("/doublons/decisions?avant={at}&a={}&b={}", last.customer_a, last.customer_b)
    });
    Ok(Page(DecisionsPage {
        shell,
        decisions,
        is_further: before.is_some(),
        next: next.unwrap_or_default(),
    }))
}
