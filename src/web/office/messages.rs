//! The outbox on the screen: what was told to customers, what waits, what failed.

mod choice;
pub(super) mod words;

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};

use self::choice::Choice;
use super::shell::Shell;
use crate::{
    app::App,
    messages::{self, Channel, Message, MessagePage, ResendError, Waiting},
    values::{MessageId, french},
    web::{
        Error, Result,
        extract::{CurrentStaff, Now},
        flash::Flash,
        page::{Page, wants_fragment},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/messages", get(index))
        .route("/messages/{id}", get(show))
        .route("/messages/{id}/renvoi", post(resend))
}

#[derive(Template)]
#[template(path = "office/messages/index.html")]
struct MessagesPage {
    shell: Shell,
    list: List,
}

/// The part of [`MessagesPage`] that htmx replaces.
#[derive(Template)]
#[template(path = "office/messages/list.html")]
struct MessageList {
    list: List,
}

struct List {
    now: DateTime<Utc>,
    choice: Choice,
    page: MessagePage,
    waiting: Waiting,
    has_mailer: bool,
    has_texter: bool,
}

#[derive(Template)]
#[template(path = "office/messages/show.html")]
struct WholeMessagePage {
    shell: Shell,
    now: DateTime<Utc>,
    message: Message,
    has_server: bool,
}

async fn index(
    State(app): State<App>,
    Now(now): Now,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
    shell: Shell,
) -> Result<Response> {
    let list = List {
        now,
        choice,
        page: messages::page(&app.db, choice.vue.filter(), choice.canal.channel(), choice.avant)
            .await?,
        waiting: messages::waiting(&app.db).await?,
        has_mailer: app.mailer.is_some(),
        has_texter: app.texter.is_some(),
    };
    if wants_fragment(&headers) {
        return Ok(Page(MessageList { list }).into_response());
    }
    Ok(Page(MessagesPage { shell, list }).into_response())
}

async fn show(
    State(app): State<App>,
    Now(now): Now,
    Path(id): Path<MessageId>,
    shell: Shell,
) -> Result<Page<WholeMessagePage>> {
    let message = messages::find(&app.db, id).await?.ok_or(Error::NotFound)?;
    let has_server = match message.row.channel {
        Channel::Email => app.mailer.is_some(),
        Channel::Sms => app.texter.is_some(),
    };
    Ok(Page(WholeMessagePage { shell, now, message, has_server }))
}

async fn resend(
    State(app): State<App>,
    Now(now): Now,
    Path(id): Path<MessageId>,
    staff: CurrentStaff,
) -> Result<Redirect> {
    let words = match messages::resend(&app.db, id, staff.id, now).await {
        Ok(()) => "Message renvoyé : il part dès que possible.".to_owned(),
        Err(ResendError::NotFound) => return Err(Error::NotFound),
        Err(ResendError::Database(error)) => return Err(error.into()),
        Err(refusal @ (ResendError::NotFailed | ResendError::OutOfDate)) => refusal.to_string(),
    };
    Flash::say(words).keep(&app, &staff).await?;
    Ok(Redirect::to(&format!("/messages/{id}")))
}
