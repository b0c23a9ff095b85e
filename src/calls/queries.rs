//! The SQL that keeps calls.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Call, Direction, OutcomeKind, State};
use crate::values::{CallId, CustomerId, PhoneNumber, StaffId};

pub async fn find(db: impl PgExecutor<'_>, id: CallId) -> sqlx::Result<Option<Call>> {
    sqlx::query_as!(
        Call,
        r#"
        select k.id, k.provider not in ('link', 'office') as "is_announced!", k.direction as "direction: Direction", k.from_raw, k.from_e164 as "from_e164: PhoneNumber",
               k.to_raw, k.state as "state: State", k.customer_id, k.ticket_id, k.handled_by,
               s.name as "handled_by_name?", k.note, k.outcome as "outcome: OutcomeKind", k.outcome_note, p.name as "passed_to_name?", t.number as "ticket_number?",
               k.has_voicemail, k.started_at, k.answered_at, k.ended_at, k.version
        from calls k
        left join staff s on s.id = k.handled_by
        left join staff p on p.id = k.passed_to
        left join tickets t on t.id = k.ticket_id
        where k.id = $1
        "#,
        id as _,
    )
    .fetch_optional(db)
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

/// Earlier calls of this number of which nobody knew whose they were: they are this customer's.
pub(super) async fn give_unmatched(
    db: impl PgExecutor<'_>,
    number: &PhoneNumber,
    customer: CustomerId,
) -> sqlx::Result<Vec<CallId>> {
    sqlx::query_scalar!(
        r#"
        update calls set customer_id = $2
        where customer_id is null and ticket_id is null and from_e164 = $1
        returning id
        "#,
        number as _,
        customer as _,
    )
    .fetch_all(db)
    .await
}

/// Adds to the note of a call that was concluded meanwhile.
pub async fn add_to_note(db: impl PgExecutor<'_>, id: CallId, words: &str) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update calls set note = case when note = '' then $2 else note || E'\n' || $2 end
        where id = $1 and length(note) < 20000
        "#,
        id as _,
        words,
    )
    .execute(db)
    .await?;
    Ok(())
}
