//! What people do with a call before it is concluded: note one, take one up, say who it is, put its card aside.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::{
    queries::{self, NewCall},
    recognition,
};
use crate::{
    announcements::{Topic, announce},
    customers, db,
    values::{CallId, CustomerId, PhoneNumber, StaffId},
};

/// A softphone's link that is opened again within so long opens the same call.
const SAME_CALL_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// The call of a softphone's link: the one that the PBX has announced, or that the same link opened
/// a moment ago; else a new one. Opening the link any number of times makes one call.
pub async fn open_for_number(
    db: &PgPool,
    typed: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<CallId> {
    let number = PhoneNumber::parse(typed).ok();
    let line = number.as_ref().map_or(typed, PhoneNumber::as_str);
    let mut tx = db::begin(db).await?;
    queries::wait_for_turn(&mut *tx, line).await?;
    if let Some(number) = &number
        && let Some(id) =
            queries::recent_of_number(&mut *tx, number, now - SAME_CALL_WITHIN).await?
    {
        queries::set_handler(&mut *tx, id, staff).await?;
        announce(&mut *tx, Topic::Call, id.0).await?;
        tx.commit().await?;
        return Ok(id);
    }
    let name = format!("{line} {}", now.timestamp() / SAME_CALL_WITHIN.num_seconds());
    let customer = match &number {
        Some(number) => recognition::only_customer(&mut tx, number).await?,
        None => None,
    };
    let new = NewCall {
        provider: "link",
        provider_call_id: &name,
        from_raw: typed,
        from_e164: number.as_ref(),
        customer,
        staff,
    };
    let id = queries::insert(&mut *tx, &new, now).await?;
    announce(&mut *tx, Topic::Call, id.0).await?;
    tx.commit().await?;
    Ok(id)
}

/// A call that a person notes.
#[derive(Clone, Debug)]
pub struct NoteByHand<'a> {
    pub number: Option<PhoneNumber>,
    /// The same form sent twice carries the same key and notes one call.
    pub request_key: &'a str,
    pub staff: StaffId,
}

pub async fn note_by_hand(
    db: &PgPool,
    note: &NoteByHand<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<CallId> {
    let mut tx = db::begin(db).await?;
    let customer = match &note.number {
        Some(number) => recognition::only_customer(&mut tx, number).await?,
        None => None,
    };
    let new = NewCall {
        provider: "office",
        provider_call_id: note.request_key,
        from_raw: note.number.as_ref().map_or("", PhoneNumber::as_str),
        from_e164: note.number.as_ref(),
        customer,
        staff: note.staff,
    };
    let id = queries::insert(&mut *tx, &new, now).await?;
    announce(&mut *tx, Topic::Call, id.0).await?;
    tx.commit().await?;
    Ok(id)
}

/// Says to everybody that this person is on it; who came first stays its handler.
pub async fn take_up(db: &PgPool, id: CallId, staff: StaffId) -> sqlx::Result<()> {
    let mut tx = db::begin(db).await?;
    queries::set_handler(&mut *tx, id, staff).await?;
    announce(&mut *tx, Topic::Call, id.0).await?;
    tx.commit().await
}

/// A person says who is calling. A number that this customer did not have becomes one of theirs, and
/// earlier calls of it that nobody could name become theirs too.
pub async fn assign_customer(
    db: &PgPool,
    id: CallId,
    customer: CustomerId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Some(call) = queries::find(db, id).await? else { return Ok(()) };
    queries::set_customer(db, id, customer).await?;
    if let Some(number) = call.number()
        && !customers::by_phone(db, &number).await?.iter().any(|card| card.id == customer)
    {
        customers::add_phones(db, customer, number.as_str(), None, staff, now).await?;
    }
    if let Some(number) = call.number() {
        let mut tx = db::begin(db).await?;
        recognition::match_earlier(&mut tx, &number, customer).await?;
        tx.commit().await?;
    }
    announce(db, Topic::Call, id.0).await
}

/// Keeps what is typed while the conversation lasts.
pub async fn keep_note(db: &PgPool, id: CallId, note: &str, staff: StaffId) -> sqlx::Result<()> {
    queries::set_note(db, id, note, staff).await
}

/// "Later": the card leaves this person's screens; the call stays open.
pub async fn put_aside(
    db: &PgPool,
    id: CallId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let mut tx = db::begin(db).await?;
    queries::dismiss(&mut *tx, id, staff, now).await?;
    announce(&mut *tx, Topic::Call, id.0).await?;
    tx.commit().await
}
