//! What was said on a request: mails, messages and notes, the newest first.

use chrono::{DateTime, Utc};

use crate::{
    app::App,
    messages::{self, State, TicketMessage},
    replies::{self, Note},
    values::{StaffId, TicketId, french},
    web::office::{
        mails::shown::ShownMail,
        messages::words::{detail, look, recipient},
    },
};

pub(super) enum Said {
    Mail(Box<ShownMail>),
    Message(Box<ShownMessage>),
    Note(Note),
}

impl Said {
    fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Mail(shown) => shown.mail.received_at,
            Self::Message(shown) => shown.message.row.created_at,
            Self::Note(note) => note.at,
        }
    }
}

/// A message, as the request's page shows it.
pub(super) struct ShownMessage {
    pub(super) message: TicketMessage,
    pub(super) state: State,
    /// Who looks at it wrote it, and it has not left.
    pub(super) can_be_taken_back: bool,
    now: DateTime<Utc>,
}

impl ShownMessage {
    pub(super) fn is_failed(&self) -> bool {
        self.state == State::Failed
    }

    pub(super) fn class(&self) -> &'static str {
        match self.state {
            State::Failed => "is-failed",
            State::Sent | State::Delivered => "is-done",
            _ => "",
        }
    }

    pub(super) fn look(&self) -> (&'static str, &'static str) {
        look(self.state)
    }

    pub(super) fn detail(&self) -> String {
        detail(&self.message.row, self.now)
    }

    pub(super) fn recipient(&self) -> String {
        recipient(&self.message.row)
    }

    /// `Claire Martin a répondu par e-mail`, or what it is for.
    pub(super) fn title(&self) -> String {
        let row = &self.message.row;
        match &self.message.author {
            Some((_, name)) => format!("{name} a répondu par {}", row.channel.label()),
            None => {
                french::capitalised(&format!("{} par {}", row.kind.label(), row.channel.label()))
            }
        }
    }
}

pub(super) async fn wire(
    app: &App,
    ticket: TicketId,
    reader: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Said>> {
    let mails = ShownMail::of_ticket(app, ticket, now).await?;
    let messages = messages::of_ticket(&app.db, ticket).await?;
    let notes = replies::notes(&app.db, ticket).await?;
    let messages = messages.into_iter().map(|message| {
        let state = message.row.state(now);
        let is_own = message.author.as_ref().is_some_and(|(id, _)| *id == reader);
        let can_be_taken_back = state == State::Queued && is_own;
        ShownMessage { message, state, can_be_taken_back, now }
    });
    let mut said: Vec<Said> = mails
        .into_iter()
        .map(|mail| Said::Mail(Box::new(mail)))
        .chain(messages.map(|message| Said::Message(Box::new(message))))
        .chain(notes.into_iter().map(Said::Note))
        .collect();
    said.sort_by_key(|it| std::cmp::Reverse(it.at()));
    Ok(said)
}
