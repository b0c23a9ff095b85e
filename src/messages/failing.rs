//! What could not reach a customer becomes a promise to call them.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    Channel, Kind, Visit, queries,
    queries_failing::{self, Failed},
};
use crate::{
    announcements::{self, Topic},
    db,
    promises::{self, NewPromise},
    timeline::{self, Event},
    values::{AppointmentId, CustomerId, MessageId, StaffId, TicketId, french},
};

/// Within how many of its hours the office calls.
const TIME_TO_CALL: TimeDelta = TimeDelta::hours(1);

/// Why a message is not sent again. All but the last are for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    #[error("Ce message n’existe pas.")]
    NotFound,
    #[error("Ce message n’est pas en échec : il n’y a rien à renvoyer.")]
    NotFailed,
    #[error(
        "Ce message n’est plus d’actualité : le rendez-vous a changé depuis. Appelez le client."
    )]
    OutOfDate,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Gives a message up, and asks somebody to call where the customer should know what it said.
pub(super) async fn fail(
    db: &PgPool,
    id: MessageId,
    reason: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let mut tx = db::begin(db).await?;
    queries_failing::lock_siblings(&mut tx, id).await?;
    note_failure(&mut tx, id, reason, now).await?;
    tx.commit().await
}

/// As [`fail`], in the caller's transaction, which has called [`queries_failing::lock_siblings`].
pub(super) async fn note_failure(
    db: &mut PgConnection,
    id: MessageId,
    reason: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Some(failed) = queries_failing::set_failed(&mut *db, id, reason, now).await? else {
        return Ok(());
    };
    announcements::announce(&mut *db, Topic::Messages, id.0).await?;
    // Two addresses that both fail make one call; who is late on the way says so by telephone anyway.
    // What a request was acknowledged with is no news either: the request itself is being seen to.
    if !failed.is_first || !is_worth_a_call(failed.kind) {
        return Ok(());
    }
    promise_to_call(&mut *db, &failed, now).await
}

fn is_worth_a_call(kind: Kind) -> bool {
    !matches!(kind, Kind::OnTheWay | Kind::Acknowledgement | Kind::EarlierSlot)
}

async fn promise_to_call(
    db: &mut PgConnection,
    failed: &Failed,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let what = format!(
        "Prévenir {} : {} ({}) n’est pas arrivé",
        failed.customer_name.as_deref().unwrap_or("le client"),
        match failed.channel {
            Channel::Email => "l’e-mail",
            Channel::Sms => "le SMS",
        },
        purpose(failed.kind, failed.window_starts_at, failed.window_ends_at),
    );
    promise(db, what, failed.customer_id, failed.ticket_id, failed.window_starts_at, now).await
}

/// For a customer without any address that messages reach.
pub(super) async fn promise_to_tell(
    db: &mut PgConnection,
    visit: &Visit,
    kind: Kind,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let what = format!(
        "Prévenir {} par téléphone, sans mobile ni e-mail : {}",
        visit.customer_name,
        purpose(kind, Some(visit.window_starts_at), Some(visit.window_ends_at)),
    );
    let ticket = queries_failing::ticket_of(&mut *db, visit.appointment).await?;
    promise(db, what, Some(visit.customer), ticket, Some(visit.window_starts_at), now).await
}

fn purpose(kind: Kind, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> String {
    match from.zip(to) {
        Some((from, to)) => {
            format!(
                "{} du {}, {}",
                kind.label(),
                french::day_without_year(from),
                french::window(from, to)
            )
        }
        None => kind.label().to_owned(),
    }
}

async fn promise(
    db: &mut PgConnection,
    what: String,
    customer: Option<CustomerId>,
    ticket: Option<TicketId>,
    visit_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let due_at = promises::within_office_hours(now, TIME_TO_CALL);
    let new = NewPromise {
        kind: promises::Kind::Undelivered,
        what,
        customer,
        call: None,
        ticket,
        owner: None,
        due_at: visit_at.filter(|at| *at > now).map_or(due_at, |at| at.min(due_at)),
        created_by: None,
    };
    promises::create(db, &new, now).await?;
    Ok(())
}

/// Ends what has waited too long: a late reminder is dropped, late news becomes a call. Returns how many.
pub async fn settle_expired(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<usize> {
    let expired = queries_failing::expired(db, now).await?;
    let count = expired.len();
    for (id, kind, last_error) in expired {
        let reason = match last_error {
            Some(error) => format!("trop tard ({error})"),
            None => "trop tard : jamais parti".to_owned(),
        };
        if kind.is_news() {
            fail(db, id, &reason, now).await?;
        } else {
            super::withdraw(db, id, &reason, now).await?;
        }
    }
    Ok(count)
}

/// Queues a failed message again, if what it says still holds.
pub async fn resend(
    db: &PgPool,
    id: MessageId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), ResendError> {
    let mut tx = db::begin(db).await?;
    let message =
        queries_failing::lock_to_resend(&mut *tx, id).await?.ok_or(ResendError::NotFound)?;
    if !message.has_failed {
        return Err(ResendError::NotFailed);
    }
    if !queries::is_still_true(&mut *tx, id).await?
        || !queries_failing::is_in_time(&mut *tx, id, now).await?
    {
        return Err(ResendError::OutOfDate);
    }
    let reference =
        queries::new_reference(message.kind, message.appointment_id.unwrap_or(AppointmentId(0)));
    queries_failing::requeue(&mut *tx, id, &reference, now).await?;
    let event = Event {
        staff: Some(staff),
        kind: "message_resent",
        customer: message.customer_id,
        ticket: message.ticket_id,
        appointment: message.appointment_id,
        text: format!("Message renvoyé par {} : {}", message.channel.label(), message.kind.label()),
        ..Event::default()
    };
    timeline::record(&mut *tx, &event, now).await?;
    announcements::announce(&mut *tx, Topic::Messages, id.0).await?;
    tx.commit().await?;
    Ok(())
}
