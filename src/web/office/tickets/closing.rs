//! The end of a request, and taking that back.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::show::{self, Typed};
use crate::{
    app::App,
    replies::{self, ReplyError, ThankError, Writing},
    tickets::{self, CloseError},
    values::text::clean_line,
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
pub(super) struct CloseForm {
    words: String,
    /// `suivante`: whoever closes it goes on with what they see to next; `merci`: the customer is thanked.
    puis: String,
    merci: String,
    merci_a: String,
    cle: String,
}

pub(super) async fn create(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    staff: CurrentStaff,
    shell: Shell,
    Form(form): Form<CloseForm>,
) -> Result<Response> {
    let ticket = tickets::details(&app.db, &number).await?.ok_or(Error::NotFound)?;
    let words = match clean_line(&form.words) {
        Ok(words) => words,
        Err(error) => {
            let errors = FieldErrors::one("words", error);
            let typed = Typed { errors, words: form.words, ..Typed::default() };
            return show::page(&app, &number, typed, shell, now).await;
        }
    };
    if form.puis == "merci" {
        let writing = Writing {
            ticket: ticket.id,
            body: &form.merci,
            staff: staff.id,
            request_key: &form.cle,
        };
        let done = replies::close_and_thank(&app.db, writing, &form.merci_a, &words, now).await;
        let mistake = match done {
            Ok(_) => {
                closed(&app, &staff, &format!("Demande {number} close, client remercié."), &number)
                    .await?;
                return Ok(Redirect::to("/demandes").into_response());
            }
            Err(
                ThankError::Database(error)
                | ThankError::Reply(ReplyError::Database(error))
                | ThankError::Close(CloseError::Database(error)),
            ) => return Err(error.into()),
            Err(mistake) => mistake,
        };
        let typed = Typed {
            errors: FieldErrors::one("merci", mistake),
            words: form.words,
            thanks: Some((form.merci_a, form.merci)),
            ..Typed::default()
        };
        return show::page(&app, &number, typed, shell, now).await;
    }
    match tickets::close(&app.db, ticket.id, &words, staff.id, now).await {
        Ok(()) => {
            closed(&app, &staff, &format!("Demande {number} close."), &number).await?;
            let next = match form.puis.as_str() {
                "suivante" => tickets::next_of(&app.db, staff.id).await?,
                _ => None,
            };
            let to =
                next.map_or_else(|| "/demandes".to_owned(), |next| format!("/demandes/{next}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(CloseError::NotFound) => Err(Error::NotFound),
        Err(CloseError::Database(error)) => Err(error.into()),
        Err(refusal) => {
            let errors = FieldErrors::one("words", refusal);
            let typed = Typed { errors, words: form.words, ..Typed::default() };
            show::page(&app, &number, typed, shell, now).await
        }
    }
}

async fn closed(app: &App, staff: &CurrentStaff, words: &str, number: &str) -> Result<()> {
    Flash::say(words)
        .with_undo(format!("/demandes/{number}/reouverture"), "Rouvrir")
        .keep(app, staff)
        .await
}

pub(super) async fn destroy(
    State(app): State<App>,
    Path(number): Path<String>,
    Now(now): Now,
    staff: CurrentStaff,
) -> Result<Response> {
    let ticket = tickets::details(&app.db, &number).await?.ok_or(Error::NotFound)?;
    match tickets::reopen(&app.db, ticket.id, staff.id, now).await {
        Ok(()) => {}
        Err(CloseError::Database(error)) => return Err(error.into()),
        Err(_) => return Err(Error::NotFound),
    }
    Flash::say(format!("Demande {number} rouverte.")).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/demandes/{number}")).into_response())
}
