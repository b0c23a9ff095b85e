//! A message to the office.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{Followed, show};
use crate::{
    app::App,
    appointments,
    values::{SecretToken, text::clean_text},
    web::{
        Result,
        extract::Now,
        forms::{FieldErrors, Form},
    },
};

/// A few lines, not a letter.
const LONGEST: usize = 600;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MessageForm {
    pub(super) text: String,
    /// The same form sent twice gives one message.
    pub(super) key: String,
}

impl MessageForm {
    pub(super) fn empty() -> Self {
        Self { text: String::new(), key: SecretToken::generate().reveal() }
    }
}

pub(super) async fn create(
    State(app): State<App>,
    Now(now): Now,
    Followed { token, visit }: Followed,
    Form(form): Form<MessageForm>,
) -> Result<Response> {
    let text = match read(&form.text) {
        Ok(text) => text,
        Err(error) => {
            let errors = FieldErrors::one("text", error);
            return show::show_again(&app, token, visit, form, errors, now).await;
        }
    };
    let key = SecretToken::parse(&form.key).unwrap_or_else(SecretToken::generate);
    appointments::write_to_office(&app, &visit, &text, &key, now).await?;
    Ok(Redirect::to(&format!("/suivi/{token}?message=oui")).into_response())
}

/// On one line.
fn read(typed: &str) -> Result<String, String> {
    let text = clean_text(typed).map_err(|error| error.to_string())?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() {
        0 => Err("Écrivez votre message.".to_owned()),
        1..=LONGEST => Ok(text),
        _ => Err(format!("Ce texte est trop long\u{a0}: {LONGEST}\u{a0}caractères au plus.")),
    }
}
