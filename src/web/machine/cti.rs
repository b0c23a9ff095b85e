//! The PBX tells of calls: the generic format, as JSON or as a form.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use subtle::ConstantTimeEq as _;

use crate::{
    app::App,
    calls::Provider,
    telephony::{self, Unreadable, generic},
    web::{Error, Result, extract::Now},
};

/// Answers at once, whatever the event changes; the screens hear of it by the live stream.
pub(super) async fn create(
    State(app): State<App>,
    Path(token): Path<String>,
    Now(now): Now,
    body: Bytes,
) -> Result<Response> {
    if !bool::from(token.as_bytes().ct_eq(app.settings.cti_token.as_bytes())) {
        return Err(Error::NotFound);
    }
    let fields = read_fields(&body)?;
    let field =
        |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    match generic::read(field, now) {
        Ok(Some(event)) => {
            telephony::hear(&app.db, Provider::Cti, vec![event], now).await?;
        }
        Ok(None) => {}
        Err(problem) => return Ok(unreadable(problem)),
    }
    Ok(Json(json!({})).into_response())
}

/// It is no payload of this system: trying again will not help, and its log says why.
pub(super) fn unreadable(problem: Unreadable) -> Response {
    let problem = json!({ "error": "unreadable", "detail": problem.to_string() });
    (StatusCode::UNPROCESSABLE_ENTITY, Json(problem)).into_response()
}

/// By the body itself, since PBXs often send JSON under the name of a form, and the reverse.
pub(super) fn read_fields(body: &[u8]) -> Result<Vec<(String, String)>> {
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Ok(form_urlencoded::parse(body).into_owned().collect());
    }
    let object: Map<String, Value> =
        serde_json::from_slice(body).map_err(|_| Error::Unreadable("not JSON"))?;
    Ok(object.into_iter().filter_map(|(name, value)| Some((name, text_of(value)?))).collect())
}

/// A list, as of the users that a call rings at, counts by its first item.
fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.into_iter().next().and_then(text_of),
        Value::Null | Value::Bool(_) | Value::Object(_) => None,
    }
}
