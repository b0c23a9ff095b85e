//! Saying what the columns of a file are, where their headers do not tell.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::super::shell::Shell;
use crate::{
    app::App,
    legacy::{self, FileKind, ImportProfile, MAPPED_KINDS, Sheet},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        forms::{FieldErrors, Form},
        page::{Page, show_again},
    },
};

#[derive(Template)]
#[template(path = "office/imports/columns.html")]
struct ColumnsPage {
    shell: Shell,
    draft: i64,
    file_name: String,
    columns: Vec<Column>,
    form: ColumnsForm,
    errors: FieldErrors,
}

struct Column {
    header: String,
    /// What stands in it, in the first rows.
    examples: String,
    field: String,
}

#[derive(Deserialize)]
pub(super) struct ColumnsForm {
    #[serde(default)]
    nom: String,
    #[serde(default)]
    source: String,
    /// In the order of the columns.
    #[serde(default)]
    colonne: Vec<String>,
}

pub(super) async fn edit(
    State(app): State<App>,
    shell: Shell,
    Path(draft): Path<i64>,
) -> Result<Response> {
    let (file_name, sheet) = load(&app, &shell, draft).await?;
    let known = legacy::import_profiles(&app.db).await?;
    let profile = known.into_iter().find(|profile| profile.headers == sheet.headers);
    let form = match profile {
        Some(profile) => ColumnsForm {
            nom: profile.name,
            source: profile.kind.as_str().to_owned(),
            colonne: profile.fields,
        },
        None => ColumnsForm {
            nom: String::new(),
            source: String::new(),
            colonne: sheet.headers.iter().map(|header| legacy::guess(header).to_owned()).collect(),
        },
    };
    let columns = columns(&sheet, &form);
    let errors = FieldErrors::default();
    Ok(Page(ColumnsPage { shell, draft, file_name, columns, form, errors }).into_response())
}

pub(super) async fn save(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Path(draft): Path<i64>,
    Now(now): Now,
    Form(form): Form<ColumnsForm>,
) -> Result<Response> {
    let (file_name, sheet) = load(&app, &shell, draft).await?;
    let kind = FileKind::from_name(&form.source).filter(|kind| MAPPED_KINDS.contains(kind));
    let checked = match kind {
        None => Err(legacy::MappingError::NoKind),
        Some(kind) => {
            let profile = ImportProfile {
                name: form.nom.clone(),
                kind,
                headers: sheet.headers.clone(),
                fields: form.colonne.clone(),
            };
            profile.check().map(|()| profile)
        }
    };
    match checked {
        Ok(profile) => {
            legacy::keep_profile(&app.db, &profile, staff.id, now).await?;
            legacy::forget_preview(&app.db, draft, staff.id).await?;
            Ok(Redirect::to(&format!("/import/apercu/{draft}")).into_response())
        }
        Err(mistake) => {
            let field = match mistake {
                legacy::MappingError::NoName => "nom",
                legacy::MappingError::NoKind => "source",
                _ => "colonnes",
            };
            let errors = FieldErrors::one(field, mistake);
            let columns = columns(&sheet, &form);
            Ok(show_again(ColumnsPage { shell, draft, file_name, columns, form, errors }))
        }
    }
}

async fn load(app: &App, shell: &Shell, draft: i64) -> Result<(String, Sheet)> {
    let file = legacy::find_draft(&app.db, draft, shell.staff_id).await?.ok_or(Error::NotFound)?;
    let read = tokio::task::spawn_blocking(move || legacy::read_sheet(&file.content));
    let sheet = read.await.map_err(|stopped| Error::Internal(stopped.into()))?;
    Ok((file.file_name, sheet.map_err(|_| Error::NotFound)?))
}

fn columns(sheet: &Sheet, form: &ColumnsForm) -> Vec<Column> {
    let examples = |at: usize| {
        let cells = sheet.rows.iter().filter_map(|row| row.cells.get(at));
        let filled: Vec<&str> =
            cells.map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).take(3).collect();
        filled.join(" · ")
    };
    let field = |at: usize| form.colonne.get(at).cloned().unwrap_or_default();
    let column = |(at, header): (usize, &String)| Column {
        header: header.clone(),
        examples: examples(at),
        field: field(at),
    };
    sheet.headers.iter().enumerate().map(column).collect()
}
