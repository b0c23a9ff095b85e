//! What is written on a request: sent, noted, kept for later, taken back, sent once more.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};

use super::{
    composer::{ComposerForm, kept, ready},
    show::{self, Typed},
};
use crate::{
    app::App,
    messages::{self, ResendError},
    replies::{self, ReplyError, Sort, Writing},
    tickets,
    values::{MessageId, SecretToken},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::{FieldErrors, Form},
        office::shell::Shell,
        page::wants_fragment,
    },
};

pub(super) async fn create(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<ComposerForm>,
) -> Result<Response> {
    let ticket = tickets::details(&app.db, &number).await?.ok_or(Error::NotFound)?;
    let writing =
        Writing { ticket: ticket.id, body: &form.message, staff: staff.id, request_key: &form.cle };
    let done = match form.sort() {
        Sort::Note => replies::note(&app.db, writing, now).await.map(|is_new| {
            let words = if is_new {
                "Note enregistrée."
            } else {
                "Cette note était déjà enregistrée."
            };
            Flash::say(words)
        }),
        Sort::Answer => {
            let answered = replies::answer(&app.db, writing, &form.destinataire, now).await;
            answered.map(|answered| said(&number, answered.message))
        }
    };
    match done {
        Ok(flash) => {
            replies::note_writing(&app.db, ticket.id, staff.id, None, now).await?;
            flash.keep(&app, &staff).await?;
            Ok(Redirect::to(&format!("/demandes/{number}")).into_response())
        }
        Err(ReplyError::NotFound) => Err(Error::NotFound),
        Err(ReplyError::Database(error)) => Err(error.into()),
        Err(mistake) => refuse(&app, &number, form, &mistake, shell, now).await,
    }
}

fn said(number: &str, message: Option<MessageId>) -> Flash {
    match message {
        Some(id) => Flash::say("Réponse enregistrée : elle part dans quelques secondes.")
            .with_undo(format!("/demandes/{number}/messages/{id}/annulation"), "Annuler l’envoi"),
        None => Flash::say("Cette réponse était déjà envoyée."),
    }
}

/// The page with what was typed, and why it stays there.
async fn refuse(
    app: &App,
    number: &str,
    mut form: ComposerForm,
    mistake: &ReplyError,
    shell: Shell,
    now: DateTime<Utc>,
) -> Result<Response> {
    let is_stale = matches!(mistake, ReplyError::SentOtherwise);
    if is_stale {
        form.cle = SecretToken::generate().reveal();
    }
    let field = match mistake {
        ReplyError::NoAddress | ReplyError::UnknownAddress => "destinataire",
        _ => "message",
    };
    let typed = Typed {
        errors: FieldErrors::one(field, mistake),
        composer: Some(form),
        is_stale,
        ..Typed::default()
    };
    show::page(app, number, typed, shell, now).await
}

/// Keeps what is typed, on its own after a pause or by the button.
pub(super) async fn keep(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    staff: CurrentStaff,
    headers: HeaderMap,
    Form(mut form): Form<ComposerForm>,
) -> Result<Response> {
    let ticket = tickets::details(&app.db, &number).await?.ok_or(Error::NotFound)?;
    if let Ok(chosen) = form.modele.parse::<i64>() {
        let words = ready(&app, ticket.id).await?.into_iter().find(|it| it.id == chosen);
        form.message = followed_by(&form.message, words.map(|it| it.text).as_deref());
    }
    let is_kept =
        replies::keep_draft(&app.db, ticket.id, staff.id, &form.draft(now), &form.cle).await?;
    let words = match (is_kept, form.message.trim().is_empty()) {
        (true, false) => kept(now, now),
        (true, true) => String::new(),
        (false, _) => {
            "Ce texte est déjà parti\u{a0}: rechargez la page pour en écrire un autre.".to_owned()
        }
    };
    if wants_fragment(&headers) {
        let writes = Some(form.sort()).filter(|_| !form.message.trim().is_empty());
        replies::note_writing(&app.db, ticket.id, staff.id, writes, now).await?;
        return Ok(Html(words).into_response());
    }
    if !words.is_empty() && form.modele.is_empty() {
        Flash::say(words).keep(&app, &staff).await?;
    }
    Ok(Redirect::to(&format!("/demandes/{number}#composer")).into_response())
}

/// A text, and words put below it.
fn followed_by(text: &str, words: Option<&str>) -> String {
    match words {
        Some(words) if text.trim().is_empty() => words.to_owned(),
        Some(words) => format!("{}\n\n{words}", text.trim_end()),
        None => text.to_owned(),
    }
}

pub(super) async fn take_back(
    State(app): State<App>,
    Path((number, id)): Path<(String, MessageId)>,
    Now(now): Now,
    staff: CurrentStaff,
) -> Result<Redirect> {
    let words = match replies::take_back(&app.db, id, staff.id, now).await? {
        Some(_) => "Envoi annulé. Votre texte est de nouveau un brouillon.",
        None => "Trop tard\u{a0}: ce message est parti.",
    };
    Flash::say(words).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/demandes/{number}")))
}

pub(super) async fn resend(
    State(app): State<App>,
    Path((number, id)): Path<(String, MessageId)>,
    Now(now): Now,
    staff: CurrentStaff,
) -> Result<Redirect> {
    let words = match messages::resend(&app.db, id, staff.id, now).await {
        Ok(()) => "Message renvoyé\u{a0}: il part dès que possible.".to_owned(),
        Err(ResendError::NotFound) => return Err(Error::NotFound),
        Err(ResendError::Database(error)) => return Err(error.into()),
        Err(refusal @ (ResendError::NotFailed | ResendError::OutOfDate)) => refusal.to_string(),
    };
    Flash::say(words).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/demandes/{number}")))
}
