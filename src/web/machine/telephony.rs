//! Named telephone systems tell of calls, each in its own way (domain.md §6.4).

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;
use tracing::warn;

use super::cti::{read_fields, unreadable};
use crate::{
    app::App,
    calls::{self, CallEvent, Provider},
    telephony::{
        self, System, Unreadable, aircall, asterisk, ovh, ringover,
        signatures::{self, Forged, SignedV3},
        threecx,
    },
    web::{Error, Result, extract::Now},
};

/// The system of this path, if the path has our token and the office has set that system up.
async fn open_door(app: &App, provider: &str, token: &str) -> Result<System> {
    if !bool::from(token.as_bytes().ct_eq(app.settings.cti_token.as_bytes())) {
        return Err(Error::NotFound);
    }
    let provider = Provider::parse(provider)
        .filter(|provider| !matches!(provider, Provider::Simulator | Provider::Cti))
        .ok_or(Error::NotFound)?;
    let system = telephony::system(&app.db, provider).await?;
    if system.settings.enabled { Ok(system) } else { Err(Error::NotFound) }
}

fn refused(provider: Provider, why: Forged) -> Response {
    warn!(provider = provider.as_str(), %why, "a message about a call was refused");
    let problem = json!({ "error": "unauthorized", "detail": "signature" });
    (StatusCode::UNAUTHORIZED, Json(problem)).into_response()
}

/// Answers at once, whatever the message changes; the screens hear of it by the live stream.
pub(super) async fn create(
    State(app): State<App>,
    Path((provider, token)): Path<(String, String)>,
    Now(now): Now,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    let system = open_door(&app, &provider, &token).await?;
    let provider = system.provider;
    let url = format!("{}{uri}", app.settings.public_url);
    let message = match believe(&system, method.as_str(), &url, &headers, &body, now) {
        Ok(message) => message,
        Err(Disbelief::Forged(why)) => return Ok(refused(provider, why)),
        Err(Disbelief::Unreadable(what)) => return Err(Error::Unreadable(what)),
    };
    let read = match read(&app, provider, &message, now).await? {
        Ok(read) => read,
        Err(problem) => return Ok(unreadable(problem)),
    };
    for events in read {
        telephony::hear(&app.db, provider, events, now).await?;
    }
    Ok(Json(json!({})).into_response())
}

