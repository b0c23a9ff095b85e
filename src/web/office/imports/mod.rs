//! Importing a file on the screen: choose it, see what would happen, say yes; and what became of it.

mod columns;
mod report;

use askama::Template;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Multipart, Path, State, multipart::MultipartError},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};

use super::shell::Shell;
use crate::{
    app::App,
    db,
    legacy::{
        self, Draft, FileKind, ImportError, ImportReport, ImportRequest, PastImport, UnreadableFile,
    },
    values::{StaffId, french, text},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::FieldErrors,
        page::{Page, show_again},
    },
};

/// The file, and what a form adds around it.
const LARGEST_UPLOAD: usize = legacy::MAX_BYTES + 64 * 1024;

/// Beyond that many a page does not help; the downloaded list does.
const SHOWN_REJECTIONS: usize = 200;

/// So many rows of a file are shown before it is imported.
const SAMPLE: usize = 20;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/import", get(index).post(choose).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)))
        .route("/import/colonnes/{draft}", get(columns::edit).post(columns::save))
        .route("/import/apercu/{draft}", get(preview))
        .route("/import/apercu/{draft}/confirmation", post(confirm))
        .route("/import/{id}", get(report::show))
        .route("/import/{id}/rejets.csv", get(report::rejections))
        .route("/import/{id}/annulation", post(report::undo))
}

#[derive(Template)]
#[template(path = "office/imports/index.html")]
struct ImportsPage {
    shell: Shell,
    imports: Vec<PastImport>,
    errors: FieldErrors,
    now: DateTime<Utc>,
}

#[derive(Template)]
#[template(path = "office/imports/preview.html")]
struct PreviewPage {
    shell: Shell,
    draft: i64,
    report: ImportReport,
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
        let ImportReport { created, linked, updated, unchanged, .. } = self.report;
        let of = [created, linked, updated, unchanged, self.report.rejected.len()].map(as_i64);
        figures(self.report.kind, of)
    }
}

/// A number, and the words that go with it.
type Figure = (String, &'static str);

fn figures(
    kind: FileKind,
    [created, linked, updated, unchanged, rejected]: [i64; 5],
) -> [Figure; 5] {
    let figure = |number: i64, one, many| {
        (french::grouped(number.unsigned_abs()), french::plural(number, one, many))
    };
    let new = match kind.source() {
        Some(_) => figure(created, "nouveau client", "nouveaux clients"),
        None => figure(created, "nouvelle ligne", "nouvelles lignes"),
    };
    [
        new,
        figure(linked, "ligne rattachée à une autre fiche", "lignes rattachées à une autre fiche"),
        figure(updated, "ligne mise à jour", "lignes mises à jour"),
        figure(unchanged, "ligne inchangée", "lignes inchangées"),
        figure(rejected, "ligne non prise", "lignes non prises"),
    ]
}

async fn index(State(app): State<App>, shell: Shell, Now(now): Now) -> Result<Response> {
    let imports = legacy::past_imports(&app.db, None).await?;
    Ok(Page(ImportsPage { shell, imports, errors: FieldErrors::default(), now }).into_response())
}

/// Keeps the file until it is confirmed, if it can be read at all.
async fn choose(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Now(now): Now,
    upload: Multipart,
) -> Result<Response> {
    let mistake = match read_upload(upload).await? {
        Ok(file) => {
            let (file, is_known) = recognise(&app, file).await?;
            match is_known {
                Ok(_) | Err(UnreadableFile::UnknownColumns) => {
                    let mut tx = db::begin(&app.db).await?;
                    let draft =
                        legacy::keep_draft(&mut tx, staff.id, &file.file_name, &file.content, now)
                            .await?;
                    tx.commit().await?;
                    let page = if is_known.is_ok() { "apercu" } else { "colonnes" };
                    return Ok(Redirect::to(&format!("/import/{page}/{draft}")).into_response());
                }
                Err(reason) => reason.to_string(),
            }
        }
        Err(reason) => reason,
    };
    let imports = legacy::past_imports(&app.db, None).await?;
    let errors = FieldErrors::one("fichier", mistake);
    Ok(show_again(ImportsPage { shell, imports, errors, now }))
}

/// The first file of the form; else what the person should do.
async fn read_upload(mut upload: Multipart) -> Result<Result<Draft, String>> {
    let refuse = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Ok(Err(UnreadableFile::TooLarge.to_string())),
        _ => Err(Error::Unreadable("the upload was cut")),
    };
    loop {
        let field = match upload.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok(Err("Choisissez un fichier.".to_owned())),
            Err(error) => return refuse(error),
        };
        let file_name = text::strip_line(field.file_name().unwrap_or_default());
        if file_name.is_empty() {
            continue;
        }
        return match field.bytes().await {
            Ok(content) => Ok(Ok(Draft { file_name, content: content.to_vec() })),
            Err(error) => refuse(error),
        };
    }
}

