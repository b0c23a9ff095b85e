//! A message for the next page, with a way to undo what it says.

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};

use super::{Result, extract::CurrentStaff};
use crate::{app::App, staff::sessions};

/// What the next page says on top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Flash {
    pub(super) text: String,
    pub(super) undo: Option<Undo>,
}

/// A form that takes it back: posted to `action`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Undo {
    pub(super) action: String,
    pub(super) label: String,
}

impl Flash {
    pub(super) fn say(text: impl Into<String>) -> Self {
        Self { text: text.into(), undo: None }
    }

    pub(super) fn with_undo(mut self, action: impl Into<String>, label: impl Into<String>) -> Self {
        self.undo = Some(Undo { action: action.into(), label: label.into() });
        self
    }

    /// Keeps it for the next page of this session.
    pub(super) async fn keep(self, app: &App, staff: &CurrentStaff) -> Result<()> {
        let value = serde_json::to_value(self).map_err(anyhow::Error::from)?;
        sessions::set_flash(&app.db, &staff.token_hash, &value).await?;
        Ok(())
    }

    /// The message kept for this page; what htmx fetches into an open page, perhaps in another tab,
    /// leaves it for the page that comes next.
    pub(super) async fn take(
        app: &App,
        staff: &CurrentStaff,
        headers: &HeaderMap,
    ) -> Result<Option<Self>> {
        if headers.contains_key("hx-request") {
            return Ok(None);
        }
        let kept = sessions::take_flash(&app.db, &staff.token_hash).await?;
        // A flash of an older version is not worth an error page.
        Ok(kept.and_then(|value| serde_json::from_value(value).ok()))
    }
}