enum Disbelief {
    Forged(Forged),
    Unreadable(&'static str),
}

impl From<Forged> for Disbelief {
    fn from(why: Forged) -> Self {
        Self::Forged(why)
    }
}

/// The message, once it is known to come from the system itself.
fn believe(
    system: &System,
    method: &str,
    url: &str,
    headers: &HeaderMap,
    body: &[u8],
    now: DateTime<Utc>,
) -> std::result::Result<Value, Disbelief> {
    let secret = &system.settings.secret;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let parsed = || -> std::result::Result<Value, Disbelief> {
        if body.trim_ascii_start().first() == Some(&b'{') {
            return serde_json::from_slice(body).map_err(|_| Disbelief::Unreadable("not JSON"));
        }
        let fields = read_fields(body).map_err(|_| Disbelief::Unreadable("not a form"))?;
        Ok(fields.into_iter().map(|(name, value)| (name, Value::String(value))).collect())
    };
    match system.provider {
        Provider::Ringover => {
            if let (Some(signature), Some(timestamp)) = (
                header("x-ringover-webhook-signature-v3"),
                header("x-ringover-request-signature-v3-timestamp"),
            ) {
                let signed = SignedV3 { method, url, body, timestamp, signature };
                signatures::check_ringover_v3(secret, signed, now)?;
                return parsed();
            }
            let token = header("x-ringover-webhook-signature").ok_or(Forged::Unsigned)?;
            Ok(signatures::check_ringover_v1(secret, token, url, now)?)
        }
        Provider::Aircall => {
            let message = parsed()?;
            signatures::check_token(secret, aircall::token(&message).as_deref())?;
            Ok(message)
        }
        _ if secret.is_empty() => parsed(),
        // Their secret is the one that we sign in with; a relay that posts to us shows it.
        _ => {
            signatures::check_token(secret, bearer(headers))?;
            parsed()
        }
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get("authorization")?.to_str().ok()?.strip_prefix("Bearer ")
}

type Messages = std::result::Result<Vec<Vec<CallEvent>>, Unreadable>;

async fn read(
    app: &App,
    provider: Provider,
    message: &Value,
    now: DateTime<Utc>,
) -> Result<Messages> {
    Ok(match provider {
        Provider::Ringover => ringover::read(message, now).map(|events| vec![events]),
        Provider::Aircall => aircall::read(message, now).map(|events| vec![events]),
        Provider::Ovh => Ok(ovh::read(message, now).messages),
        Provider::Asterisk => {
            let lines = message.as_object().into_iter().flatten();
            let lines: Vec<String> = lines
                .filter_map(|(key, value)| Some(format!("{key}: {}", value.as_str()?)))
                .collect();
            let block = asterisk::block(lines.iter().map(String::as_str));
            Ok(vec![asterisk::read(&block, now)])
        }
        Provider::ThreeCx => match threecx::read(message, now) {
            Ok(report) => {
                let name =
                    calls::name_on_line(&app.db, provider, &report.number, report.started_at)
                        .await?;
                Ok(vec![report.events(&name)])
            }
            Err(problem) => Err(problem),
        },
        Provider::Cti | Provider::Simulator => Ok(Vec::new()),
    })
}

#[derive(Deserialize)]
pub(super) struct Lookup {
    #[serde(default)]
    phone: String,
}

/// 3CX asks who calls when it rings, and that it asks tells us that it rings. The one GET of programs
/// that writes: 3CX can do nothing else.
pub(super) async fn lookup(
    State(app): State<App>,
    Path((provider, token)): Path<(String, String)>,
    Query(query): Query<Lookup>,
    Now(now): Now,
    headers: HeaderMap,
) -> Result<Response> {
    let system = open_door(&app, &provider, &token).await?;
    let provider = system.provider;
    if provider != Provider::ThreeCx {
        return Err(Error::NotFound);
    }
    if !system.settings.secret.is_empty()
        && let Err(why) = signatures::check_token(&system.settings.secret, bearer(&headers))
    {
        return Ok(refused(provider, why));
    }
    let phone: String = query.phone.chars().filter(|c| !c.is_control()).take(60).collect();
    let name = calls::name_on_line(&app.db, provider, &phone, now).await?;
    let events = vec![threecx::lookup(&phone, name, now)];
    let call = telephony::hear(&app.db, provider, events, now).await?;
    let contacts = match call {
        Some(call) => contacts(&app, call, &phone).await?,
        None => Vec::new(),
    };
    Ok(Json(json!({ "contacts": contacts })).into_response())
}

/// Whoever has the number: a name for the telephone's display, and the address of the call. Of several,
/// how many: never a guess.
async fn contacts(app: &App, call: crate::values::CallId, phone: &str) -> Result<Vec<Value>> {
    let found = calls::find(&app.db, call).await?.ok_or(Error::NotFound)?;
    let name = match calls::recognise(&app.db, &found).await? {
        calls::Caller::Customer(id) => {
            crate::customers::find(&app.db, id).await?.map(|customer| customer.name)
        }
        calls::Caller::Colleague(colleague) => Some(colleague.name),
        calls::Caller::Several { cards, .. } => {
            Some(format!("{} clients à ce numéro", cards.len()))
        }
        _ => None,
    };
    let url = format!("{}/appels/{call}", app.settings.public_url);
    Ok(name
        .map(|name| json!({ "id": call.0.to_string(), "lastname": name, "phone": phone, "url": url }))
        .into_iter()
        .collect())
}
