//! What the SMS gateway tells us afterwards: receipts, and what customers answered.
//!
//! Gateways repeat themselves and mix up the order. A receipt is kept first and applied then, by
//! whoever comes last of it and our own note that the message was sent.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::{failing, queries_failing, queries_receipts};
use crate::{
    announcements::{self, Topic},
    db,
    promises::{self, NewPromise},
    timeline::{self, Event},
    values::{
        CustomerId, PhoneNumber,
        text::{fold, strip_line},
    },
};

/// The longest answer that is kept, in characters: more than a gateway joins.
const LONGEST_REPLY: usize = 1600;

/// Within how many of its hours the office answers.
const TIME_TO_ANSWER: TimeDelta = TimeDelta::hours(1);

/// What a gateway says of a message that it accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    Delivered,
    Failed { error: Option<String> },
}

/// Notes a receipt. A message only moves forward: what arrived does not fail any more.
pub async fn note_receipt(
    db: &PgPool,
    provider_id: &str,
    receipt: &Receipt,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    queries_receipts::keep(db, provider_id, receipt, now).await?;
    apply(db, provider_id, now).await
}

/// Applies the receipts kept for a message; nothing where the message is not known, or not yet.
pub(super) async fn apply(db: &PgPool, provider_id: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    let mut tx = db::begin(db).await?;
    let Some(id) = queries_receipts::message_of(&mut *tx, provider_id).await? else {
        return Ok(());
    };
    queries_failing::lock_siblings(&mut tx, id).await?;
    for receipt in queries_receipts::take(&mut *tx, provider_id).await? {
        match receipt {
            Receipt::Delivered => {
                queries_receipts::set_delivered(&mut *tx, id, now).await?;
                announcements::announce(&mut *tx, Topic::Messages, id.0).await?;
            }
            Receipt::Failed { error } => {
                let reason =
                    error.unwrap_or_else(|| "l’opérateur n’a pas pu le remettre".to_owned());
                failing::note_failure(&mut tx, id, &reason, now).await?;
            }
        }
    }
    tx.commit().await
}

/// Notes what a customer answered, on their time line, and that somebody should read it. The same
/// answer again within ten minutes is a gateway that repeats itself.
pub async fn note_reply(
    db: &PgPool,
    from: &str,
    to: &str,
    text: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let number = PhoneNumber::parse(from).ok();
    let sender =
        number.as_ref().map_or_else(|| strip_line(from), |number| number.as_str().to_owned());
    let body: String = strip_line(text).chars().take(LONGEST_REPLY).collect();
    let mut tx = db::begin(db).await?;
    queries_receipts::lock_sender(&mut *tx, &sender).await?;
    let customer = queries_receipts::customer_at(&mut *tx, &sender).await?;
    let customer_id = customer.as_ref().map(|found| found.id);
    if !queries_receipts::keep_reply(&mut *tx, &sender, &strip_line(to), &body, customer_id, now)
        .await?
    {
        return Ok(());
    }
    let is_stop = is_stop(&body);
    let who = customer_words(
        customer.as_ref().map(|found| found.name.as_str()),
        number.as_ref(),
        &sender,
    );
    if let Some(found) = &customer {
        record(&mut tx, found.id, &body, is_stop, now).await?;
    }
    if !is_stop && !body.is_empty() {
        let new = NewPromise {
            kind: promises::Kind::Callback,
            what: format!("Répondre au SMS de {who} : « {body} »"),
            customer: customer_id,
            call: None,
            ticket: None,
            owner: None,
            due_at: promises::within_office_hours(now, TIME_TO_ANSWER),
            created_by: None,
        };
        promises::create(&mut tx, &new, now).await?;
    }
    tx.commit().await
}

async fn record(
    db: &mut sqlx::PgConnection,
    customer: CustomerId,
    body: &str,
    is_stop: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    // Messages about a visit need no consent (domain.md §4.2), so they go on.
    let note =
        if is_stop { " (plus de publicité ; les messages de rendez-vous continuent)" } else { "" };
    let event = Event {
        kind: "sms_reply",
        customer: Some(customer),
        text: format!("Réponse par SMS : « {body} »{note}"),
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await
}

fn customer_words(name: Option<&str>, number: Option<&PhoneNumber>, sender: &str) -> String {
    match (name, number) {
        (Some(name), _) => name.to_owned(),
        (None, Some(number)) => number.national(),
        (None, None) => sender.to_owned(),
    }
}

/// Whether it objects to advertising (domain.md §4.2).
fn is_stop(body: &str) -> bool {
    let words = fold(body);
    let mut words = words.split_whitespace();
    let is_word = matches!(words.next(), Some("stop" | "arret" | "desabonnement"));
    let rest: Vec<&str> = words.collect();
    is_word && (rest == ["sms"] || rest.iter().all(|word| word.parse::<u64>().is_ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objection_is_told_from_an_answer() {
        for text in ["STOP", " stop sms", "Arrêt", "DÉSABONNEMENT", "STOP 36111"] {
            assert!(is_stop(text), "{text}");
        }
        for text in ["Ne vous arrêtez pas", "stop je ne suis pas là mardi", "OUI", ""] {
            assert!(!is_stop(text), "{text}");
        }
    }
}
