//! What a mail sets off: a request, something to read, an acknowledgement; in the caller's transaction.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    Mail,
    queries::{self, Request},
    queries_facts, quoting, threading,
};
use crate::{
    announcements::{Topic, announce},
    catalog::{Priority, triage},
    messages::{self, Acknowledgement},
    promises::{self, Kind, NewPromise},
    tickets::{self, NewTicket, Source},
    timeline::{self, Event},
    values::{CustomerId, PromiseId, StaffId, text::strip_line},
};

/// Within how many of its hours the office reads an answer, and one about something urgent.
const TIME_TO_READ: TimeDelta = TimeDelta::hours(4);
const TIME_TO_READ_URGENT: TimeDelta = TimeDelta::hours(1);

/// As much of a subject or of the words as a line shows, in characters.
const SHOWN: usize = 80;

/// Says on the request that its customer wrote, and that somebody should read it.
pub(super) async fn add_to(
    db: &mut PgConnection,
    request: &Request,
    mail: &Mail,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<PromiseId>> {
    record(db, request, mail, now).await?;
    if mail.automatic.is_some() {
        return Ok(None);
    }
    tickets::customer_wrote(&mut *db, request.id, now).await?;
    if let Some(promise) = queries_facts::promise_of_request(&mut *db, request.id).await? {
        return Ok(Some(promise));
    }
    let words = quoting::said(&mail.text);
    let is_danger = triage::danger_in(&words).is_some();
    let patience = if request.priority.is_urgent() { TIME_TO_READ_URGENT } else { TIME_TO_READ };
    let new = NewPromise {
        kind: if is_danger { Kind::Danger } else { Kind::Mail },
        what: format!(
            "Lire la réponse de {} ({})\u{a0}: «\u{a0}{}\u{a0}»",
            who(mail),
            request.number,
            shown(&words)
        ),
        customer: Some(request.customer_id),
        call: None,
        ticket: Some(request.id),
        owner: request.owner_id.filter(|_| !is_danger),
        due_at: if is_danger { now } else { promises::within_office_hours(now, patience) },
        created_by: None,
    };
    promises::create(db, &new, now).await
}

async fn record(
    db: &mut PgConnection,
    request: &Request,
    mail: &Mail,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let sort = mail.automatic.map_or("E-mail reçu", |_| "E-mail automatique reçu");
    let event = Event {
        kind: "mail_received",
        customer: Some(request.customer_id),
        ticket: Some(request.id),
        text: format!("{sort} de {}\u{a0}: «\u{a0}{}\u{a0}»", who(mail), subject(mail)),
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await?;
    announce(&mut *db, Topic::Tickets, request.id.0).await
}

/// A mailbox that was not read for longer says nothing about when requests began.
const LONGEST_AWAY: TimeDelta = TimeDelta::days(7);

/// A new request, in the words of the mail, whose time runs from when that was received. Its number is counted outside the
/// transaction.
pub(super) async fn open(
    pool: &PgPool,
    db: &mut PgConnection,
    customer: CustomerId,
    mail: &Mail,
    staff: Option<StaffId>,
    received_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Request> {
    let words = quoting::said(&mail.text);
    let is_danger = triage::danger_in(&format!("{} {words}", mail.subject)).is_some();
    let new = NewTicket {
        number: tickets::next_number(pool, now).await?,
        customer,
        site: None,
        service: None,
        source: Source::Email,
        subject: subject(mail),
        description: words.chars().take(10_000).collect(),
        priority: if is_danger { Priority::P1 } else { Priority::P3 },
        created_by: staff,
    };
    // A server's clock is believed as far as it is likely.
    let asked_at = received_at.clamp(now - LONGEST_AWAY, now);
    let id = tickets::create(&mut *db, &new, asked_at).await?;
    let request = queries::request(&mut *db, id).await?;
    record(db, &request, mail, now).await?;
    if is_danger {
        let what = format!(
            "Danger signalé par e-mail par {}\u{a0}: «\u{a0}{}\u{a0}»",
            who(mail),
            shown(&words)
        );
        let new = NewPromise {
            kind: Kind::Danger,
            what,
            customer: Some(customer),
            call: None,
            ticket: Some(id),
            owner: None,
            due_at: now,
            created_by: None,
        };
        promises::create(&mut *db, &new, now).await?;
    }
    Ok(request)
}

pub(super) async fn acknowledge(
    db: &mut PgConnection,
    request: &Request,
    mail: &Mail,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Some(to) = &mail.from else { return Ok(()) };
    if !queries_facts::acknowledges(&mut *db).await? {
        return Ok(());
    }
    let acknowledgement = Acknowledgement {
        ticket: request.id,
        number: &request.number,
        customer: request.customer_id,
        to,
        subject: &mail.subject,
        in_reply_to: mail.message_id.as_deref(),
    };
    messages::acknowledge(db, &acknowledgement, now).await
}

pub(super) async fn promise_to_place(
    db: &mut PgConnection,
    mail: &Mail,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<PromiseId>> {
    let words = quoting::said(&mail.text);
    let is_danger = triage::danger_in(&format!("{} {words}", mail.subject)).is_some();
    if let Some(from) = mail.from.as_ref().filter(|_| !is_danger)
        && let Some(promise) = queries_facts::promise_of_sender(&mut *db, from.as_ref()).await?
    {
        return Ok(Some(promise));
    }
    let new = NewPromise {
        kind: if is_danger { Kind::Danger } else { Kind::Mail },
        what: format!("Rattacher l’e-mail de {}\u{a0}: «\u{a0}{}\u{a0}»", who(mail), subject(mail)),
        customer: None,
        call: None,
        ticket: None,
        owner: None,
        due_at: if is_danger { now } else { promises::within_office_hours(now, TIME_TO_READ) },
        created_by: None,
    };
    promises::create(db, &new, now).await
}

pub(super) fn who(mail: &Mail) -> String {
    let address = mail.from.as_ref().map(ToString::to_string);
    let name = Some(mail.from_name.clone()).filter(|name| !name.is_empty());
    name.or(address).unwrap_or_else(|| "expéditeur illisible".to_owned())
}

fn subject(mail: &Mail) -> String {
    let topic = threading::topic(&mail.subject);
    if !topic.is_empty() {
        return shown(&topic);
    }
    let words = shown(&quoting::said(&mail.text));
    if words.is_empty() { "E-mail sans objet".to_owned() } else { words }
}

/// As much as a line shows, in whole words.
fn shown(words: &str) -> String {
    let line = strip_line(words);
    if line.chars().count() <= SHOWN {
        return line;
    }
    let kept: String = line.chars().take(SHOWN - 1).collect();
    let whole = kept.rsplit_once(' ').map_or(kept.as_str(), |(whole, _)| whole);
    format!("{whole}…")
}
