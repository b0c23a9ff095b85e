//! The SQL of lists of requests.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, Postgres, QueryBuilder};

use super::{
    PauseReason, Source, Status,
    filter::{Cursor, Filter, States},
};
use crate::{
    catalog::Priority,
    values::{CustomerId, StaffId, TicketId},
};

/// A request as a list shows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TicketRow {
    pub id: TicketId,
    pub number: String,
    pub subject: String,
    pub source: Source,
    pub status: Status,
    pub priority: Priority,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub city: Option<String>,
    pub owner_id: Option<StaffId>,
    pub owner_name: Option<String>,
    pub next_action: Option<String>,
    pub next_action_at: Option<DateTime<Utc>>,
    pub response_due_at: Option<DateTime<Utc>>,
    pub responded_at: Option<DateTime<Utc>>,
    pub resolution_due_at: Option<DateTime<Utc>>,
    pub pause_reason: Option<PauseReason>,
    /// The next thing owed; none once it is ended.
    pub due_at: Option<DateTime<Utc>>,
    pub under_warranty: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Its next appointment, if it has one.
    pub planned_at: Option<DateTime<Utc>>,
    pub technician_name: Option<String>,
    /// How its latest visit was called off, in words; shown while it is to be planned again.
    pub called_off: Option<String>,
}

/// Fifty requests, and where to go on.
#[derive(Clone, Debug)]
pub struct TicketPage {
    pub rows: Vec<TicketRow>,
    pub next: Option<Cursor>,
}

/// As many as a page shows.
const PAGE: usize = 50;

/// What is due first stands first; of what is ended, or of all, the newest. `after` is where the page before ended.
pub async fn list(
    db: impl PgExecutor<'_>,
    filter: &Filter,
    after: Option<Cursor>,
) -> sqlx::Result<TicketPage> {
    let mut query = chosen(filter);
    if let Some(after) = after {
        match (filter.is_by_due(), after.due_at) {
            (true, Some(due_at)) => {
                query.push(" and (due_at, id) > (").push_bind(due_at).push(", ");
                query.push_bind(after.id).push(")");
            }
            _ => {
                query.push(" and id < ").push_bind(after.id);
            }
        }
    }
    let mut rows: Vec<TicketRow> =
        shown(query, filter, PAGE + 1).build_query_as().fetch_all(db).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next = rows
        .last()
        .filter(|_| has_more)
        .map(|row| Cursor { due_at: row.due_at.filter(|_| filter.is_by_due()), id: row.id });
    Ok(TicketPage { rows, next })
}

/// Those of these requests that the filter still lets through, in the order of the list.
pub async fn still_listed(
    db: impl PgExecutor<'_>,
    filter: &Filter,
    ids: &[TicketId],
) -> sqlx::Result<Vec<TicketRow>> {
    let mut query = chosen(filter);
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let limit = ids.len();
    query.push(" and id = any(").push_bind(ids).push(")");
    shown(query, filter, limit).build_query_as().fetch_all(db).await
}

/// The columns of a board: the first requests of each state.
pub async fn board(
    db: &mut PgConnection,
    cap: usize,
) -> sqlx::Result<Vec<(Status, Vec<TicketRow>)>> {
    let mut columns = Vec::new();
    for status in [Status::Open, Status::Planned, Status::InProgress, Status::Done] {
        let filter = Filter { states: States::Only(status), ..Filter::default() };
        let mut query = shown(chosen(&filter), &filter, cap + 1);
        let rows = query.build_query_as().fetch_all(&mut *db).await?;
        columns.push((status, rows));
    }
    Ok(columns)
}

