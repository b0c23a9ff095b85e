//! Every SQL statement about requests.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{NewTicket, Source, Status};
use crate::{
    catalog::Priority,
    values::{CustomerId, StaffId, TicketId},
};

pub(super) async fn count_up(db: impl PgExecutor<'_>, month: &str) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        r#"
        insert into ticket_counters (month, last) values ($1, 1)
        on conflict (month) do update set last = ticket_counters.last + 1
        returning last
        "#,
        month,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    new: &NewTicket,
    now: DateTime<Utc>,
) -> sqlx::Result<TicketId> {
    sqlx::query_scalar!(
        r#"
        insert into tickets (number, customer_id, site_id, service_id, source, subject, description, priority,
                             owner_id, created_by, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $10)
        returning id
        "#,
        new.number,
        new.customer as _,
        new.site as _,
        new.service as _,
        new.source as _,
        new.subject,
        new.description,
        new.priority as _,
        new.created_by as _,
        now,
    )
    .fetch_one(db)
    .await
}

/// A request as a list shows it.
#[derive(Clone, Debug)]
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
    pub created_at: DateTime<Utc>,
    /// Its next appointment, if it has one.
    pub planned_at: Option<DateTime<Utc>>,
    /// How its latest visit was called off, in words; shown while it is to be planned again.
    pub called_off: Option<String>,
}

/// Which requests a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Not planned yet.
    Open,
    Planned,
    Closed,
    All,
}

/// Fifty requests, and where to go on.
#[derive(Clone, Debug)]
pub struct TicketPage {
    pub rows: Vec<TicketRow>,
    /// The id to pass as `before` for the next page.
    pub next: Option<i64>,
}

/// The newest first; `before` is the last id of the page before.
pub async fn list(
    db: impl PgExecutor<'_>,
    filter: Filter,
    before: Option<i64>,
) -> sqlx::Result<TicketPage> {
    const PAGE: usize = 50;
    let statuses: &[&str] = match filter {
        Filter::Open => &["open"],
        Filter::Planned => &["planned", "in_progress"],
        Filter::Closed => &["done", "closed"],
        Filter::All => &["open", "planned", "in_progress", "done", "closed"],
    };
    let statuses: Vec<String> = statuses.iter().map(ToString::to_string).collect();
    let mut rows = sqlx::query_as!(
        TicketRow,
        r#"
        select t.id, t.number, t.subject, t.source as "source: Source", t.status as "status: Status",
               t.priority as "priority: Priority", t.customer_id, c.name as customer_name, s.city as "city?", t.created_at,
               (select min(a.starts_at) from appointments a
                where a.ticket_id = t.id and a.status in ('booked', 'en_route', 'started')) as planned_at,
               (select e.text from events e
                where e.ticket_id = t.id and e.kind = 'appointment_cancelled' and t.status = 'open'
                order by e.at desc, e.id desc limit 1) as called_off
        from tickets t
        join customers c on c.id = t.customer_id
        left join sites s on s.id = t.site_id
        where t.status = any($1) and ($2::bigint is null or t.id < $2)
        order by t.id desc
        limit 51
        "#,
        &statuses,
        before,
    )
    .fetch_all(db)
    .await?;
    let next = (rows.len() > PAGE).then(|| rows[PAGE - 1].id.0);
    rows.truncate(PAGE);
    Ok(TicketPage { rows, next })
}

/// One request, by the number that people say.
pub async fn find_by_number(
    db: impl PgExecutor<'_>,
    number: &str,
) -> sqlx::Result<Option<(TicketRow, String)>> {
    let row = sqlx::query!(
        r#"
        select t.id, t.number, t.subject, t.source as "source: Source", t.status as "status: Status",
               t.priority as "priority: Priority", t.customer_id, c.name as customer_name, s.city as "city?", t.created_at,
               t.description,
               (select min(a.starts_at) from appointments a
                where a.ticket_id = t.id and a.status in ('booked', 'en_route', 'started')) as planned_at
        from tickets t
        join customers c on c.id = t.customer_id
        left join sites s on s.id = t.site_id
        where t.number = $1
        "#,
        number,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| {
        let ticket = TicketRow {
            id: row.id,
            number: row.number,
            subject: row.subject,
            source: row.source,
            status: row.status,
            priority: row.priority,
            customer_id: row.customer_id,
            customer_name: row.customer_name,
            city: row.city,
            created_at: row.created_at,
            planned_at: row.planned_at,
            // The page of one request tells it in its own history.
            called_off: None,
        };
        (ticket, row.description)
    }))
}

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

/// Sets where the request is by all of its visits: under way, planned, done; else to be planned, also
/// where nobody was there. A closed one stays closed unless a visit lies ahead.
pub async fn follow_visits(
    db: impl PgExecutor<'_>,
    id: TicketId,
    owner: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        with visits as (
            select bool_or(status in ('en_route', 'started')) as under_way, bool_or(status = 'booked') as ahead,
                   (array_agg(status order by starts_at desc))[1] as latest
            from appointments where ticket_id = $1 and status not in ('held', 'cancelled')
        ), followed as (
            select case when under_way then 'in_progress' when ahead then 'planned'
                        when tickets.status = 'closed' then 'closed' when latest = 'done' then 'done'
                        else 'open' end as status
            from visits, tickets where tickets.id = $1
        )
        update tickets
        set status = followed.status, owner_id = coalesce($2, owner_id), updated_at = $3, version = version + 1,
            closed_at = case when followed.status = 'closed' then closed_at end
        from followed
        where id = $1
        "#,
        id as _,
        owner as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn touch(
    db: impl PgExecutor<'_>,
    id: TicketId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("update tickets set updated_at = $2 where id = $1", id as _, now)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn set_status(
    db: impl PgExecutor<'_>,
    id: TicketId,
    status: Status,
    owner: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update tickets
        set status = $2, owner_id = coalesce($3, owner_id), updated_at = $4, version = version + 1,
            closed_at = case when $2 = 'closed' then $4::timestamptz end
        where id = $1
        "#,
        id as _,
        status as _,
        owner as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
