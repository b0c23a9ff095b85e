//! Where somebody writes on a request: to its customer, or for the office alone.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::{
    app::App,
    company,
    replies::{self, CannedWords, Draft, Recipient, Sort},
    tickets::TicketDetails,
    values::{SecretToken, TicketId, french},
    web::{Result, office::shell::Shell},
};

use super::wire::{Said, ShownMessage};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ComposerForm {
    pub(super) sorte: String,
    pub(super) destinataire: String,
    pub(super) message: String,
    pub(super) cle: String,
    /// The words that are put into the text.
    pub(super) modele: String,
}

impl ComposerForm {
    pub(super) fn sort(&self) -> Sort {
        Sort::from_name(&self.sorte)
    }

    fn of(draft: Draft) -> Self {
        Self {
            sorte: draft.sort.name().to_owned(),
            destinataire: draft.recipient,
            message: draft.body,
            ..Self::default()
        }
    }

    pub(super) fn draft(&self, now: DateTime<Utc>) -> Draft {
        Draft {
            sort: self.sort(),
            recipient: self.destinataire.clone(),
            body: self.message.clone(),
            updated_at: now,
        }
    }
}

pub(super) struct Composer {
    pub(super) form: ComposerForm,
    pub(super) recipients: Vec<Recipient>,
    /// Below an e-mail, on one line.
    pub(super) signature: String,
    /// When the draft was kept, if there is one.
    pub(super) kept: String,
    pub(super) ready: Vec<Ready>,
}

/// Words ready to be sent, with their blanks filled.
pub(super) struct Ready {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) text: String,
}

/// All of them, filled for this request.
pub(super) async fn ready(app: &App, ticket: TicketId) -> sqlx::Result<Vec<Ready>> {
    let filling = replies::filling(&app.db, ticket).await?;
    let words = replies::canned(&app.db).await?.into_iter();
    let fill = |it: CannedWords| Ready { id: it.id, text: filling.fill(&it.body), name: it.name };
    Ok(words.map(fill).collect())
}

impl Composer {
    /// What was typed and refused; else the text of a message that did not arrive; else the draft.
    pub(super) async fn load(
        app: &App,
        ticket: &TicketDetails,
        typed: Option<ComposerForm>,
        failed: Option<&ShownMessage>,
        shell: &Shell,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut db = app.db.acquire().await?;
        let recipients = replies::recipients(&mut db, ticket.id, ticket.customer_id).await?;
        let signature = replies::signature(&shell.staff_name, &company::load(&mut *db).await?);
        drop(db);
        let draft = replies::draft_of(&app.db, ticket.id, shell.staff_id).await?;
        let kept = draft.as_ref().map(|draft| kept(draft.updated_at, now)).unwrap_or_default();
        let mut form = match (typed, failed, draft) {
            (Some(typed), ..) => typed,
            (None, Some(failed), None) => otherwise(failed, &recipients, &signature),
            (None, _, Some(draft)) => ComposerForm::of(draft),
            (None, None, None) => {
                ComposerForm { sorte: Sort::Answer.name().to_owned(), ..ComposerForm::default() }
            }
        };
        if SecretToken::parse(&form.cle).is_none() {
            form.cle = SecretToken::generate().reveal();
        }
        let signature = signature.trim().replace('\n', ", ");
        let ready = ready(app, ticket.id).await?;
        Ok(Self { form, recipients, signature, kept, ready })
    }

    pub(super) fn is_note(&self) -> bool {
        self.form.sort() == Sort::Note
    }

    pub(super) fn is_chosen(&self, recipient: &Recipient) -> bool {
        self.form.destinataire == recipient.value()
    }
}

/// Its words, by another way where there is one.
fn otherwise(failed: &ShownMessage, recipients: &[Recipient], signature: &str) -> ComposerForm {
    let row = &failed.message.row;
    let other = recipients.iter().find(|it| it.channel != row.channel);
    let other = other.or_else(|| recipients.iter().find(|it| it.address != row.recipient));
    let body = &failed.message.body;
    ComposerForm {
        sorte: Sort::Answer.name().to_owned(),
        destinataire: other.map(Recipient::value).unwrap_or_default(),
        message: body.strip_suffix(signature).unwrap_or(body).to_owned(),
        ..ComposerForm::default()
    }
}

/// `Brouillon gardé il y a 2 min.`
pub(super) fn kept(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("Brouillon gardé {}.", french::ago(at, now))
}

/// The message of that number that did not arrive.
pub(super) fn failed(said: &[Said], id: Option<i64>) -> Option<&ShownMessage> {
    said.iter().find_map(|said| match said {
        Said::Message(shown) if Some(shown.message.row.id.0) == id && shown.is_failed() => {
            Some(&**shown)
        }
        _ => None,
    })
}

/// What the customer is thanked with when the request is closed.
pub(super) struct Thanks {
    pub(super) to: String,
    pub(super) text: String,
}

impl Thanks {
    /// What was typed and refused; else the words of the settings, to who is answered first.
    pub(super) async fn load(
        app: &App,
        ticket: &TicketDetails,
        composer: &Composer,
        typed: Option<(String, String)>,
    ) -> sqlx::Result<Option<Self>> {
        if let Some((to, text)) = typed {
            return Ok(Some(Self { to, text }));
        }
        let Some(first) = composer.recipients.first() else { return Ok(None) };
        let Some(words) = replies::closing_words(&app.db).await? else { return Ok(None) };
        let text = replies::filling(&app.db, ticket.id).await?.fill(&words.body);
        Ok(Some(Self { to: first.value(), text }))
    }
}
