//! Two requests of one customer are made one.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::show::{self, Typed};
use crate::{
    app::App,
    tickets::{self, Pair, UniteError},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
    },
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct UniteForm {
    version: i32,
    /// Number and version: `SAV-2611-041:3`.
    autre: String,
}

pub(super) async fn create(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<UniteForm>,
) -> Result<Response> {
    let (other, version) = form.autre.split_once(':').unwrap_or((&form.autre, ""));
    let pair = Pair {
        kept: (&number, form.version),
        absorbed: (other, version.parse().unwrap_or_default()),
    };
    match tickets::unite(&app.db, pair, staff.id, now).await {
        Ok(()) => {
            Flash::say(format!("{other} est réunie avec {number}.")).keep(&app, &staff).await?;
            Ok(Redirect::to(&format!("/demandes/{number}")).into_response())
        }
        Err(UniteError::Database(error)) => Err(error.into()),
        Err(UniteError::NoSuchRequest) if tickets::details(&app.db, &number).await?.is_none() => {
            Err(Error::NotFound)
        }
        Err(refused) => {
            let typed = Typed {
                is_stale: matches!(refused, UniteError::Stale),
                errors: FieldErrors::one("autre", refused),
                ..Typed::default()
            };
            show::page(&app, &number, typed, shell, now).await
        }
    }
}
