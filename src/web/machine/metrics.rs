//! What a monitoring system asks: Prometheus text (exposition format 0.0.4), for who shows the token.

use std::fmt::Write as _;

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::IntoResponse,
};
use subtle::ConstantTimeEq as _;

use crate::{
    agendas::outside,
    app::App,
    day, mails, telephony,
    web::{Error, Result, extract::Now},
};

pub(super) async fn index(
    State(app): State<App>,
    Now(now): Now,
    headers: HeaderMap,
) -> Result<impl IntoResponse> {
    if !may_read(&app, &headers) {
        return Err(Error::NotFound);
    }
    let counts = day::counts(&app.db, now).await?;
    let silence = telephony::silence(&app.db, now).await?;
    let unread = mails::failing_since(&app.db, app.mailbox.as_ref(), now).await?;
    let stale = outside::stale_since(&app.db, now).await?;
    let gauges = [
        ("relais_open_calls", "Calls without an outcome.", counts.open_calls),
        ("relais_open_tickets", "Requests that nobody has planned yet.", counts.open_tickets),
        ("relais_late_promises", "Promises that are late.", counts.late_promises),
        (
            "relais_waiting_messages",
            "Messages that are due and have not left, or failed within a week.",
            counts.waiting_messages,
        ),
        (
            "relais_telephony_silent",
            "1 while a telephone system that is watched says nothing, or cannot be reached.",
            i64::from(silence.is_some()),
        ),
        (
            "relais_mailbox_unread",
            "1 while the mailbox that customers write to cannot be read.",
            i64::from(unread.is_some()),
        ),
        (
            "relais_agendas_stale",
            "1 while an outside agenda that takes a technician's time cannot be read.",
            i64::from(stale.is_some()),
        ),
        (
            "relais_database_connections",
            "Connections of this process to its database.",
            i64::from(app.db.size()),
        ),
    ];
    let mut text = String::new();
    for (name, help, value) in gauges {
        // Writing to a string does not fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}");
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text))
}

fn may_read(app: &App, headers: &HeaderMap) -> bool {
    let shown = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    match (&app.settings.metrics_token, shown) {
        (Some(token), Some(shown)) => token.as_bytes().ct_eq(shown.as_bytes()).into(),
        _ => false,
    }
}
