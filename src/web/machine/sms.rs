//! What the generic SMS gateway tells us: receipts, and what customers answered (interface.md).

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use crate::{
    app::App,
    messages::{self, Receipt},
    values::text,
    web::{Error, Result, extract::Now},
};

/// A receipt has `id` and `status`, a reply has `from` and `text`. Gateways add words of their own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Notice {
    id: Option<String>,
    status: Option<String>,
    error: Option<String>,
    from: Option<String>,
    to: Option<String>,
    text: Option<String>,
}

/// Answers `{}` to whatever it understood, also to what it does not know: a gateway repeats what is refused.
pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    Path(token): Path<String>,
    body: Bytes,
) -> Result<Json<Value>> {
    if !bool::from(token.as_bytes().ct_eq(app.settings.sms_token.as_bytes())) {
        return Err(Error::NotFound);
    }
    // Whatever it says of its content type.
    let notice: Notice = serde_json::from_slice(&body)
        .map_err(|_| Error::Unreadable("not the JSON of a gateway"))?;
    match notice {
        Notice { id: Some(id), status: Some(status), error, .. } => {
            if let Some(receipt) = receipt(&status, error) {
                messages::note_receipt(&app.db, &short(&id), &receipt, now).await?;
            }
        }
        Notice { from: Some(from), text: Some(text), to, .. } => {
            let (from, to) = (short(&from), short(&to.unwrap_or_default()));
            messages::note_reply(&app.db, &from, &to, &text, now).await?;
        }
        _ => return Err(Error::Unreadable("neither a receipt nor a reply")),
    }
    Ok(Json(json!({})))
}

/// Longer than any gateway's name for a message, any number, any reason.
const LONGEST_WORD: usize = 200;

/// On one line, without signs that the database refuses.
fn short(text: &str) -> String {
    text::strip_line(text).chars().take(LONGEST_WORD).collect()
}

/// None for what is on its way and no news.
fn receipt(status: &str, error: Option<String>) -> Option<Receipt> {
    match status {
        "delivered" => Some(Receipt::Delivered),
        "failed" => Some(Receipt::Failed {
            error: error.map(|error| short(&error)).filter(|error| !error.is_empty()),
        }),
        _ => None,
    }
}
