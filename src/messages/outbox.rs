//! The way of one message out of the building: claimed, handed over, and what became of it noted.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgExecutor, PgPool};

use super::{Channel, Kind, failing, queries, receipts};
use crate::{
    announcements::{self, Topic},
    app::App,
    company::Company,
    db,
    delivery::{DeliveryError, OutgoingEmail, OutgoingText},
    values::MessageId,
};

/// The longest that handing a message over may take.
pub const LONGEST_SEND: Duration = Duration::from_mins(1);

/// How long a worker has a message for itself. Longer than [`LONGEST_SEND`]: nobody takes over what
/// is still under way.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// How often a message is tried: for about a day, see [`back_off`].
const MAX_ATTEMPTS: i32 = 70;

/// A message that this worker has for itself until `locked_until`.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: MessageId,
    pub kind: Kind,
    pub channel: Channel,
    pub recipient: String,
    pub subject: Option<String>,
    pub body: String,
    pub ics: Option<String>,
    pub ics_method: Option<String>,
    /// The Message-ID of the mail that it answers.
    pub in_reply_to: Option<String>,
    pub reference: String,
    /// Tries, with the present one.
    pub attempts: i32,
    pub locked_until: DateTime<Utc>,
}

/// The message of a channel that has been due longest.
pub async fn claim(
    db: impl PgExecutor<'_>,
    channel: Channel,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Claimed>> {
    queries::claim(db, channel, LEASE, now).await
}

/// Whether what it says still holds. To be asked just before it leaves: a reminder of a visit that
/// was moved or cancelled must not.
pub async fn is_still_true(db: impl PgExecutor<'_>, message: &Claimed) -> sqlx::Result<bool> {
    queries::is_still_true(db, message.id).await
}

/// Keeps it from ever leaving, because what it says is no longer so.
pub async fn withdraw(
    db: &PgPool,
    id: MessageId,
    reason: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let mut tx = db::begin(db).await?;
    if queries::set_withdrawn(&mut *tx, id, reason, now).await? {
        announcements::announce(&mut *tx, Topic::Messages, id.0).await?;
    }
    tx.commit().await
}

/// Hands it to the mail server or the gateway. Returns the gateway's name for it.
pub async fn send(
    app: &App,
    company: &Company,
    message: &Claimed,
) -> Result<Option<String>, DeliveryError> {
    let sending = async {
        match message.channel {
            Channel::Email => send_email(app, company, message).await.map(|()| None),
            Channel::Sms => send_text(app, company, message).await,
        }
    };
    tokio::time::timeout(LONGEST_SEND, sending)
        .await
        .unwrap_or_else(|_| Err(DeliveryError::TryLater("pas de réponse en une minute".to_owned())))
}

async fn send_email(app: &App, company: &Company, message: &Claimed) -> Result<(), DeliveryError> {
    let Some(mailer) = &app.mailer else { return Err(no_server()) };
    let email = OutgoingEmail {
        reference: &message.reference,
        from_name: &company.name,
        to: &message.recipient,
        subject: message.subject.as_deref().unwrap_or_default(),
        text: &message.body,
        in_reply_to: message.in_reply_to.as_deref(),
        is_automatic: message.kind != Kind::Answer,
        calendar: message.ics.as_deref().zip(message.ics_method.as_deref()),
    };
    mailer.send(&email).await
}

async fn send_text(
    app: &App,
    company: &Company,
    message: &Claimed,
) -> Result<Option<String>, DeliveryError> {
    let Some(texter) = &app.texter else { return Err(no_server()) };
    let text = OutgoingText {
        reference: &message.reference,
        from: &company.sms_sender,
        to: &message.recipient,
        text: &message.body,
    };
    texter.send(&text).await
}

fn no_server() -> DeliveryError {
    DeliveryError::TryLater("aucun serveur d’envoi n’est configuré".to_owned())
}

/// Notes what became of the try: sent, again later, or failed for good. Returns whether it was sent.
pub async fn conclude(
    db: &PgPool,
    message: &Claimed,
    outcome: Result<Option<String>, DeliveryError>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    match outcome {
        Ok(provider_id) => {
            let mut tx = db::begin(db).await?;
            queries::set_sent(&mut *tx, message.id, provider_id.as_deref(), now).await?;
            announcements::announce(&mut *tx, Topic::Messages, message.id.0).await?;
            tx.commit().await?;
            if let Some(provider_id) = provider_id {
                // Its receipt may have been quicker than the gateway's answer.
                receipts::apply(db, &provider_id, now).await?;
            }
            Ok(true)
        }
        Err(DeliveryError::TryLater(reason)) if message.attempts < MAX_ATTEMPTS => {
            let mut tx = db::begin(db).await?;
            queries::set_retry(&mut *tx, message, &reason, now + back_off(message.attempts))
                .await?;
            announcements::announce(&mut *tx, Topic::Messages, message.id.0).await?;
            tx.commit().await?;
            Ok(false)
        }
        Err(DeliveryError::TryLater(reason) | DeliveryError::Refused(reason)) => {
            failing::fail(db, message.id, &reason, now).await?;
            Ok(false)
        }
    }
}

/// How long to wait after so many tries: 1, 2, 4, then 5 minutes for two hours, so that all has left
/// within 6 minutes of a server's return; then half an hour.
fn back_off(attempts: i32) -> TimeDelta {
    match attempts {
        ..=1 => TimeDelta::minutes(1),
        2 => TimeDelta::minutes(2),
        3 => TimeDelta::minutes(4),
        4..=24 => TimeDelta::minutes(5),
        _ => TimeDelta::minutes(30),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_tried_for_a_day() {
        let patience: TimeDelta = (1..MAX_ATTEMPTS).map(back_off).sum();
        assert!((TimeDelta::hours(23)..TimeDelta::hours(26)).contains(&patience), "{patience}");
    }

    #[test]
    fn a_server_that_was_away_for_an_hour_is_asked_again_within_five_minutes() {
        let mut waited = TimeDelta::zero();
        for attempts in 1.. {
            waited += back_off(attempts);
            if waited > TimeDelta::hours(1) {
                assert!(back_off(attempts) <= TimeDelta::minutes(5));
                break;
            }
        }
    }
}
