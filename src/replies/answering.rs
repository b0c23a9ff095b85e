//! Answering a customer by e-mail or SMS.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    Recipient, canned,
    queries::{self, About},
    queries_drafts,
};
use crate::{
    announcements::{Topic, announce},
    company::{self, Company},
    db,
    messages::{self, Channel},
    promises::{self, KeepError},
    tickets,
    timeline::{self, Event},
    values::{
        MessageId, StaffId, TicketId, french,
        text::{LONGEST_LINE, UncleanText, clean_text},
    },
};

/// As many parts as an SMS may be paid in.
const MOST_SEGMENTS: usize = 6;

/// Why nothing was sent or noted. All but the last two are for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum ReplyError {
    #[error("Écrivez d’abord votre texte.")]
    Empty,
    #[error("{0}")]
    Unclean(#[from] UncleanText),
    #[error(
        "Ce SMS est trop long\u{a0}: il en ferait {0}, {most} au plus. Raccourcissez-le, ou répondez par e-mail.",
        most = MOST_SEGMENTS
    )]
    TooManySegments(usize),
    #[error("Il reste {{{0}}} dans votre texte\u{a0}: remplacez-le par ce qu’il veut dire.")]
    Unfilled(String),
    #[error("Ce client n’a ni e-mail ni mobile\u{a0}: ajoutez-en un à sa fiche, ou appelez-le.")]
    NoAddress,
    #[error("Cette adresse n’est pas celle de ce client\u{a0}: choisissez à qui répondre.")]
    UnknownAddress,
    #[error(
        "Ce formulaire avait déjà été envoyé, avec un autre texte. Le vôtre est gardé ci-dessous\u{a0}: relisez-le, puis envoyez-le."
    )]
    SentOtherwise,
    #[error("Cette demande n’existe pas.")]
    NotFound,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What somebody wrote in a form.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    pub ticket: TicketId,
    pub body: &'a str,
    pub staff: StaffId,
    /// The same form sent twice counts once.
    pub request_key: &'a str,
}

/// An answer on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// None where the same form had been sent before.
    pub message: Option<MessageId>,
    /// Until it leaves it can be taken back.
    pub leaves_at: DateTime<Utc>,
}

/// Queues an answer to one of [`queries::recipients`], as [`Recipient::value`] has it. Whoever is answered has heard of us,
/// and their mails were read.
pub async fn answer(
    db: &PgPool,
    writing: Writing<'_>,
    to: &str,
    now: DateTime<Utc>,
) -> Result<Answered, ReplyError> {
    let mut tx = db::begin(db).await?;
    let answered = answer_in(&mut tx, writing, to, now).await?;
    tx.commit().await?;
    Ok(answered)
}

pub(super) async fn answer_in(
    db: &mut PgConnection,
    writing: Writing<'_>,
    to: &str,
    now: DateTime<Utc>,
) -> Result<Answered, ReplyError> {
    let Writing { ticket, staff, request_key, .. } = writing;
    let about = queries::lock(&mut *db, ticket).await?.ok_or(ReplyError::NotFound)?;
    let company = company::load(&mut *db).await?;
    let leaves_at = now + TimeDelta::seconds(company.undo_seconds.into());
    let said = said(writing.body)?;
    if let Some(sent) = queries_drafts::sent(&mut *db, staff, request_key).await? {
        return if is_same(&sent, &said) {
            Ok(Answered { message: None, leaves_at })
        } else {
            Err(ReplyError::SentOtherwise)
        };
    }
    if let Some(blank) = canned::unfilled(&said) {
        return Err(ReplyError::Unfilled(blank.to_owned()));
    }
    let known = queries::recipients(&mut *db, ticket, about.customer_id).await?;
    if known.is_empty() {
        return Err(ReplyError::NoAddress);
    }
    let to = known.into_iter().find(|it| it.value() == to).ok_or(ReplyError::UnknownAddress)?;
    let message = match to.channel {
        Channel::Email => send_email(db, writing, &about, &company, &to, &said, now).await?,
        Channel::Sms => send_text(db, writing, &about, &company, &to, &said, now).await?,
    };
    if message.is_some() {
        settle(db, writing, &about, &to, now).await?;
    }
    Ok(Answered { message, leaves_at })
}

