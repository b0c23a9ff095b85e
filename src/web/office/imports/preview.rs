//! What would become of a file, before anything is written; and the yes to it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};

use super::{super::shell::Shell, Figure, as_i64, choice, figures};
use crate::{
    app::App,
    legacy::{self, Asked, ImportError, Preview},
    values::french,
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::FieldErrors,
        page::{Page, show_again},
    },
};

/// So many rows of a file are shown before it is imported.
const SAMPLE: usize = 20;

#[derive(Template)]
#[template(path = "office/imports/preview.html")]
struct PreviewPage {
    shell: Shell,
    draft: i64,
    file_name: String,
    preview: Preview,
    headers: Vec<String>,
    sample: Vec<SampleRow>,
}

/// A row as the file has it, and why it would not be taken.
struct SampleRow {
    line: i32,
    cells: Vec<String>,
    problem: Option<String>,
}

impl PreviewPage {
    fn figures(&self) -> [Figure; 5] {
        let Preview { created, linked, updated, unchanged, rejected, .. } = self.preview;
        figures(self.preview.kind, [created, linked, updated, unchanged, rejected].map(as_i64))
    }

    /// Rejected rows that the page does not show.
    fn not_shown(&self) -> i64 {
        as_i64(self.preview.rejected - self.preview.rejections.len())
    }
}

/// The preview where it is made or quickly made; else how far a worker is with it.
pub(super) async fn show(
    State(app): State<App>,
    shell: Shell,
    Path(draft): Path<i64>,
    Now(now): Now,
) -> Result<Response> {
    let progress = format!("/import/suivi/{draft}");
    let Some(file) = legacy::find_draft(&app.db, draft, shell.staff_id).await? else {
        // Who goes back to it after the yes is shown what became of it.
        let is_asked = !legacy::waiting(&app.db, Some(draft)).await?.is_empty();
        return is_asked.then(|| Redirect::to(&progress).into_response()).ok_or(Error::NotFound);
    };
    match legacy::preview(&app.db, draft, &file, shell.staff_id, now).await {
        Ok(Some(preview)) => {
            let (headers, sample) = sample(file.content, &preview).await?;
            let file_name = file.file_name;
            let page = PreviewPage { shell, draft, file_name, preview, headers, sample };
            Ok(Page(page).into_response())
        }
        Ok(None) => Ok(Redirect::to(&progress).into_response()),
        Err(ImportError::Unreadable(reason)) => {
            let errors = FieldErrors::one("fichier", reason);
            Ok(show_again(choice::load(&app, shell, None, errors, now).await?))
        }
        Err(ImportError::Database(error)) => Err(error.into()),
        Err(ImportError::Stopped(error)) => Err(Error::Internal(error.into())),
    }
}

/// The first rows of the file, each beside what is wrong with it.
async fn sample(content: Vec<u8>, preview: &Preview) -> Result<(Vec<String>, Vec<SampleRow>)> {
    let read = tokio::task::spawn_blocking(move || legacy::read_sheet(&content));
    let Ok(sheet) = read.await.map_err(|stopped| Error::Internal(stopped.into()))? else {
        return Ok((Vec::new(), Vec::new()));
    };
    let problem = |line| {
        preview
            .rejections
            .iter()
            .find(|rejection| rejection.line == line)
            .map(|rejection| rejection.reason.clone())
    };
    let rows = sheet.rows.into_iter().take(SAMPLE).map(|row| SampleRow {
        line: row.line,
        problem: problem(row.line),
        cells: row.cells,
    });
    let rows = rows.collect();
    Ok((sheet.headers, rows))
}

/// Asks a worker for the import: a second press asks for nothing more.
pub(super) async fn confirm(
    State(app): State<App>,
    staff: CurrentStaff,
    Path(draft): Path<i64>,
    Now(now): Now,
) -> Result<Redirect> {
    if legacy::ask(&app.db, draft, staff.id, Asked::Import, now).await? {
        return Ok(Redirect::to(&format!("/import/suivi/{draft}")));
    }
    Flash::say("Ce fichier attendait depuis plus d’un jour\u{a0}: choisissez-le à nouveau.")
        .keep(&app, &staff)
        .await?;
    Ok(Redirect::to("/import"))
}
