//! The capture box: one types as on a post-it, sees what was understood, and sends.

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;

use super::{
    post_it_form::{CaptureForm, Preview, preview},
    shell::Shell,
};
use crate::{
    app::App,
    postits::{self, LONGEST, NewPostIt, StickError},
    values::{CustomerId, SecretToken, StaffId, french},
    web::{
        Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        page::{Page, is_own_path, show_again, wants_fragment},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/post-it", get(new).post(stick)).route("/post-it/lecture", post(read))
}

#[derive(Template)]
#[template(path = "office/post_its/new.html")]
struct PostItPage {
    shell: Shell,
    preview: Option<Preview>,
    form: CaptureForm,
    errors: FieldErrors,
}

/// The box alone, for the dialog.
#[derive(Template)]
#[template(path = "office/post_its/new.html", block = "capture")]
struct PostItBox {
    preview: Option<Preview>,
    form: CaptureForm,
    errors: FieldErrors,
}

/// What was understood, while somebody types.
#[derive(Template)]
#[template(path = "office/post_its/preview.html")]
struct PreviewPart {
    preview: Preview,
    errors: FieldErrors,
}

/// A box with nothing in it, which leads back to this page.
pub(super) fn empty_form(retour: &str) -> CaptureForm {
    CaptureForm {
        cle: SecretToken::generate().reveal(),
        retour: retour.to_owned(),
        ..CaptureForm::default()
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NewQuery {
    texte: String,
}

async fn new(
    State(app): State<App>,
    shell: Shell,
    Now(now): Now,
    headers: HeaderMap,
    Query(query): Query<NewQuery>,
) -> Result<Response> {
    let errors = FieldErrors::default();
    let mut form = empty_form(&page_before(&headers));
    if wants_fragment(&headers) {
        return Ok(Page(PostItBox { preview: None, form, errors }).into_response());
    }
    form.texte = query.texte.chars().take(LONGEST).collect();
    let preview = if form.texte.trim().is_empty() {
        None
    } else {
        Some(preview(&app, form.clone(), shell.staff_id, now).await?)
    };
    Ok(Page(PostItPage { shell, preview, form, errors }).into_response())
}

/// Where the dialog was opened.
fn page_before(headers: &HeaderMap) -> String {
    let url = headers.get("hx-current-url").and_then(|value| value.to_str().ok());
    let path = url
        .and_then(|url| url.split_once("://"))
        .and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)).map(str::to_owned));
    path.filter(|path| is_own_path(path)).unwrap_or_else(|| "/".to_owned())
}

async fn read(
    State(app): State<App>,
    staff: CurrentStaff,
    Now(now): Now,
    Form(mut form): Form<CaptureForm>,
) -> Result<Response> {
    form.texte = form.texte.chars().take(LONGEST).collect();
    if form.texte.trim().is_empty() {
        return Ok(().into_response());
    }
    let preview = preview(&app, form, staff.id, now).await?;
    Ok(Page(PreviewPart { preview, errors: FieldErrors::default() }).into_response())
}

/// Shows what was understood before it is kept, if it was not seen yet; then keeps it.
async fn stick(
    State(app): State<App>,
    shell: Shell,
    staff: CurrentStaff,
    Now(now): Now,
    Form(form): Form<CaptureForm>,
) -> Result<Response> {
    let mut errors = FieldErrors::default();
    if form.texte.trim().is_empty() {
        errors.add("texte", StickError::Empty);
        return Ok(show_again(PostItPage { shell, preview: None, form, errors }));
    }
    if form.texte.chars().count() > LONGEST {
        errors.add(
            "texte",
            format!("C’est long pour un post-it\u{a0}: {LONGEST} caractères au plus."),
        );
        return Ok(show_again(PostItPage { shell, preview: None, form, errors }));
    }
    // Nothing is kept that its writer has not seen: neither a new text, nor another customer.
    let was_seen = form.lu == form.texte && form.qui.trim().is_empty();
    let preview = preview(&app, form, staff.id, now).await?;
    let form = preview.form.clone();
    if !was_seen {
        return Ok(Page(PostItPage { shell, preview: Some(preview), form, errors }).into_response());
    }
    let Some(new) = checked(&preview, &staff, &mut errors) else {
        return Ok(show_again(PostItPage { shell, preview: Some(preview), form, errors }));
    };
    match postits::stick(&app.db, &new, now).await {
        Ok(_) => {
            let who = if new.owner == staff.id {
                String::new()
            } else {
                " à votre collègue".to_owned()
            };
            let words =
                format!("Noté{who}\u{a0}: {}, {}.", new.what, french::day_and_time(new.due_at));
            Flash::say(words).keep(&app, &staff).await?;
            let back = if is_own_path(&form.retour) { form.retour.as_str() } else { "/" };
            Ok(Redirect::to(back).into_response())
        }
        Err(StickError::Database(error)) => Err(error.into()),
        Err(mistake) => {
            let field = if matches!(mistake, StickError::Past) { "jour" } else { "quoi" };
            errors.add(field, mistake);
            let page = PostItPage { shell, preview: Some(preview), form, errors };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

fn checked(preview: &Preview, staff: &CurrentStaff, errors: &mut FieldErrors) -> Option<NewPostIt> {
    let form = &preview.form;
    let Some(moment) = &preview.moment else {
        if form.jour.trim().is_empty() {
            errors.add("jour", "Pour quel jour\u{202f}? Une promesse a toujours une date.");
        } else {
            errors.add("heure", "Écrivez l’heure comme 14 h 30, ou laissez-la vide.");
        }
        return None;
    };
    let owner = form.pour.parse().ok().map(StaffId);
    let owner = owner.filter(|id| preview.colleagues.iter().any(|colleague| colleague.id == *id));
    let customer = form.client.parse().ok().map(CustomerId);
    // Only somebody who was offered: an invented number is nobody.
    let customer =
        customer.filter(|id| preview.candidates.iter().any(|candidate| candidate.id == *id));
    Some(NewPostIt {
        typed: form.texte.clone(),
        what: form.quoi.clone(),
        customer,
        ticket: preview.found.ticket,
        phone: preview.reading.phone.clone(),
        owner: owner.unwrap_or(staff.id),
        is_callback: preview.reading.is_callback,
        not_before: moment.not_before,
        due_at: moment.due_at,
        request_key: if form.cle.is_empty() {
            SecretToken::generate().reveal()
        } else {
            form.cle.clone()
        },
        by: staff.id,
    })
}
