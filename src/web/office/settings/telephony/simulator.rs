//! Rings the office without any telephone system: the same events, the same way.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    app::App,
    calls::{self, Call, CallEvent, Direction, EventKind, Provider},
    customers::search::{self, CustomerHit},
    telephony,
    values::{CallId, PhoneNumber, SecretToken, text::strip_line},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        forms::{FieldErrors, Form, query_value},
        office::shell::Shell,
        page::{Page, show_again},
    },
};

/// A number that is nobody's (reserved for fiction, domain.md §1.2).
const NOBODYS_NUMBER: &str = "06 39 98 99 01";

/// As many customers as are proposed.
const PROPOSED: usize = 6;

#[derive(Template)]
#[template(path = "office/settings/telephony/simulator.html")]
struct SimulatorPage {
    shell: Shell,
    form: RingForm,
    found: Vec<CustomerHit>,
    /// The call that the simulator made last, from the address.
    call: Option<Call>,
    errors: FieldErrors,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RingForm {
    /// A number as a telephone system may write it.
    numero: String,
    masque: String,
    q: String,
    appel: Option<CallId>,
}

pub(super) async fn show(
    State(app): State<App>,
    shell: Shell,
    Query(mut form): Query<RingForm>,
) -> Result<Response> {
    if form.numero.is_empty() {
        NOBODYS_NUMBER.clone_into(&mut form.numero);
    }
    Ok(Page(page(&app, shell, form, FieldErrors::default()).await?).into_response())
}

async fn page(
    app: &App,
    shell: Shell,
    form: RingForm,
    errors: FieldErrors,
) -> Result<SimulatorPage> {
    let found = match form.q.trim() {
        "" => Vec::new(),
        typed => search::search(&app.db, typed, 0, PROPOSED).await?.customers,
    };
    let call = match form.appel {
        Some(id) => calls::find(&app.db, id).await?,
        None => None,
    };
    Ok(SimulatorPage { shell, form, found, call, errors })
}

pub(super) async fn ring(
    State(app): State<App>,
    shell: Shell,
    Now(now): Now,
    Form(form): Form<RingForm>,
) -> Result<Response> {
    let number: String = strip_line(&form.numero).chars().take(60).collect();
    let from = if form.masque.is_empty() { number.clone() } else { "anonymous".to_owned() };
    if from.is_empty() {
        let errors = FieldErrors::one("numero", "Écrivez un numéro, ou cochez « numéro masqué ».");
        return Ok(show_again(page(&app, shell, form, errors).await?));
    }
    let name = SecretToken::generate().reveal();
    let event = event(&name, EventKind::Ringing, from, now);
    let Some(id) = telephony::hear(&app.db, Provider::Simulator, vec![event], now).await? else {
        let errors = FieldErrors::one(
            "numero",
            "C’est un de vos numéros ou de vos postes : entre vous, aucun appel n’est noté.",
        );
        return Ok(show_again(page(&app, shell, form, errors).await?));
    };
    Ok(Redirect::to(&address(id, &number)).into_response())
}

fn address(id: CallId, number: &str) -> String {
    format!("/reglages/telephonie/simulateur?appel={id}&numero={}", query_value(number))
}

#[derive(Deserialize)]
pub(super) struct GoOnForm {
    quoi: String,
}

/// Answers, hangs up or lets ring the call that the simulator made.
pub(super) async fn go_on(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(id): Path<CallId>,
    Now(now): Now,
    Form(form): Form<GoOnForm>,
) -> Result<Response> {
    let call = calls::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let name = calls::name_at(&app.db, Provider::Simulator, id).await?.ok_or(Error::NotFound)?;
    let kind = match form.quoi.as_str() {
        "decrocher" => EventKind::Answered,
        "messagerie" => EventKind::Voicemail,
        _ => EventKind::HungUp,
    };
    let mut event = event(&name, kind, call.from_raw.clone(), now);
    if kind == EventKind::Answered {
        let me = crate::staff::find(&app.db, staff.id).await?;
        event.agent = me.map(|me| me.email);
    }
    telephony::hear(&app.db, Provider::Simulator, vec![event], now).await?;
    let shown =
        PhoneNumber::parse(&call.from_raw).map_or(call.from_raw, |number| number.national());
    Ok(Redirect::to(&address(id, &shown)).into_response())
}

fn event(name: &str, kind: EventKind, from: String, now: DateTime<Utc>) -> CallEvent {
    CallEvent {
        provider: Provider::Simulator,
        call_id: Some(name.to_owned()),
        kind,
        direction: Direction::In,
        from,
        to: String::new(),
        agent: None,
        at: now,
    }
}
