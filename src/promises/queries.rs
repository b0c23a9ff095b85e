//! Every SQL statement about promises.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Kind, NewPromise, Origin, Promise};
use crate::values::{CallId, CustomerId, PhoneNumber, PromiseId, StaffId, TicketId};

/// None where the missed call already has a promise, or the portal's visitor already asked for the same.
pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    new: &NewPromise,
    origin: &Origin,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<PromiseId>> {
    sqlx::query_scalar!(
        r#"
        insert into promises (kind, what, customer_id, call_id, ticket_id, owner_id, due_at, created_by, created_at,
                              not_before, typed, phone, request_key)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict do nothing
        returning id
        "#,
        new.kind as _,
        new.what,
        new.customer as _,
        new.call as _,
        new.ticket as _,
        new.owner as _,
        new.due_at,
        new.created_by as _,
        now,
        origin.not_before,
        origin.typed,
        origin.phone.as_ref().map(PhoneNumber::as_str),
        origin.request_key,
    )
    .fetch_optional(db)
    .await
}

/// What is owed to this customer, and what was lately.
pub async fn of_customer(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
) -> sqlx::Result<Vec<Promise>> {
    sqlx::query_as!(
        Promise,
        r#"
        select p.id, p.kind as "kind: Kind", p.what, p.customer_id, null::text as customer_name,
               coalesce(p.phone, k.from_e164) as "phone?: PhoneNumber", p.call_id, t.number as "ticket_number?",
               p.owner_id, s.name as "owner_name?", p.not_before, p.due_at, p.kept_at, p.outcome
        from promises p
        left join calls k on k.id = p.call_id
        left join tickets t on t.id = p.ticket_id
        left join staff s on s.id = p.owner_id
        where p.customer_id = $1
        order by p.kept_at desc nulls first, p.due_at
        limit 20
        "#,
        customer as _,
    )
    .fetch_all(db)
    .await
}

pub async fn find(db: impl PgExecutor<'_>, id: PromiseId) -> sqlx::Result<Option<Promise>> {
    sqlx::query_as!(
        Promise,
        r#"
        select p.id, p.kind as "kind: Kind", p.what, c.id as "customer_id?: CustomerId", c.name as "customer_name?",
               coalesce(p.phone, k.from_e164,
                        (select e164 from phones
                         where customer_id = c.id and e164 is not null order by id limit 1)) as "phone?: PhoneNumber", p.call_id, t.number as "ticket_number?",
               p.owner_id, s.name as "owner_name?", p.not_before, p.due_at, p.kept_at, p.outcome
        from promises p
        left join calls k on k.id = p.call_id
        left join customers c on c.id = coalesce(p.customer_id, k.customer_id)
        left join tickets t on t.id = p.ticket_id
        left join staff s on s.id = p.owner_id
        where p.id = $1
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

/// What the record of a kept promise needs.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) what: String,
    pub(super) customer_id: Option<CustomerId>,
    pub(super) ticket_id: Option<TicketId>,
    pub(super) call_id: Option<CallId>,
}

/// None where it was kept before, or never made.
pub(super) async fn keep(
    db: impl PgExecutor<'_>,
    id: PromiseId,
    outcome: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Kept>> {
    sqlx::query_as!(
        Kept,
        r#"
        update promises set kept_at = $4, kept_by = $3, outcome = $2
        where id = $1 and kept_at is null
        returning what, customer_id, ticket_id, call_id
        "#,
        id as _,
        outcome,
        staff as _,
        now,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn keep_of_call(
    db: impl PgExecutor<'_>,
    call: CallId,
    kind: Option<Kind>,
    outcome: &str,
    staff: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<PromiseId>> {
    sqlx::query_scalar!(
        r#"
        update promises set kept_at = $4, kept_by = $3, outcome = $2
        where call_id = $1 and kept_at is null and ($5::text is null or kind = $5)
        returning id
        "#,
        call as _,
        outcome,
        staff as _,
        now,
        kind as _,
    )
    .fetch_all(db)
    .await
}

/// How a promise began and ended.
#[derive(Debug)]
pub(super) struct Ends {
    pub(super) created_at: DateTime<Utc>,
    pub(super) created_by_name: Option<String>,
    pub(super) typed: Option<String>,
    pub(super) kept_at: Option<DateTime<Utc>>,
    pub(super) kept_by_name: Option<String>,
    pub(super) outcome: Option<String>,
}

pub(super) async fn ends(db: impl PgExecutor<'_>, id: PromiseId) -> sqlx::Result<Option<Ends>> {
    sqlx::query_as!(
        Ends,
        r#"
        select p.created_at, maker.name as "created_by_name?", p.typed, p.kept_at, keeper.name as "kept_by_name?", p.outcome
        from promises p
        left join staff maker on maker.id = p.created_by
        left join staff keeper on keeper.id = p.kept_by
        where p.id = $1
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

/// What happened between.
#[derive(Debug)]
pub(super) struct HappeningRow {
    pub(super) at: DateTime<Utc>,
    pub(super) staff_name: Option<String>,
    pub(super) kind: String,
    pub(super) reason: Option<String>,
    pub(super) due_to: Option<DateTime<Utc>>,
    pub(super) owner_from_name: Option<String>,
    pub(super) owner_to_name: Option<String>,
}

pub(super) async fn happenings(
    db: impl PgExecutor<'_>,
    id: PromiseId,
) -> sqlx::Result<Vec<HappeningRow>> {
    sqlx::query_as!(
        HappeningRow,
        r#"
        select e.at, s.name as "staff_name?", e.kind, e.reason, e.due_to, f.name as "owner_from_name?", t.name as "owner_to_name?"
        from promise_events e
        left join staff s on s.id = e.staff_id
        left join staff f on f.id = e.owner_from
        left join staff t on t.id = e.owner_to
        where e.promise_id = $1
        order by e.id
        limit 200
        "#,
        id as _,
    )
    .fetch_all(db)
    .await
}
