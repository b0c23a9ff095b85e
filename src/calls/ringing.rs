//! What telephone systems say, written down: events may come twice, late, out of order or not at all.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    Direction, OutcomeKind, State,
    event::CallEvent,
    life::{self, ANSWER_FOLLOWS_WITHIN},
    queries, queries_ending,
    queries_events::{self, Told},
    recognition,
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

/// Begins the names that we make up.
pub(super) const NAMELESS: &str = "nameless:";

/// Keeps what one message says of one call. The call's record begins with the first event that we
/// hear, whichever it is, unless that is only its end: None as long as there is no call.
pub async fn record(
    db: &PgPool,
    events: &[CallEvent],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<CallId>> {
    let Some(first) = events.first() else { return Ok(None) };
    let provider = first.provider.as_str();
    let mut tx = db::begin(db).await?;
    let name = match &first.call_id {
        Some(id) => id.clone(),
        None => name_of_nameless(&mut tx, first).await?,
    };
    // Events of one call follow each other: each reads all those before it.
    queries::wait_for_turn(&mut *tx, &format!("{provider} {name}")).await?;
    for event in events {
        queries_events::keep(&mut *tx, event, &name, now).await?;
    }
    let told = tell(&mut tx, provider, &name, now).await?;
    tx.commit().await?;
    Ok(told)
}

/// Makes the call what its events say together.
async fn tell(
    db: &mut PgConnection,
    provider: &str,
    name: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<CallId>> {
    let events = queries_events::of_call(&mut *db, provider, name).await?;
    let Some(life) = life::of(events, now) else { return Ok(None) };
    let other = if life.direction == Direction::In { &life.from } else { &life.to };
    let number = only_number(other);
    let known = queries_events::customer_of(&mut *db, provider, name).await?;
    let customer = match (&number, known) {
        (Some(number), None) => recognition::only_customer(&mut *db, number).await?,
        _ => known,
    };
    let from_e164 = number.as_ref().filter(|_| life.direction == Direction::In);
    let told =
        queries_events::write(&mut *db, (provider, name), &life, from_e164, customer).await?;
    match told.state {
        State::Missed if told.outcome.is_none() => owe_a_call(&mut *db, &told, now).await?,
        State::Answered | State::Ended if told.outcome == Some(OutcomeKind::Callback) => {
            forget_the_missing(&mut *db, told.id, now).await?;
        }
        _ => {}
    }
    announce(&mut *db, Topic::Call, told.id.0).await?;
    Ok(Some(told.id))
}

/// Calls whose ring ended, and nobody said what followed: they were missed. Returns how many.
pub async fn settle_rung_out(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<usize> {
    let waiting = queries_events::rung_out(db, now - ANSWER_FOLLOWS_WITHIN).await?;
    for (provider, name) in &waiting {
        let mut tx = db::begin(db).await?;
        queries::wait_for_turn(&mut *tx, &format!("{provider} {name}")).await?;
        tell(&mut tx, provider, name, now).await?;
        tx.commit().await?;
    }
    Ok(waiting.len())
}

/// Events of long ago serve no more: their calls stand. Returns how many were deleted.
pub async fn forget_events_before(db: &PgPool, before: DateTime<Utc>) -> sqlx::Result<u64> {
    queries_events::forget_before(db, before).await
}

/// For a system that names no call but tells when it was: the call of this line at that time, or a new
/// name made of both, which is the same whoever makes it.
pub async fn name_on_line(
    db: &PgPool,
    provider: super::Provider,
    typed: &str,
    at: DateTime<Utc>,
) -> sqlx::Result<String> {
    let number = only_number(typed);
    let line = number.as_ref().map_or(typed, PhoneNumber::as_str);
    let known = queries_events::of_line_at(db, provider.as_str(), line, at).await?;
    Ok(known.unwrap_or_else(|| format!("{line}@{}", at.timestamp())))
}

fn only_number(raw: &str) -> Option<PhoneNumber> {
    let mut numbers = read_phones(raw).numbers();
    if numbers.len() == 1 { numbers.pop().map(|read| read.number) } else { None }
}

/// A system without call names: the last call of the same line that has not ended, else a new one.
async fn name_of_nameless(db: &mut PgConnection, event: &CallEvent) -> sqlx::Result<String> {
    queries::wait_for_turn(&mut *db, event.other_party()).await?;
    let since = event.at - SAME_CALL_WITHIN;
    let known = queries_events::latest_nameless(&mut *db, event, since).await?;
    Ok(known.unwrap_or_else(|| format!("{NAMELESS}{}", SecretToken::generate().reveal())))
}

/// A missed call makes a promise by itself, once. Nobody can call back a hidden number: such a call
/// stays open in the office's day.
async fn owe_a_call(db: &mut PgConnection, told: &Told, now: DateTime<Utc>) -> sqlx::Result<()> {
    let Some(number) = &told.from_e164 else { return Ok(()) };
    let missed_at = told.ended_at.unwrap_or(now);
    let promise = NewPromise {
        kind: Kind::MissedCall,
        what: "Rappeler : appel manqué".to_owned(),
        customer: told.customer_id,
        call: Some(told.id),
        ticket: None,
        owner: told.handled_by,
        due_at: promises::within_office_hours(missed_at, RETURN_MISSED_CALL_WITHIN),
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

/// We hear late that the call was taken: nobody is owed a call for that.
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
