//! One mail taken: written down, put where it belongs, and what it sets off, all in one transaction.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use sqlx::{PgConnection, PgPool};

use super::{
    Automatic, Evidence, Mail, State, effects,
    queries::{self, Origin, Request, Standing},
    queries_facts, queries_watch, reading,
    threading::{self, Facts, Named, Place},
};
use crate::{
    announcements::{Topic, announce},
    db, messages, staff,
    values::{MailId, PromiseId, TicketId},
};

/// Without another sign, a sender's only open request is meant while something happened with it in that time.
const LATELY: TimeDelta = TimeDelta::days(21);

/// Who wrote longer ago is not told now that we got it: the mailbox was read late.
const ACKNOWLEDGED_WITHIN: TimeDelta = TimeDelta::hours(24);

/// How much is made of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// It is put where it belongs.
    Whole,
    /// A person is asked, whatever it says: putting it somewhere failed.
    Careful,
}

/// Addresses that are ours: what comes from them is no customer's.
#[derive(Clone, Debug, Default)]
pub(super) struct Ours {
    /// This program's: what comes from them is a loop.
    pub(super) senders: Vec<String>,
    /// Where people write and read.
    pub(super) company: Option<String>,
}

impl Ours {
    fn has(&self, address: &str) -> bool {
        self.senders.iter().any(|own| own == address) || self.company.as_deref() == Some(address)
    }
}

