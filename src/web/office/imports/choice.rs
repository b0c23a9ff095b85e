//! Choosing a file, and what was imported before.

use askama::Template;
use axum::{
    extract::{Multipart, Query, State, multipart::MultipartError},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::shell::Shell;
use crate::{
    app::App,
    db,
    legacy::{self, Draft, FileKind, PastImport, UnreadableFile, Waiting},
    values::{ImportId, french, text},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        forms::FieldErrors,
        page::{Page, show_again},
    },
};

const PAGE: usize = 30;

#[derive(Template)]
#[template(path = "office/imports/index.html")]
pub(super) struct ImportsPage {
    shell: Shell,
    /// What workers are at, or will be.
    waiting: Vec<Waiting>,
    imports: Vec<PastImport>,
    previous: &'static str,
    next: String,
    errors: FieldErrors,
    now: DateTime<Utc>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct ListQuery {
    avant: Option<ImportId>,
}

/// The list, and what is wrong with the chosen file.
pub(super) async fn load(
    app: &App,
    shell: Shell,
    before: Option<ImportId>,
    errors: FieldErrors,
    now: DateTime<Utc>,
) -> Result<ImportsPage> {
    let waiting = legacy::waiting(&app.db, None).await?;
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut imports = legacy::imports_before(&app.db, before, limit).await?;
    let has_more = imports.len() > PAGE;
    imports.truncate(PAGE);
    let next = imports.last().filter(|_| has_more);
    let next = next.map(|last| format!("/import?avant={}", last.id)).unwrap_or_default();
    let previous = if before.is_some() { "/import" } else { "" };
    Ok(ImportsPage { shell, waiting, imports, previous, next, errors, now })
}

pub(super) async fn index(
    State(app): State<App>,
    shell: Shell,
    Query(query): Query<ListQuery>,
    Now(now): Now,
) -> Result<Response> {
    Ok(Page(load(&app, shell, query.avant, FieldErrors::default(), now).await?).into_response())
}

/// Keeps the file until it is confirmed, if it can be read at all.
pub(super) async fn choose(
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
    let errors = FieldErrors::one("fichier", mistake);
    Ok(show_again(load(&app, shell, None, errors, now).await?))
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