/// Reading a large file takes a while: not on a thread that serves others.
async fn recognise(app: &App, file: Draft) -> Result<(Draft, Result<FileKind, UnreadableFile>)> {
    let profiles = legacy::import_profiles(&app.db).await?;
    tokio::task::spawn_blocking(move || {
        let known = legacy::recognise(&file.content, &profiles);
        (file, known)
    })
    .await
    .map_err(|stopped| Error::Internal(stopped.into()))
}

async fn preview(
    State(app): State<App>,
    shell: Shell,
    Path(draft): Path<i64>,
    Now(now): Now,
) -> Result<Response> {
    let file = legacy::find_draft(&app.db, draft, shell.staff_id).await?.ok_or(Error::NotFound)?;
    let content = file.content.clone();
    match import(&app, file, shell.staff_id, true, now).await {
        Ok(report) => {
            let (headers, sample) = sample(content, &report).await?;
            Ok(Page(PreviewPage { shell, draft, report, headers, sample }).into_response())
        }
        Err(error) => refuse_import(&app, shell, error, now).await,
    }
}

/// The first rows of the file, each beside what is wrong with it.
async fn sample(content: Vec<u8>, report: &ImportReport) -> Result<(Vec<String>, Vec<SampleRow>)> {
    let read = tokio::task::spawn_blocking(move || legacy::read_sheet(&content));
    let Ok(sheet) = read.await.map_err(|stopped| Error::Internal(stopped.into()))? else {
        return Ok((Vec::new(), Vec::new()));
    };
    let problem = |line| {
        report
            .rejected
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

async fn confirm(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(draft): Path<i64>,
    Now(now): Now,
) -> Result<Response> {
    let Some(file) = legacy::find_draft(&app.db, draft, staff.id).await? else {
        Flash::say("Ce fichier a déjà été importé, ou attendait depuis plus d’un jour.")
            .keep(&app, &staff)
            .await?;
        return Ok(Redirect::to("/import").into_response());
    };
    let report = match import(&app, file, staff.id, false, now).await {
        Ok(report) => report,
        Err(error) => return refuse_import(&app, shell, error, now).await,
    };
    legacy::discard_draft(&app.db, draft, staff.id).await?;
    let rows = french::count(
        as_i64(report.rows - report.rejected.len()),
        "ligne importée",
        "lignes importées",
    );
    Flash::say(format!("{rows}.")).keep(&app, &staff).await?;
    let target = report.id.map_or_else(|| "/import".to_owned(), |id| format!("/import/{id}"));
    Ok(Redirect::to(&target).into_response())
}

async fn import(
    app: &App,
    file: Draft,
    staff: StaffId,
    dry_run: bool,
    now: DateTime<Utc>,
) -> Result<ImportReport, ImportError> {
    let Draft { file_name, content } = file;
    let request =
        ImportRequest { kind: None, file_name, bytes: content, staff: Some(staff), dry_run };
    legacy::import(&app.db, request, now).await
}

async fn refuse_import(
    app: &App,
    shell: Shell,
    error: ImportError,
    now: DateTime<Utc>,
) -> Result<Response> {
    let reason = match error {
        ImportError::Unreadable(reason) => reason,
        ImportError::Database(error) => return Err(error.into()),
        ImportError::Stopped(error) => return Err(Error::Internal(error.into())),
    };
    let imports = legacy::past_imports(&app.db, None).await?;
    let errors = FieldErrors::one("fichier", reason);
    Ok(show_again(ImportsPage { shell, imports, errors, now }))
}

fn as_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