/// Takes a mail, unless it, or a copy of it, was taken before; either way the mailbox is read up to it.
pub(super) async fn take(
    db: &PgPool,
    origin: Origin<'_>,
    mail: &mut Mail,
    ours: &Ours,
    care: Care,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<MailId>> {
    know_own(mail, ours);
    let mut tx = db::begin(db).await?;
    queries::lock_mailbox(&mut *tx, origin.mailbox).await?;
    let fingerprint = fingerprint(mail, origin);
    let id = queries::insert(&mut *tx, origin, mail, &fingerprint, now).await?;
    if let Some(id) = id {
        for (position, attachment) in (0..).zip(&mail.attachments) {
            queries::insert_attachment(&mut *tx, id, position, attachment).await?;
        }
        let standing = match care {
            Care::Whole => settle(db, &mut tx, mail, ours, origin.received_at, now).await?,
            Care::Careful => asking("Relais n’a pas su ranger ce message."),
        };
        queries::place(&mut *tx, id, &standing).await?;
        announce(&mut *tx, Topic::Mails, id.0).await?;
    }
    queries::advance(&mut *tx, origin, id.map(|_| now)).await?;
    tx.commit().await?;
    Ok(id)
}

/// Takes a mail that no server holds, as the demo office's are: number `uid` of a mailbox of that name.
pub async fn receive(
    db: &PgPool,
    mailbox: &str,
    uid: u32,
    raw: &[u8],
    received_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<MailId>> {
    const UID_VALIDITY: u32 = 1;
    queries_watch::position(db, mailbox, UID_VALIDITY, now).await?;
    let size_bytes = u32::try_from(raw.len()).unwrap_or(u32::MAX);
    let origin = Origin { mailbox, uid_validity: UID_VALIDITY, uid, size_bytes, received_at };
    take(db, origin, &mut reading::read(raw, None), &Ours::default(), Care::Whole, now).await
}

/// A form on our own site writes in our name and says whom to answer; what else comes from ourselves is a loop.
fn know_own(mail: &mut Mail, ours: &Ours) {
    let Some(from) = mail.from.clone().filter(|from| ours.has(from.as_ref())) else { return };
    match &mail.reply_to {
        Some(other) if !ours.has(other.as_ref()) => {
            mail.from = Some(other.clone());
            mail.from_name = String::new();
        }
        _ if ours.senders.iter().any(|own| own == from.as_str()) => {
            mail.automatic = Some(Automatic::Own);
        }
        _ => {}
    }
}

/// The same for every copy, whatever servers wrote on its way; where a mail has no name, when it came counts too.
fn fingerprint(mail: &Mail, origin: Origin<'_>) -> Vec<u8> {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    };
    add(mail.message_id.as_deref().unwrap_or_default());
    add(&mail.sent_at.map(|at| at.to_rfc3339()).unwrap_or_default());
    add(mail.from.as_ref().map_or("", AsRef::as_ref));
    add(&mail.subject);
    add(&mail.text);
    for attachment in &mail.attachments {
        add(&attachment.name);
        add(&attachment.size_bytes.to_string());
    }
    if mail.message_id.is_none() {
        add(&origin.received_at.to_rfc3339());
        add(&origin.size_bytes.to_string());
    }
    hash.finalize().to_vec()
}

async fn settle(
    pool: &PgPool,
    db: &mut PgConnection,
    mail: &Mail,
    ours: &Ours,
    received_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Standing> {
    if let Some(bounce) = mail.bounce.as_ref().filter(|bounce| bounce.is_final) {
        let names = local_parts(&bounce.message_ids);
        messages::note_bounce(&mut *db, &names, &bounce.reason, now).await?;
    }
    let facts = facts(db, mail, ours, now).await?;
    match threading::place(mail, &facts) {
        Place::On(ticket, evidence) => {
            let request = queries::request(&mut *db, ticket).await?;
            let promise = effects::add_to(db, &request, mail, now).await?;
            Ok(filed(&request, evidence, promise))
        }
        Place::New(customer) => {
            let request = effects::open(pool, db, customer, mail, None, received_at, now).await?;
            if mail.automatic.is_none() && now - received_at <= ACKNOWLEDGED_WITHIN {
                effects::acknowledge(db, &request, mail, now).await?;
            }
            Ok(filed(&request, Evidence::New, None))
        }
        Place::Asking { proposed, question } => Ok(Standing {
            customer: facts.customers.first().copied().filter(|_| facts.customers.len() == 1),
            proposed,
            promise: effects::promise_to_place(db, mail, now).await?,
            ..asking(question)
        }),
        Place::Aside => Ok(Standing { state: State::Aside, ..asking("") }),
    }
}

fn asking(question: &'static str) -> Standing {
    Standing {
        state: State::Asking,
        customer: None,
        ticket: None,
        evidence: None,
        proposed: None,
        question,
        promise: None,
    }
}

fn filed(request: &Request, evidence: Evidence, promise: Option<PromiseId>) -> Standing {
    Standing {
        state: State::Filed,
        customer: Some(request.customer_id),
        ticket: Some(request.id),
        evidence: Some(evidence),
        proposed: None,
        question: "",
        promise,
    }
}

async fn facts(
    db: &mut PgConnection,
    mail: &Mail,
    ours: &Ours,
    now: DateTime<Utc>,
) -> sqlx::Result<Facts> {
    let sender = mail.from.as_ref().map(AsRef::as_ref);
    let answered = local_parts(&mail.answers);
    let their_mail = queries_facts::by_their_mail(&mut *db, &mail.answers).await?;
    let cited = match threading::token(&mail.subject) {
        Some(number) => queries_facts::by_number(&mut *db, &number).await?,
        None => None,
    };
    let mut facts = Facts {
        by_our_message: queries_facts::by_our_message(&mut *db, &answered).await?,
        by_their_mail: named(db, their_mail, sender).await?,
        by_token: named(db, cited, sender).await?,
        ..Facts::default()
    };
    if let Some(sender) = sender {
        facts.customers = queries_facts::customers_with(&mut *db, sender).await?;
        facts.active = queries_facts::active_of(&mut *db, &facts.customers, now - LATELY).await?;
        facts.is_colleague = ours.has(sender) || staff::by_email(&mut *db, sender).await?.is_some();
    }
    Ok(facts)
}

async fn named(
    db: &mut PgConnection,
    ticket: Option<TicketId>,
    sender: Option<&str>,
) -> sqlx::Result<Option<Named>> {
    let Some(ticket) = ticket else { return Ok(None) };
    let knows_sender = match sender {
        Some(sender) => queries_facts::knows_sender(db, ticket, sender).await?,
        None => false,
    };
    Ok(Some(Named { ticket, knows_sender }))
}

/// The left sides of Message-IDs: the names that we gave, where the mail is one of ours.
fn local_parts(ids: &[String]) -> Vec<String> {
    ids.iter().filter_map(|id| id.split('@').next()).map(str::to_lowercase).collect()
}
