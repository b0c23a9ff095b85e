//! What became of a file; and undoing it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};

use super::{
    super::{exports, shell::Shell},
    Figure, SHOWN_REJECTIONS, figures,
};
use crate::{
    app::App,
    exports::{Format, List},
    legacy::{self, KeptCustomer, PastImport, Rejection, UndoError},
    values::{ImportId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        page::Page,
    },
};

#[derive(Template)]
#[template(path = "office/imports/show.html")]
struct ImportPage {
    shell: Shell,
    import: PastImport,
    rejected: Vec<Rejection>,
    /// Of an undone import: whom it made and had to leave.
    kept: Vec<KeptCustomer>,
    /// Why it was not undone.
    refusal: Option<String>,
    now: DateTime<Utc>,
}

impl ImportPage {
    /// Rejected rows that the page does not show.
    fn not_shown(&self) -> i64 {
        (self.import.rejected - SHOWN_REJECTIONS).max(0)
    }

    fn figures(&self) -> [Figure; 5] {
        let PastImport { created, linked, updated, unchanged, .. } = self.import;
        let [created, linked, updated, unchanged] =
            [created, linked, updated, unchanged].map(i64::from);
        let of = [created, linked, updated, unchanged, self.import.rejected];
        figures(self.import.kind, of)
    }
}

pub(super) async fn show(
    State(app): State<App>,
    shell: Shell,
    Path(id): Path<ImportId>,
    Now(now): Now,
) -> Result<Response> {
    Ok(Page(load(&app, shell, id, now).await?).into_response())
}

async fn load(app: &App, shell: Shell, id: ImportId, now: DateTime<Utc>) -> Result<ImportPage> {
    let import = legacy::past_imports(&app.db, Some(id)).await?.pop().ok_or(Error::NotFound)?;
    let rejected = legacy::rejections(&app.db, id, 0, SHOWN_REJECTIONS).await?;
    let kept = legacy::kept_customers(&app.db, id).await?;
    Ok(ImportPage { shell, import, rejected, kept, refusal: None, now })
}

pub(super) async fn undo(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(id): Path<ImportId>,
    Now(now): Now,
) -> Result<Response> {
    match legacy::undo_import(&app.db, id, staff.id, now).await {
        Ok(_) => {
            Flash::say("L’import est annulé\u{a0}: tout est comme avant.")
                .keep(&app, &staff)
                .await?;
            Ok(Redirect::to(&format!("/import/{id}")).into_response())
        }
        Err(UndoError::Database(error)) => Err(error.into()),
        Err(UndoError::Unknown) => Err(Error::NotFound),
        Err(refusal) => {
            let page = load(&app, shell, id, now).await?;
            let page = ImportPage { refusal: Some(refusal.to_string()), ..page };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

/// The rows that were not taken, to be mended and imported again.
pub(super) async fn rejections_csv(
    app: State<App>,
    id: Path<ImportId>,
    now: Now,
) -> Result<Response> {
    rejections(app, id, now, Format::Csv).await
}

pub(super) async fn rejections_xlsx(
    app: State<App>,
    id: Path<ImportId>,
    now: Now,
) -> Result<Response> {
    rejections(app, id, now, Format::Xlsx).await
}

async fn rejections(
    State(app): State<App>,
    Path(id): Path<ImportId>,
    Now(now): Now,
    format: Format,
) -> Result<Response> {
    legacy::past_imports(&app.db, Some(id)).await?.pop().ok_or(Error::NotFound)?;
    let name = format!("lignes-non-prises-import-{id}");
    Ok(exports::leaving(&app, List::Rejections(id), format, &name, now))
}
