//! The list of what is owed and of what was kept, page by page, each by its index.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::Kind;
use crate::values::{CallId, CustomerId, PhoneNumber, PromiseId, StaffId};

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
    /// Whom to dial: its own number, that of its call, else the customer's first one.
    pub phone: Option<PhoneNumber>,
    pub call_id: Option<CallId>,
    pub ticket_number: Option<String>,
    pub owner_id: Option<StaffId>,
    pub owner_name: Option<String>,
    pub not_before: Option<DateTime<Utc>>,
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

/// Which promises a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    #[default]
    Open,
    Late,
    /// Kept, the latest first.
    Kept,
}

/// Whose promises a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    #[default]
    Everybodys,
    Of(StaffId),
    /// For whoever of the office comes first.
    Nobodys,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub view: View,
    pub whose: Whose,
    /// Only what is due before.
    pub until: Option<DateTime<Utc>>,
}

/// What is still owed, danger first, then by the time it is due; `after` is the last promise of the page before.
pub async fn open(db: impl PgExecutor<'_>, after: Option<PromiseId>) -> sqlx::Result<PromisePage> {
    owed(db, Whose::Everybodys, None, after).await
}

/// One page of the list.
pub async fn list(
    db: impl PgExecutor<'_>,
    filter: &Filter,
    after: Option<PromiseId>,
    now: DateTime<Utc>,
) -> sqlx::Result<PromisePage> {
    match filter.view {
        View::Open => owed(db, filter.whose, filter.until, after).await,
        View::Late => {
            owed(db, filter.whose, Some(filter.until.map_or(now, |until| until.min(now))), after)
                .await
        }
        View::Kept => kept(db, filter.whose, after).await,
    }
}

fn parts(whose: Whose) -> (Option<StaffId>, bool) {
    match whose {
        Whose::Everybodys => (None, false),
        Whose::Of(id) => (Some(id), false),
        Whose::Nobodys => (None, true),
    }
}

async fn owed(
    db: impl PgExecutor<'_>,
    whose: Whose,
    until: Option<DateTime<Utc>>,
    after: Option<PromiseId>,
) -> sqlx::Result<PromisePage> {
    let (owner, is_nobodys) = parts(whose);
    let rows = sqlx::query_as!(
        Promise,
        r#"
        select p.id, p.kind as "kind: Kind", p.what, c.id as "customer_id?: CustomerId", c.name as "customer_name?",
               coalesce(p.phone, k.from_e164,
                        (select e164 from phones
                         where customer_id = c.id and e164 is not null order by id limit 1)) as "phone?: PhoneNumber",
               p.call_id, t.number as "ticket_number?", p.owner_id, s.name as "owner_name?", p.not_before, p.due_at,
               p.kept_at, p.outcome
        from promises p
        left join calls k on k.id = p.call_id
        left join customers c on c.id = coalesce(p.customer_id, k.customer_id)
        left join tickets t on t.id = p.ticket_id
        left join staff s on s.id = p.owner_id
        where p.kept_at is null
          and ($2::bigint is null or p.owner_id = $2) and (not $3 or p.owner_id is null)
          and ($4::timestamptz is null or p.due_at < $4)
          and ($1::bigint is null
               or (p.kind <> 'danger', p.due_at, p.id) > (select kind <> 'danger', due_at, id from promises where id = $1))
        order by p.kind <> 'danger', p.due_at, p.id
        limit 51
        "#,
        after as _,
        owner as _,
        is_nobodys,
        until,
    )
    .fetch_all(db)
    .await?;
    Ok(page(rows))
}

async fn kept(
    db: impl PgExecutor<'_>,
    whose: Whose,
    after: Option<PromiseId>,
) -> sqlx::Result<PromisePage> {
    let (owner, is_nobodys) = parts(whose);
    let rows = sqlx::query_as!(
        Promise,
        r#"
        select p.id, p.kind as "kind: Kind", p.what, c.id as "customer_id?: CustomerId", c.name as "customer_name?",
               coalesce(p.phone, k.from_e164) as "phone?: PhoneNumber",
               p.call_id, t.number as "ticket_number?", p.owner_id, s.name as "owner_name?", p.not_before, p.due_at,
               p.kept_at, p.outcome
        from promises p
        left join calls k on k.id = p.call_id
        left join customers c on c.id = coalesce(p.customer_id, k.customer_id)
        left join tickets t on t.id = p.ticket_id
        left join staff s on s.id = p.owner_id
        where p.kept_at is not null
          and ($2::bigint is null or p.owner_id = $2) and (not $3 or p.owner_id is null)
          and ($1::bigint is null or (p.kept_at, p.id) < (select kept_at, id from promises where id = $1))
        order by p.kept_at desc, p.id desc
        limit 51
        "#,
        after as _,
        owner as _,
        is_nobodys,
    )
    .fetch_all(db)
    .await?;
    Ok(page(rows))
}

fn page(mut rows: Vec<Promise>) -> PromisePage {
    let next = if rows.len() > PAGE { rows.get(PAGE - 1).map(|row| row.id) } else { None };
    rows.truncate(PAGE);
    PromisePage { rows, next }
}
