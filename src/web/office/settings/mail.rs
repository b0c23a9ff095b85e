//! The mailbox that is read: how it fares, and whether new requests are acknowledged.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    app::App,
    mails::{self, Watch},
    values::french,
    web::{
        Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        forms::Form,
        office::shell::Shell,
        page::Page,
    },
};

#[derive(Template)]
#[template(path = "office/settings/mail.html")]
struct MailSettingsPage {
    shell: Shell,
    watch: Watch,
    now: DateTime<Utc>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MailForm {
    acknowledges: Option<String>,
}

pub(super) async fn edit(State(app): State<App>, Now(now): Now, shell: Shell) -> Result<Response> {
    let watch = mails::watch(&app).await?;
    Ok(Page(MailSettingsPage { shell, watch, now }).into_response())
}

pub(super) async fn update(
    State(app): State<App>,
    staff: CurrentStaff,
    Form(form): Form<MailForm>,
) -> Result<Redirect> {
    mails::save_acknowledging(&app.db, form.acknowledges.is_some()).await?;
    Flash::say("Réglage enregistré.").keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages/courrier"))
}

/// Looks into the mailbox at once, and says what came of it.
pub(super) async fn take(State(app): State<App>, staff: CurrentStaff) -> Result<Redirect> {
    let said = match &app.mailbox {
        None => "Aucune boîte n’est réglée.".to_owned(),
        Some(mailbox) => match mails::take_new(&app, mailbox).await {
            Ok(0) => "Rien de nouveau dans la boîte.".to_owned(),
            Ok(count) => {
                let count = i64::try_from(count).unwrap_or(i64::MAX);
                format!("{} de la boîte.", french::count(count, "e-mail repris", "e-mails repris"))
            }
            Err(error) => format!("La boîte n’a pas pu être relevée\u{a0}: {error}."),
        },
    };
    Flash::say(said).keep(&app, &staff).await?;
    Ok(Redirect::to("/reglages/courrier"))
}

impl MailSettingsPage {
    fn moment(&self, at: &DateTime<Utc>) -> String {
        format!("{} à {}", french::relative_day(*at, self.now), french::time(*at))
    }
}
