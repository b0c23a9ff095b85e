//! A mail as pages show it: its news, its quotations folded, its files.

use chrono::{DateTime, Utc};

use crate::{
    app::App,
    mails::{
        self, AttachedFile, ReceivedMail,
        quoting::{self, Passage},
    },
    values::{MailId, TicketId, french},
};

pub(in crate::web::office) struct ShownMail {
    pub(in crate::web::office) mail: ReceivedMail,
    pub(in crate::web::office) passages: Vec<Passage>,
    pub(in crate::web::office) files: Vec<AttachedFile>,
    now: DateTime<Utc>,
}

impl ShownMail {
    pub(super) async fn load(
        app: &App,
        id: MailId,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Option<Self>> {
        let Some(mail) = mails::find(&app.db, id).await? else { return Ok(None) };
        Ok(with_files(app, vec![mail], now).await?.pop())
    }

    /// Those of a request, the newest first.
    pub(in crate::web::office) async fn of_ticket(
        app: &App,
        ticket: TicketId,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Vec<Self>> {
        let received = mails::of_ticket(&app.db, ticket).await?;
        with_files(app, received, now).await
    }

    pub(in crate::web::office) fn sender(&self) -> &str {
        sender(&self.mail.from_name, self.mail.from_address.as_deref())
    }

    /// Beside the name; empty where the address stands in its place.
    pub(in crate::web::office) fn address(&self) -> &str {
        let is_named = !self.mail.from_name.is_empty();
        self.mail.from_address.as_deref().filter(|_| is_named).unwrap_or_default()
    }

    pub(in crate::web::office) fn subject(&self) -> &str {
        subject(&self.mail.subject)
    }

    pub(in crate::web::office) fn when(&self) -> String {
        let at = self.mail.received_at;
        format!("{} à {}", french::relative_day(at, self.now), french::time(at))
    }

    pub(in crate::web::office) fn remarks(&self) -> impl Iterator<Item = &str> {
        self.mail.remarks.lines()
    }
}

async fn with_files(
    app: &App,
    received: Vec<ReceivedMail>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<ShownMail>> {
    let ids: Vec<MailId> = received.iter().map(|mail| mail.id).collect();
    let files = mails::attachments_of(&app.db, &ids).await?;
    let shown = received.into_iter().map(|mail| ShownMail {
        passages: quoting::passages(&mail.body),
        files: files.iter().filter(|file| file.mail_id == mail.id).cloned().collect(),
        mail,
        now,
    });
    Ok(shown.collect())
}

/// Name, address, or that there is neither.
pub(super) fn sender<'a>(name: &'a str, address: Option<&'a str>) -> &'a str {
    if name.is_empty() { address.unwrap_or("expéditeur illisible") } else { name }
}

pub(super) fn subject(subject: &str) -> &str {
    if subject.is_empty() { "(sans objet)" } else { subject }
}
