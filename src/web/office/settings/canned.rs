//! Words ready to be sent.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    app::App,
    replies::{self, BLANKS, CannedError, CannedWords, Filling, NewWords},
    values::french,
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
        page::Page,
    },
};

#[derive(Template)]
#[template(path = "office/settings/canned.html")]
struct CannedPage {
    shell: Shell,
    words: Vec<CannedWords>,
}

#[derive(Template)]
#[template(path = "office/settings/canned_words.html")]
struct WordsPage {
    shell: Shell,
    /// None for new ones.
    id: Option<i64>,
    form: WordsForm,
    errors: FieldErrors,
    /// What somebody else saved meanwhile.
    conflict: Option<Box<CannedWords>>,
    now: DateTime<Utc>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct WordsForm {
    version: i32,
    nom: String,
    modele: String,
    cloture: Option<String>,
}

impl WordsForm {
    fn of(words: &CannedWords) -> Self {
        Self {
            version: words.version,
            nom: words.name.clone(),
            modele: words.body.clone(),
            cloture: words.closes.then(|| "1".to_owned()),
        }
    }

    fn words(&self) -> NewWords {
        NewWords {
            name: self.nom.clone(),
            body: self.modele.clone(),
            closes: self.cloture.is_some(),
        }
    }
}

impl WordsPage {
    fn of(shell: Shell, id: Option<i64>, form: WordsForm, now: DateTime<Utc>) -> Self {
        Self { shell, id, form, errors: FieldErrors::default(), conflict: None, now }
    }

    /// As a customer would read it.
    fn preview(&self) -> String {
        Filling::example().fill(&self.form.modele)
    }
}

pub(super) async fn index(State(app): State<App>, shell: Shell) -> Result<Response> {
    let words = replies::canned(&app.db).await?;
    Ok(Page(CannedPage { shell, words }).into_response())
}

pub(super) async fn new(Now(now): Now, shell: Shell) -> Result<Response> {
    Ok(Page(WordsPage::of(shell, None, WordsForm::default(), now)).into_response())
}

pub(super) async fn edit(
    State(app): State<App>,
    Now(now): Now,
    Path(id): Path<i64>,
    shell: Shell,
) -> Result<Response> {
    let words = replies::find_words(&app.db, id).await?.ok_or(Error::NotFound)?;
    Ok(Page(WordsPage::of(shell, Some(id), WordsForm::of(&words), now)).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<WordsForm>,
) -> Result<Response> {
    save(&app, None, form, &staff, shell, now).await
}

pub(super) async fn update(
    State(app): State<App>,
    Now(now): Now,
    Path(id): Path<i64>,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<WordsForm>,
) -> Result<Response> {
    save(&app, Some(id), form, &staff, shell, now).await
}

async fn save(
    app: &App,
    id: Option<i64>,
    form: WordsForm,
    staff: &CurrentStaff,
    shell: Shell,
    now: DateTime<Utc>,
) -> Result<Response> {
    let known = id.map(|id| (id, form.version));
    let refused = match replies::save_words(&app.db, known, &form.words(), staff.id, now).await {
        Ok(()) => {
            Flash::say("Modèle enregistré.").keep(app, staff).await?;
            return Ok(Redirect::to("/reglages/modeles").into_response());
        }
        Err(CannedError::Database(error)) => return Err(error.into()),
        Err(CannedError::NotFound) => return Err(Error::NotFound),
        Err(refused) => refused,
    };
    let mut page = WordsPage::of(shell, id, form, now);
    if let CannedError::Stale(stands) = refused {
        // Who saves again has seen the other version.
        page.form.version = stands.version;
        page.conflict = Some(stands);
        return Ok((StatusCode::CONFLICT, Page(page)).into_response());
    }
    let field = match refused {
        CannedError::WithoutName | CannedError::LongName | CannedError::SameName => "nom",
        CannedError::TooMany => "",
        _ => "modele",
    };
    page.errors = FieldErrors::one(field, refused);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

pub(super) async fn destroy(
    State(app): State<App>,
    Path(id): Path<i64>,
    staff: CurrentStaff,
) -> Result<Redirect> {
    if replies::remove_words(&app.db, id).await? {
        Flash::say("Modèle supprimé.").keep(&app, &staff).await?;
    }
    Ok(Redirect::to("/reglages/modeles"))
}
