//! The SQL that keeps calls.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;

use super::{
    Call, Direction, OutcomeKind, State,
    cti::{CallEvent, What},
    ringing::NAMELESS,
};
use crate::values::{CallId, CustomerId, PhoneNumber, StaffId};

/// A second ring of a nameless call within so long is the same ring.
const SAME_RING_WITHIN: TimeDelta = TimeDelta::minutes(1);

pub async fn find(db: impl PgExecutor<'_>, id: CallId) -> sqlx::Result<Option<Call>> {
    sqlx::query_as!(
        Call,
        r#"
        select k.id, k.provider = 'cti' as "is_announced!", k.direction as "direction: Direction", k.from_raw, k.from_e164 as "from_e164: PhoneNumber",
               k.to_raw, k.state as "state: State", k.customer_id, k.ticket_id, k.handled_by,
               s.name as "handled_by_name?", k.note, k.outcome as "outcome: OutcomeKind", k.outcome_note,
               k.started_at, k.answered_at, k.ended_at, k.version
        from calls k
        left join staff s on s.id = k.handled_by
        where k.id = $1
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

/// What is known of a call after the PBX spoke.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) id: CallId,
    pub(super) state: State,
    pub(super) outcome: Option<OutcomeKind>,
    pub(super) from_e164: Option<PhoneNumber>,
    pub(super) customer_id: Option<CustomerId>,
    pub(super) handled_by: Option<StaffId>,
}

/// Writes an event into its call. The state only moves forward, and what is known is never forgotten.
pub(super) async fn tell(
    db: impl PgExecutor<'_>,
    event: &CallEvent,
    provider_call_id: &str,
    number: Option<&PhoneNumber>,
    customer: Option<CustomerId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Told> {
    let from_e164 = if event.direction == Direction::In { number } else { None };
    let (state, answered_at, ended_at) = match event.what {
        What::Ringing => (State::Ringing, None, None),
        What::Answered => (State::Answered, Some(now), None),
        What::HungUp { was_answered: false } if event.direction == Direction::In => {
            (State::Missed, None, Some(now))
        }
        What::HungUp { .. } => (State::Ended, None, Some(now)),
    };
    sqlx::query_as!(
        Told,
        r#"
        insert into calls (provider, provider_call_id, direction, from_raw, from_e164, to_raw, state, customer_id,
                           handled_by, started_at, answered_at, ended_at)
        values ('cti', $1, $2, $3, $4, $5, $6, $7,
                (select id from staff where email = lower($8) and active and role <> 'technician'), $9, $10, $11)
        on conflict (provider, provider_call_id) do update set
            state = case
                when excluded.state = 'answered' and calls.state = 'ringing' then 'answered'
                when excluded.state in ('answered', 'ended') and calls.state = 'missed' then 'ended'
                when excluded.ended_at is not null and calls.state = 'ringing' then excluded.state
                when excluded.ended_at is not null and calls.state = 'answered' then 'ended'
                else calls.state end,
            from_raw = coalesce(nullif(calls.from_raw, ''), excluded.from_raw),
            from_e164 = coalesce(calls.from_e164, excluded.from_e164),
            to_raw = coalesce(nullif(calls.to_raw, ''), excluded.to_raw),
            customer_id = coalesce(calls.customer_id, excluded.customer_id),
            handled_by = coalesce(calls.handled_by, excluded.handled_by),
            started_at = least(calls.started_at, excluded.started_at),
            answered_at = coalesce(calls.answered_at, excluded.answered_at),
            ended_at = coalesce(calls.ended_at, excluded.ended_at)
        returning id, state as "state: State", outcome as "outcome: OutcomeKind",
                  from_e164 as "from_e164: PhoneNumber", customer_id, handled_by
        "#,
        provider_call_id,
        event.direction as _,
        event.from,
        from_e164 as _,
        event.to,
        state as _,
        customer as _,
        event.user,
        now,
        answered_at,
        ended_at,
    )
    .fetch_one(db)
    .await
}

/// Makes events about one line that come at the same moment follow each other, until the transaction ends.
pub(super) async fn wait_for_turn(db: impl PgExecutor<'_>, line: &str) -> sqlx::Result<()> {
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended('call:' || $1, 0))::text as "locked""#,
        line
    )
    .fetch_one(db)
    .await?;
    Ok(())
}

/// The name that we gave to the call that an event of a nameless line is about.
pub(super) async fn latest_nameless(
    db: impl PgExecutor<'_>,
    from: &str,
    to: &str,
    is_ring: bool,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"
        select provider_call_id from calls
        where provider = 'cti' and provider_call_id like $1 || '%' and from_raw = $2
          and ($3 = '' or to_raw = $3) and started_at > $4
          and (not $5 or (state = 'ringing' and started_at > $6))
        order by started_at desc, id desc
        limit 1
        "#,
        NAMELESS,
        from,
        to,
        since,
        is_ring,
        now - SAME_RING_WITHIN,
    )
    .fetch_optional(db)
    .await
}

/// A call that did not come from the PBX.
#[derive(Debug)]
pub(super) struct NewCall<'a> {
    pub(super) provider: &'a str,
    pub(super) provider_call_id: &'a str,
    pub(super) from_raw: &'a str,
    pub(super) from_e164: Option<&'a PhoneNumber>,
    pub(super) customer: Option<CustomerId>,
    pub(super) staff: StaffId,
}

/// Writes it down as answered, or finds the one that the same form or link had written.
pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    new: &NewCall<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<CallId> {
    sqlx::query_scalar!(
        r#"
        insert into calls (provider, provider_call_id, from_raw, from_e164, state, customer_id, handled_by,
                           started_at, answered_at)
        values ($1, $2, $3, $4, 'answered', $5, $6, $7, $7)
        on conflict (provider, provider_call_id) do update set handled_by = coalesce(calls.handled_by, $6)
        returning id
        "#,
        new.provider,
        new.provider_call_id,
        new.from_raw,
        new.from_e164 as _,
        new.customer as _,
        new.staff as _,
        now,
    )
    .fetch_one(db)
    .await
}

/// The open call of a number that began after `since`, the newest.
pub(super) async fn recent_of_number(
    db: impl PgExecutor<'_>,
    number: &PhoneNumber,
    since: DateTime<Utc>,
) -> sqlx::Result<Option<CallId>> {
    sqlx::query_scalar!(
        r#"
        select id from calls
        where from_e164 = $1 and started_at > $2 and outcome is null
        order by started_at desc, id desc limit 1
        "#,
        number as _,
        since,
    )
    .fetch_optional(db)
    .await
}

/// Who takes it up first is its handler.
pub(super) async fn set_handler(
    db: impl PgExecutor<'_>,
    id: CallId,
    staff: StaffId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update calls set handled_by = $2 where id = $1 and handled_by is null",
        id as _,
        staff as _
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_customer(
    db: impl PgExecutor<'_>,
    id: CallId,
    customer: CustomerId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update calls set customer_id = $2 where id = $1 and ticket_id is null",
        id as _,
        customer as _
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_note(
    db: impl PgExecutor<'_>,
    id: CallId,
    note: &str,
    staff: StaffId,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update calls set note = $2, handled_by = coalesce(handled_by, $3)
        where id = $1 and (outcome is null or outcome = 'callback')
        "#,
        id as _,
        note,
        staff as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn dismiss(
    db: impl PgExecutor<'_>,
    id: CallId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into call_dismissals (call_id, staff_id, at)
        select id, $2, $3 from calls where id = $1
        on conflict do nothing
        "#,
        id as _,
        staff as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
