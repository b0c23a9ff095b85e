//! A technician's agenda for the calendars that follow it (interface.md).

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    agendas,
    app::App,
    values::SecretToken,
    web::{Error, Result, extract::Now},
};

/// `file` is the secret and `.ics`.
pub(super) async fn show(
    State(app): State<App>,
    Now(now): Now,
    Path(file): Path<String>,
    asked: HeaderMap,
) -> Result<Response> {
    let token = file.strip_suffix(".ics").and_then(SecretToken::parse).ok_or(Error::NotFound)?;
    let published = agendas::read(&app, &token, now).await?.ok_or(Error::NotFound)?;
    let etag = format!("\"{}\"", published.fingerprint);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"agenda.ics\""),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::ETAG, etag.as_str()),
    ];
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known.flat_map(|values| values.split(',')).any(|value| {
        let value = value.trim();
        value.strip_prefix("W/").unwrap_or(value) == etag
    });
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    Ok((headers, published.calendar).into_response())
}