pub(super) fn said(body: &str) -> Result<String, ReplyError> {
    let said = clean_text(body)?;
    if said.is_empty() { Err(ReplyError::Empty) } else { Ok(said) }
}

async fn send_email(
    db: &mut PgConnection,
    writing: Writing<'_>,
    about: &About,
    company: &Company,
    to: &Recipient,
    said: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<MessageId>> {
    let answers = queries::mail_to_answer(&mut *db, writing.ticket, &to.address).await?;
    let name = queries::name_of(&mut *db, writing.staff).await?;
    // By which an answer is known whose program cites nothing else.
    let sign = if answers.is_some() { "Re: " } else { "" };
    let subject = format!("{sign}[{}] {}", about.number, about.subject);
    let subject: String = subject.chars().take(LONGEST_LINE).collect();
    let body = format!("{said}{}", signature(&name, company));
    let email = messages::Answer {
        subject: Some(&subject),
        body: &body,
        in_reply_to: answers.as_deref(),
        ..plain(writing, about, to)
    };
    queue(db, &email, company, now).await
}

async fn send_text(
    db: &mut PgConnection,
    writing: Writing<'_>,
    about: &About,
    company: &Company,
    to: &Recipient,
    said: &str,
    now: DateTime<Utc>,
) -> Result<Option<MessageId>, ReplyError> {
    let body = french::gsm_text(said);
    let segments = french::sms_segments(&body);
    if segments > MOST_SEGMENTS {
        return Err(ReplyError::TooManySegments(segments));
    }
    let text = messages::Answer { body: &body, ..plain(writing, about, to) };
    Ok(queue(db, &text, company, now).await?)
}

fn plain<'a>(writing: Writing<'a>, about: &About, to: &'a Recipient) -> messages::Answer<'a> {
    messages::Answer {
        ticket: writing.ticket,
        customer: about.customer_id,
        written_by: writing.staff,
        channel: to.channel,
        recipient: &to.address,
        subject: None,
        body: "",
        in_reply_to: None,
        request_key: writing.request_key,
    }
}

async fn queue(
    db: &mut PgConnection,
    answer: &messages::Answer<'_>,
    company: &Company,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<MessageId>> {
    let leaves_at = now + TimeDelta::seconds(company.undo_seconds.into());
    messages::answer(db, answer, leaves_at, now).await
}

/// What stands below an e-mail.
pub fn signature(name: &str, company: &Company) -> String {
    let phone = Some(&company.phone).filter(|phone| !phone.is_empty());
    let phone = phone.map_or_else(String::new, |phone| format!("\n{phone}"));
    format!("\n\n{name}\n{}{phone}\n", company.name)
}

/// Whether it is what was sent, apart from the signature and from what an SMS cannot write.
pub(super) fn is_same(sent: &str, said: &str) -> bool {
    sent == french::gsm_text(said)
        || sent.strip_prefix(said).is_some_and(|rest| rest.is_empty() || rest.starts_with("\n\n"))
}

/// What an answer changes beside being on its way.
async fn settle(
    db: &mut PgConnection,
    writing: Writing<'_>,
    about: &About,
    to: &Recipient,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Writing { ticket, staff, .. } = writing;
    let how = to.channel.label();
    tickets::answer_in(&mut *db, ticket, Some(staff), now, now).await?;
    tickets::speak_of(&mut *db, ticket, now).await?;
    for promise in queries::mails_to_read(&mut *db, ticket).await? {
        let words = format!("Répondu par {how}");
        match promises::keep_within(&mut *db, promise, &words, staff, now).await {
            Ok(()) | Err(KeepError::AlreadyKept) => {}
            Err(KeepError::Database(error)) => return Err(error),
            Err(refused) => return Err(sqlx::Error::Protocol(refused.to_string())),
        }
    }
    let words = format!("Réponse par {how} à {} ({})", about.customer_name, to.label());
    tell(db, ticket, about, "ticket_replied", words, staff, now).await?;
    queries_drafts::delete(db, ticket, staff).await
}

pub(super) async fn tell(
    db: &mut PgConnection,
    ticket: TicketId,
    about: &About,
    kind: &str,
    text: String,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let event = Event {
        staff: Some(staff),
        kind,
        customer: Some(about.customer_id),
        ticket: Some(ticket),
        text,
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await?;
    announce(db, Topic::Tickets, ticket.0).await
}