/// Statuses stand in the text, not in a parameter, so that partial indexes serve.
fn chosen(filter: &Filter) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push(match filter.states {
        States::Open => "status in ('open', 'planned', 'in_progress')",
        States::Ended => "status in ('done', 'closed')",
        States::All => "true",
        States::Only(Status::Open) => {
            "status in ('open', 'planned', 'in_progress') and status = 'open'"
        }
        States::Only(Status::Planned) => {
            "status in ('open', 'planned', 'in_progress') and status = 'planned'"
        }
        States::Only(Status::InProgress) => {
            "status in ('open', 'planned', 'in_progress') and status = 'in_progress'"
        }
        States::Only(Status::Done) => "status = 'done'",
        States::Only(Status::Closed) => "status = 'closed'",
    });
    if let Some(owner) = filter.owner {
        query.push(" and owner_id = ").push_bind(owner);
    }
    if let Some(priority) = filter.priority {
        query.push(" and priority = ").push_bind(priority);
    }
    if let Some(source) = filter.source {
        query.push(" and source = ").push_bind(source);
    }
    if let Some(reason) = filter.waiting {
        query.push(" and paused_at is not null and pause_reason = ").push_bind(reason);
    }
    if filter.under_warranty {
        query.push(" and under_warranty");
    }
    if let Some(at) = filter.due_before {
        query.push(" and due_at < ").push_bind(at);
    }
    query
}

/// Only the rows of one page are joined with what the list shows of them.
fn shown(
    mut query: QueryBuilder<Postgres>,
    filter: &Filter,
    limit: usize,
) -> QueryBuilder<Postgres> {
    let (inner, outer) = if filter.is_by_due() {
        (" order by due_at, id limit ", " order by t.due_at, t.id")
    } else {
        (" order by id desc limit ", " order by t.id desc")
    };
    query.push(inner).push_bind(i64::try_from(limit).unwrap_or(i64::MAX)).push(JOINS).push(outer);
    query
}

/// The rows chosen are named below it.
const COLUMNS: &str = "
    select t.id, t.number, t.subject, t.source, t.status, t.priority, t.customer_id, c.name as customer_name, s.city,
           t.owner_id, o.name as owner_name, t.next_action, t.next_action_at, t.response_due_at, t.responded_at,
           t.resolution_due_at, t.pause_reason, t.due_at, t.under_warranty, t.created_at, t.updated_at,
           a.starts_at as planned_at, a.name as technician_name,
           case when t.status = 'open' then
               (select e.text from events e
                where e.ticket_id = t.id and e.kind = 'appointment_cancelled' order by e.at desc, e.id desc limit 1)
           end as called_off
    from (select * from tickets where ";

const JOINS: &str = ") t
    join customers c on c.id = t.customer_id
    left join sites s on s.id = t.site_id
    left join staff o on o.id = t.owner_id
    left join lateral (
        select v.starts_at, m.name from appointments v join staff m on m.id = v.technician_id
        where v.ticket_id = t.id and v.status in ('booked', 'en_route', 'started') order by v.starts_at limit 1
    ) a on true";

/// Whose request it is; none where there is no such request.
pub async fn customer_of(
    db: impl PgExecutor<'_>,
    id: TicketId,
) -> sqlx::Result<Option<CustomerId>> {
    sqlx::query_scalar!("select customer_id from tickets where id = $1", id as _)
        .fetch_optional(db)
        .await
}

/// What this customer still waits for, the oldest first.
pub async fn open_of_customer(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
) -> sqlx::Result<Vec<(TicketId, String, String)>> {
    let rows = sqlx::query!(
        r#"
        select id, number, subject from tickets
        where customer_id = $1 and status in ('open', 'planned', 'in_progress') order by created_at limit 20
        "#,
        customer as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.number, row.subject)).collect())
}

/// The open request that somebody sees to and that is due first.
pub async fn next_of(db: impl PgExecutor<'_>, owner: StaffId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"
        select number from tickets
        where owner_id = $1 and status in ('open', 'planned', 'in_progress')
        order by due_at, id limit 1
        "#,
        owner as _,
    )
    .fetch_optional(db)
    .await
}
