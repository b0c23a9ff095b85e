//! The list of calls, noting one by hand, and what is pressed on a card.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{call_card, call_form, call_watch, shell::Shell};
use crate::{
    app::App,
    calls::{self, CallPage, CallRow, Filter, NoteByHand, OutcomeKind, State as CallState},
    values::{CallId, CustomerId, PhoneNumber, SecretToken, french, text::strip_line},
    web::{
        Result,
        extract::{CurrentStaff, Now},
        forms::{Form, query_value},
        page::Page,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/appels", get(index))
        .route("/appels/carte", get(call_card::show))
        .route("/appels/veille", get(call_watch::show))
        .route("/appels/nouveau", get(new).post(create))
        .route("/appels/{id}", get(call_form::show).post(call_form::update))
        .route("/appels/{id}/propositions", post(call_form::propose_next))
        .route("/appels/{id}/note", post(call_form::keep_note))
        .route("/appels/{id}/complement", post(call_form::add_to_note))
        .route("/appels/{id}/prise", post(take_up))
        .route("/appels/{id}/plus-tard", post(put_aside))
}

#[derive(Template)]
#[template(path = "office/calls/index.html")]
struct CallsPage {
    shell: Shell,
    page: CallPage,
    filter: &'static str,
    now: DateTime<Utc>,
}

impl CallsPage {
    fn next_page(&self) -> Option<String> {
        self.page.next.map(|next| format!("/appels?vue={}&avant={next}", self.filter))
    }
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    vue: String,
    avant: Option<CallId>,
}

async fn index(
    State(app): State<App>,
    shell: Shell,
    Now(now): Now,
    Query(query): Query<ListQuery>,
) -> Result<Response> {
    let (name, filter) = match query.vue.as_str() {
        "manques" => ("manques", Filter::Missed),
        "tous" => ("tous", Filter::All),
        _ => ("ouverts", Filter::Open),
    };
    let page = calls::list(&app.db, filter, query.avant).await?;
    Ok(Page(CallsPage { shell, page, filter: name, now }).into_response())
}

/// Who called, as a list shows it.
pub(super) fn name_of(row: &CallRow) -> String {
    match (&row.customer_name, &row.number) {
        (Some(name), _) => name.clone(),
        (None, Some(number)) => number.national(),
        (None, None) if row.from_raw.is_empty() => "Sans numéro".to_owned(),
        (None, None) => format!("Numéro masqué ou illisible ({})", row.from_raw),
    }
}

#[derive(Template)]
#[template(path = "office/calls/new.html")]
struct NewCallPage {
    shell: Shell,
    request_key: String,
}

#[derive(Deserialize)]
struct NewQuery {
    de: Option<String>,
}

/// A softphone's "open this address", or a form without a number.
///
/// The one GET that writes: softphones can do nothing else. Opened again, it writes nothing more.
async fn new(
    State(app): State<App>,
    shell: Shell,
    Now(now): Now,
    Query(query): Query<NewQuery>,
) -> Result<Response> {
    if let Some(number) = query.de.filter(|number| !number.trim().is_empty()) {
        let number: String = strip_line(&number).chars().take(60).collect();
        let id = calls::open_for_number(&app.db, &number, shell.staff_id, now).await?;
        return Ok(Redirect::to(&format!("/appels/{id}")).into_response());
    }
    Ok(Page(NewCallPage { shell, request_key: SecretToken::generate().reveal() }).into_response())
}

#[derive(Deserialize)]
struct NewCallForm {
    #[serde(default)]
    qui: String,
    request_key: String,
}

/// A number opens its call; a name is looked for beside the form.
async fn create(
    State(app): State<App>,
    staff: CurrentStaff,
    Now(now): Now,
    Form(form): Form<NewCallForm>,
) -> Result<Response> {
    let number = PhoneNumber::parse(&form.qui).ok();
    let looked_for = if number.is_some() { String::new() } else { query_value(form.qui.trim()) };
    let note = NoteByHand { number, request_key: &form.request_key, staff: staff.id };
    let id = calls::note_by_hand(&app.db, &note, now).await?;
    Ok(Redirect::to(&format!("/appels/{id}?q={looked_for}")).into_response())
}

#[derive(Deserialize)]
struct TakeUpForm {
    #[serde(default)]
    retour: String,
    /// Which of several customers of the number it is.
    client: Option<CustomerId>,
}

async fn take_up(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<CallId>,
    Now(now): Now,
    Form(form): Form<TakeUpForm>,
) -> Result<Response> {
    calls::take_up(&app.db, id, staff.id).await?;
    if let Some(customer) = form.client {
        calls::assign_customer(&app.db, id, customer, staff.id, now).await?;
    }
    Ok(Redirect::to(&format!("/appels/{id}?retour={}", query_value(&form.retour))).into_response())
}

async fn put_aside(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<CallId>,
    Now(now): Now,
) -> Result<Response> {
    calls::put_aside(&app.db, id, staff.id, now).await?;
    Ok(Redirect::to("/appels/carte").into_response())
}
