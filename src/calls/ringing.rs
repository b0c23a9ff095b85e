//! What the PBX says, written down: events may come twice, late, out of order or not at all.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    OutcomeKind, State,
    cti::{CallEvent, What},
    queries::{self, Told},
    queries_ending, recognition,
};
use crate::{
    announcements::{Topic, announce},
    db,
    promises::{self, Kind, NewPromise},
    timeline::{self, Event},
    values::{CallId, PhoneNumber, SecretToken, read_phones},
};

/// A missed call is returned within an hour of the office's time.
const RETURN_MISSED_CALL_WITHIN: TimeDelta = TimeDelta::hours(1);

/// A call without a name of its own is the same call for so long.
const SAME_CALL_WITHIN: TimeDelta = TimeDelta::hours(2);

/// Keeps one event. The call's record begins with the first one that we hear, whichever it is.
pub async fn record_event(
    db: &PgPool,
    event: &CallEvent,
    now: DateTime<Utc>,
) -> sqlx::Result<CallId> {
    let number = only_number(event.other_party());
    let mut tx = db::begin(db).await?;
    let provider_call_id = match &event.call_id {
        Some(id) => id.clone(),
        None => name_of_nameless(&mut tx, event, now).await?,
    };
    let customer = match &number {
        Some(number) => recognition::only_customer(&mut tx, number).await?,
        None => None,
    };
    let told =
        queries::tell(&mut *tx, event, &provider_call_id, number.as_ref(), customer, now).await?;
    match told.state {
        State::Missed if told.outcome.is_none() => owe_a_call(&mut tx, &told, now).await?,
        State::Answered | State::Ended if told.outcome == Some(OutcomeKind::Callback) => {
            forget_the_missing(&mut tx, told.id, now).await?;
        }
        _ => {}
    }
    announce(&mut *tx, Topic::Call, told.id.0).await?;
    tx.commit().await?;
    Ok(told.id)
}

fn only_number(raw: &str) -> Option<PhoneNumber> {
    let mut numbers = read_phones(raw).numbers();
    if numbers.len() == 1 { numbers.pop().map(|read| read.number) } else { None }
}

/// A PBX without call names: the last call of the same line that has not ended, else a new one.
async fn name_of_nameless(
    db: &mut PgConnection,
    event: &CallEvent,
    now: DateTime<Utc>,
) -> sqlx::Result<String> {
    queries::wait_for_turn(&mut *db, event.other_party()).await?;
    let since = now - SAME_CALL_WITHIN;
    let is_ring = event.what == What::Ringing;
    let known =
        queries::latest_nameless(&mut *db, &event.from, &event.to, is_ring, since, now).await?;
    Ok(known.unwrap_or_else(|| format!("{NAMELESS}{}", SecretToken::generate().reveal())))
}

/// Begins the names that we make up.
pub(super) const NAMELESS: &str = "nameless:";

/// A missed call makes a promise by itself, once. Nobody can call back a hidden number: such a call
/// stays open in the office's day.
async fn owe_a_call(db: &mut PgConnection, told: &Told, now: DateTime<Utc>) -> sqlx::Result<()> {
    let Some(number) = &told.from_e164 else { return Ok(()) };
    let promise = NewPromise {
        kind: Kind::MissedCall,
        what: "Rappeler : appel manqué".to_owned(),
        customer: told.customer_id,
        call: Some(told.id),
        ticket: None,
        owner: told.handled_by,
        due_at: promises::within_office_hours(now, RETURN_MISSED_CALL_WITHIN),
        created_by: None,
    };
    if promises::create(&mut *db, &promise, now).await?.is_none() {
        return Ok(());
    }
    queries_ending::set_callback(&mut *db, told.id, now).await?;
    let event = Event {
        kind: "call_missed",
        customer: told.customer_id,
        call: Some(told.id),
        text: format!("Appel manqué du {}", number.national()),
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await
}

/// The PBX says late that the call was taken: nobody is owed a call for that.
async fn forget_the_missing(
    db: &mut PgConnection,
    call: CallId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let kind = Some(Kind::MissedCall);
    let words = "L’appel avait été décroché (annonce tardive du standard).";
    if promises::keep_of_call(&mut *db, call, kind, words, None, now).await? > 0 {
        queries_ending::reopen(&mut *db, call).await?;
    }
    Ok(())
}
