//! Every SQL statement about promises.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Kind, NewPromise};
use crate::values::{CallId, CustomerId, PhoneNumber, PromiseId, StaffId, TicketId};

/// How many promises a page of the list shows.
const PAGE: usize = 50;

/// A promise as a list shows it.
#[derive(Clone, Debug)]
pub struct Promise {
    pub id: PromiseId,
    pub kind: Kind,
    pub what: String,
    /// Its own, or that of its call.
    pub customer_id: Option<CustomerId>,
    pub customer_name: Option<String>,
    /// Whom to dial: the number of its call, else the customer's first one.
    pub phone: Option<PhoneNumber>,
    pub call_id: Option<CallId>,
    pub ticket_number: Option<String>,
    pub owner_name: Option<String>,
    pub due_at: DateTime<Utc>,
    pub kept_at: Option<DateTime<Utc>>,
    pub outcome: Option<String>,
}

impl Promise {
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.kept_at.is_none() && self.due_at < now
    }
}

/// Some promises, and where to go on.
#[derive(Clone, Debug)]
pub struct PromisePage {
    pub rows: Vec<Promise>,
    /// To pass as `after` for the next page.
    pub next: Option<PromiseId>,
}

/// None where the missed call already has a promise, or the portal's visitor already asked for the same.
pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    new: &NewPromise,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<PromiseId>> {
    sqlx::query_scalar!(
        r#"
        insert into promises (kind, what, customer_id, call_id, ticket_id, owner_id, due_at, created_by, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
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
    )
    .fetch_optional(db)
    .await
}

/// What is still owed, danger first, then by the time it is due; `after` is the last promise of the page before.
pub async fn open(db: impl PgExecutor<'_>, after: Option<PromiseId>) -> sqlx::Result<PromisePage> {
    let mut rows = sqlx::query_as!(
        Promise,
        r#"
        select p.id, p.kind as "kind: Kind", p.what, c.id as "customer_id?: CustomerId", c.name as "customer_name?",
               coalesce(k.from_e164,
                        (select e164 from phones
                         where customer_id = c.id and e164 is not null order by id limit 1)) as "phone?: PhoneNumber",
               p.call_id, t.number as "ticket_number?", s.name as "owner_name?", p.due_at, p.kept_at, p.outcome
        from promises p
        left join calls k on k.id = p.call_id
        left join customers c on c.id = coalesce(p.customer_id, k.customer_id)
        left join tickets t on t.id = p.ticket_id
        left join staff s on s.id = p.owner_id
        where p.kept_at is null
          and ($1::bigint is null
               or (p.kind <> 'danger', p.due_at, p.id) > (select kind <> 'danger', due_at, id from promises where id = $1))
        order by p.kind <> 'danger', p.due_at, p.id
        limit 51
        "#,
        after as _,
    )
    .fetch_all(db)
    .await?;
    let next = if rows.len() > PAGE { rows.get(PAGE - 1).map(|row| row.id) } else { None };
    rows.truncate(PAGE);
    Ok(PromisePage { rows, next })
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
               k.from_e164 as "phone?: PhoneNumber", p.call_id, t.number as "ticket_number?", s.name as "owner_name?",
               p.due_at, p.kept_at, p.outcome
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
               k.from_e164 as "phone?: PhoneNumber", p.call_id, t.number as "ticket_number?", s.name as "owner_name?",
               p.due_at, p.kept_at, p.outcome
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
