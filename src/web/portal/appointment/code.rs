//! Who is there? The last digits of a telephone number, once a link is old.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use super::Linked;
use crate::{
    abuse,
    app::App,
    appointments::{self, AppointmentDetails},
    company::{self, Company},
    values::french,
    web::{
        Result, cookies,
        extract::Now,
        forms::{FieldErrors, Form},
        page::Page,
    },
};

/// How long who said them is believed.
const BELIEVED: TimeDelta = TimeDelta::hours(1);

#[derive(Template)]
#[template(path = "portal/appointment/code.html")]
struct CodePage {
    company: Company,
    token: String,
    errors: FieldErrors,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CodeForm {
    digits: String,
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    Linked { token, visit }: Linked,
    Form(form): Form<CodeForm>,
) -> Result<Response> {
    let digits: String = form.digits.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return ask(&app, token, Some("Écrivez quatre chiffres.".to_owned())).await;
    }
    if let Some(until) = abuse::try_digits(&app.db, visit.uid.as_bytes(), now).await? {
        let words =
            format!("Trop d’essais. Recommencez après {}, ou appelez-nous.", french::time(until));
        let page = CodePage::of(&app, token, Some(words)).await?;
        return Ok((StatusCode::TOO_MANY_REQUESTS, Page(page)).into_response());
    }
    if !appointments::knows_digits(&app.db, &visit, &digits).await? {
        let words = "Ce ne sont pas les derniers chiffres du numéro que nous connaissons.";
        return ask(&app, token, Some(words.to_owned())).await;
    }
    let expiry = (now + BELIEVED).timestamp();
    let cookie = cookies::set_followed(
        &format!("{expiry}.{}", signature(&app, &visit, expiry)),
        &token,
        BELIEVED,
        app.settings.is_https(),
    );
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&format!("/suivi/{token}"))).into_response())
}

/// Whether the digits were said a short while ago.
pub(super) fn was_said(headers: &HeaderMap, app: &App, visit: &AppointmentDetails) -> bool {
    cookies::followed(headers).any(|value| {
        let Some((expiry, signed)) = value.split_once('.') else { return false };
        let Some(at) = expiry.parse().ok().and_then(|s| DateTime::<Utc>::from_timestamp(s, 0))
        else {
            return false;
        };
        let ours = signature(app, visit, at.timestamp());
        at > app.clock.now() && bool::from(ours.as_bytes().ct_eq(signed.as_bytes()))
    })
}

/// The page that asks; with what was wrong, if something was.
pub(super) async fn ask(app: &App, token: String, wrong: Option<String>) -> Result<Response> {
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, Page(CodePage::of(app, token, wrong).await?)).into_response())
}

fn signature(app: &App, visit: &AppointmentDetails, expiry: i64) -> String {
    app.settings.secret_of("code", &format!("{expiry}.{}", visit.uid)).reveal()
}

impl CodePage {
    async fn of(app: &App, token: String, wrong: Option<String>) -> Result<Self> {
        let company = company::load(&app.db).await?;
        let errors = wrong.map(|wrong| FieldErrors::one("digits", wrong)).unwrap_or_default();
        Ok(Self { company, token, errors })
    }
}
