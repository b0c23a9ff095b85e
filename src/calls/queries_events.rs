//! The SQL of what telephone systems say.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;

use super::{
    Direction, OutcomeKind, State,
    event::{CallEvent, EventKind},
    life::{Heard, Life},
    ringing::NAMELESS,
};
use crate::values::{CallId, CustomerId, PhoneNumber, StaffId};

/// A second ring of a nameless call within so long is the same ring.
const SAME_RING_WITHIN: TimeDelta = TimeDelta::minutes(1);

/// Keeps one event. Told again, it changes nothing; what differs is merged so that the order does not matter.
pub(super) async fn keep(
    db: impl PgExecutor<'_>,
    event: &CallEvent,
    provider_call_id: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into call_events (provider, provider_call_id, kind, direction, from_raw, to_raw, agent,
                                 happened_at, received_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (provider, provider_call_id, kind, agent) do update set
            direction = greatest(call_events.direction, excluded.direction),
            from_raw = greatest(call_events.from_raw, excluded.from_raw),
            to_raw = greatest(call_events.to_raw, excluded.to_raw),
            happened_at = least(call_events.happened_at, excluded.happened_at)
        "#,
        event.provider.as_str(),
        provider_call_id,
        event.kind as _,
        event.direction as _,
        event.from,
        event.to,
        event.agent.as_deref().unwrap_or_default(),
        event.at,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// All that was said of a call.
pub(super) async fn of_call(
    db: impl PgExecutor<'_>,
    provider: &str,
    provider_call_id: &str,
) -> sqlx::Result<Vec<Heard>> {
    sqlx::query_as!(
        Heard,
        r#"
        select kind as "kind: EventKind", direction as "direction: Direction", from_raw, to_raw, agent,
               happened_at, received_at
        from call_events where provider = $1 and provider_call_id = $2
        "#,
        provider,
        provider_call_id,
    )
    .fetch_all(db)
    .await
}

/// What is known of a call after the telephone system spoke.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) id: CallId,
    pub(super) state: State,
    pub(super) outcome: Option<OutcomeKind>,
    pub(super) from_e164: Option<PhoneNumber>,
    pub(super) customer_id: Option<CustomerId>,
    pub(super) handled_by: Option<StaffId>,
    pub(super) ended_at: Option<DateTime<Utc>>,
}

/// Writes what its events say into the call; what people said of it stays.
pub(super) async fn write(
    db: impl PgExecutor<'_>,
    (provider, provider_call_id): (&str, &str),
    life: &Life,
    from_e164: Option<&PhoneNumber>,
    customer: Option<CustomerId>,
) -> sqlx::Result<Told> {
    sqlx::query_as!(
        Told,
        r#"
        with agent as (
            select s.id from staff s
            where s.active and s.role <> 'technician'
              and (s.email = lower($8) or s.id = (select staff_id from telephone_extensions where extension = $8))
            order by s.id limit 1
        )
        insert into calls (provider, provider_call_id, direction, from_raw, from_e164, to_raw, state, customer_id,
                           handled_by, answered_by, has_voicemail, started_at, answered_at, ended_at)
        values ($1, $2, $3, $4, $5, $6, $7, $13, (select id from agent), (select id from agent), $9, $10, $11, $12)
        on conflict (provider, provider_call_id) do update set
            direction = excluded.direction, from_raw = excluded.from_raw, from_e164 = excluded.from_e164,
            to_raw = excluded.to_raw, state = excluded.state, has_voicemail = excluded.has_voicemail,
            customer_id = coalesce(calls.customer_id, excluded.customer_id),
            handled_by = case
                when calls.handled_by is null or calls.handled_by is not distinct from calls.answered_by
                    then excluded.answered_by
                else calls.handled_by end,
            answered_by = excluded.answered_by, started_at = excluded.started_at,
            answered_at = excluded.answered_at, ended_at = excluded.ended_at
        returning id, state as "state: State", outcome as "outcome: OutcomeKind",
                  from_e164 as "from_e164: PhoneNumber", customer_id, handled_by, ended_at
        "#,
        provider,
        provider_call_id,
        life.direction as _,
        life.from,
        from_e164 as _,
        life.to,
        life.state as _,
        life.agent,
        life.has_voicemail,
        life.started_at,
        life.answered_at,
        life.ended_at,
        customer as _,
    )
    .fetch_one(db)
    .await
}

/// Whose call it is, where that is known.
pub(super) async fn customer_of(
    db: impl PgExecutor<'_>,
    provider: &str,
    provider_call_id: &str,
) -> sqlx::Result<Option<CustomerId>> {
    let found = sqlx::query_scalar!(
        r#"select customer_id as "customer_id: CustomerId" from calls where provider = $1 and provider_call_id = $2"#,
        provider,
        provider_call_id,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.flatten())
}

/// The name that we gave to the call that an event of a nameless line is about.
pub(super) async fn latest_nameless(
    db: impl PgExecutor<'_>,
    event: &CallEvent,
    since: DateTime<Utc>,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"
        select provider_call_id from calls
        where provider = $7 and provider_call_id like $1 || '%' and from_raw = $2
          and ($3 = '' or to_raw = $3) and started_at > $4
          and (not $5 or (state = 'ringing' and started_at > $6))
        order by started_at desc, id desc
        limit 1
        "#,
        NAMELESS,
        event.from,
        event.to,
        since,
        event.kind == EventKind::Ringing,
        event.at - SAME_RING_WITHIN,
        event.provider.as_str(),
    )
    .fetch_optional(db)
    .await
}

/// The call of this system's line that was under way at this instant, the nearest: some systems look a
/// number up at each ring, and tell its name to nobody. `line` is E.164, or as it was written.
pub(super) async fn of_line_at(
    db: impl PgExecutor<'_>,
    provider: &str,
    line: &str,
    at: DateTime<Utc>,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"
        select provider_call_id from calls
        where provider = $1 and (from_e164 = $2 or from_raw = $2 or to_raw = $2)
          and started_at between $3::timestamptz - interval '30 minutes' and $3::timestamptz + interval '2 minutes'
          and $3 <= greatest(ended_at + interval '10 seconds', started_at + interval '2 minutes')
        order by abs(extract(epoch from started_at - $3)), id
        limit 1
        "#,
        provider,
        line,
        at,
    )
    .fetch_optional(db)
    .await
}

/// Calls whose ring ended without a word of what followed: system and name.
pub(super) async fn rung_out(
    db: impl PgExecutor<'_>,
    until: DateTime<Utc>,
) -> sqlx::Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        r#"
        select e.provider, e.provider_call_id
        from call_events e
        join calls k on k.provider = e.provider and k.provider_call_id = e.provider_call_id
        where e.kind = 'ring_ended' and e.received_at <= $1 and e.received_at > $1::timestamptz - interval '2 days'
          and k.state = 'ringing'
        order by e.received_at limit 100
        "#,
        until,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.provider, row.provider_call_id)).collect())
}

/// Returns how many events were deleted.
pub(super) async fn forget_before(
    db: impl PgExecutor<'_>,
    before: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let done =
        sqlx::query!("delete from call_events where received_at < $1", before).execute(db).await?;
    Ok(done.rows_affected())
}

/// The system's own name for a call that it announced.
pub async fn name_at(
    db: impl PgExecutor<'_>,
    provider: super::Provider,
    id: CallId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select provider_call_id from calls where id = $1 and provider = $2",
        id as _,
        provider.as_str(),
    )
    .fetch_optional(db)
    .await
}
