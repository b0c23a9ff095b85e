//! The SQL that reads contracts and their visits.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgExecutor;

use super::{Contract, State};
use crate::{
    tickets,
    values::{ContractId, CustomerId, TicketId},
};

pub async fn find(db: impl PgExecutor<'_>, id: ContractId) -> sqlx::Result<Option<Contract>> {
    sqlx::query_as!(
        Contract,
        r#"
        select c.id, c.customer_id, k.name as customer_name, c.site_id, s.street as "street?", s.postcode, s.city,
               c.equipment_id as "equipment_id: _", e.label as "equipment_label?", c.service_id, v.name as service_name,
               v.duration_minutes, c.rule, c.first_on, c.last_on, c.lead_days, c.notes, c.state, c.end_reason, c.due_on,
               c.moved_days, c.version, c.created_at, t.number as "open_number?", t.status as "open_status?: _",
               (select min(a.starts_at) from appointments a
                where a.ticket_id = t.id and a.status in ('booked', 'en_route', 'started')) as visit_at
        from maintenance_contracts c
        join customers k on k.id = c.customer_id
        join services v on v.id = c.service_id
        left join sites s on s.id = c.site_id
        left join equipment e on e.id = c.equipment_id
        left join maintenance_visits m on m.contract_id = c.id and m.ended_at is null
        left join tickets t on t.id = m.ticket_id
        where c.id = $1
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

/// A customer's contracts, as their page lists them.
#[derive(Clone, Debug)]
pub struct OfCustomer {
    pub id: ContractId,
    pub service_name: String,
    pub rule: String,
    pub state: State,
    pub wanted_on: Option<NaiveDate>,
    pub city: Option<String>,
    pub equipment_label: Option<String>,
    pub open_number: Option<String>,
    pub visit_at: Option<DateTime<Utc>>,
}

/// What goes on first, the next visit first.
pub async fn of_customer(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    limit: i64,
) -> sqlx::Result<Vec<OfCustomer>> {
    sqlx::query_as!(
        OfCustomer,
        r#"
        select c.id, v.name as service_name, c.rule, c.state, c.wanted_on, s.city, e.label as "equipment_label?",
               t.number as "open_number?",
               (select min(a.starts_at) from appointments a
                where a.ticket_id = t.id and a.status in ('booked', 'en_route', 'started')) as visit_at
        from maintenance_contracts c
        join services v on v.id = c.service_id
        left join sites s on s.id = c.site_id
        left join equipment e on e.id = c.equipment_id
        left join maintenance_visits m on m.contract_id = c.id and m.ended_at is null
        left join tickets t on t.id = m.ticket_id
        where c.customer_id = $1
        order by c.state = 'ended', c.wanted_on, c.id
        limit $2
        "#,
        customer as _,
        limit,
    )
    .fetch_all(db)
    .await
}

/// A visit that was made.
#[derive(Clone, Debug)]
pub struct Visit {
    pub due_on: NaiveDate,
    pub planned_on: NaiveDate,
    pub moved_because: Option<String>,
    pub number: String,
    pub status: tickets::Status,
    /// When somebody was there or comes.
    pub visit_at: Option<DateTime<Utc>>,
    pub technician_name: Option<String>,
}

/// The latest first, those before `before` if it is given.
pub async fn visits(
    db: impl PgExecutor<'_>,
    contract: ContractId,
    before: Option<NaiveDate>,
    limit: i64,
) -> sqlx::Result<Vec<Visit>> {
    sqlx::query_as!(
        Visit,
        r#"
        select m.due_on, m.planned_on, m.moved_because, t.number, t.status as "status: _", a.starts_at as "visit_at?",
               a.name as "technician_name?"
        from maintenance_visits m
        join tickets t on t.id = m.ticket_id
        left join lateral (
            select v.starts_at, w.name from appointments v join staff w on w.id = v.technician_id
            where v.ticket_id = t.id and v.status in ('booked', 'en_route', 'started', 'done')
            order by v.starts_at desc limit 1
        ) a on true
        where m.contract_id = $1 and ($2::date is null or m.due_on < $2)
        order by m.due_on desc
        limit $3
        "#,
        contract as _,
        before,
        limit,
    )
    .fetch_all(db)
    .await
}

/// What was changed of a contract.
#[derive(Clone, Debug)]
pub struct Change {
    pub at: DateTime<Utc>,
    /// None where time did it.
    pub staff_name: Option<String>,
    pub text: String,
    /// How many contracts were changed by the same press; none where it was this one alone.
    pub together: Option<i32>,
}

/// The latest first.
pub async fn changes(
    db: impl PgExecutor<'_>,
    contract: ContractId,
    limit: i64,
) -> sqlx::Result<Vec<Change>> {
    sqlx::query_as!(
        Change,
        r#"
        select h.at, s.name as "staff_name?", h.text, b.done as "together?"
        from maintenance_changes h
        left join staff s on s.id = h.staff_id
        left join maintenance_batches b on b.id = h.batch_id
        where h.contract_id = $1 order by h.id desc limit $2
        "#,
        contract as _,
        limit,
    )
    .fetch_all(db)
    .await
}

/// The contract that a request is a visit of.
#[derive(Clone, Debug)]
pub struct OfTicket {
    pub contract_id: ContractId,
    pub planned_on: NaiveDate,
    pub moved_because: Option<String>,
}

pub async fn of_ticket(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
) -> sqlx::Result<Option<OfTicket>> {
    sqlx::query_as!(
        OfTicket,
        r#"select contract_id, planned_on, moved_because from maintenance_visits where ticket_id = $1"#,
        ticket as _,
    )
    .fetch_optional(db)
    .await
}

/// Contracts after `after` whose visit is done or closed, and which do not know it yet. Of a request that was united
/// with another, the other counts.
pub(super) async fn with_ended_visit(
    db: impl PgExecutor<'_>,
    after: ContractId,
    limit: i64,
) -> sqlx::Result<Vec<ContractId>> {
    sqlx::query_scalar!(
        r#"
        select m.contract_id
        from maintenance_visits m
        join tickets t on t.id = m.ticket_id
        left join tickets kept on kept.id = t.merged_into
        where m.ended_at is null and m.contract_id > $1
          and coalesce(kept.status, t.status) in ('done', 'closed')
        order by m.contract_id
        limit $2
        "#,
        after as _,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Contracts after `after` whose visit is near and was not made, and which have no request that is open still.
pub(super) async fn to_make(
    db: impl PgExecutor<'_>,
    today: NaiveDate,
    after: ContractId,
    limit: i64,
) -> sqlx::Result<Vec<ContractId>> {
    sqlx::query_scalar!(
        r#"
        select c.id
        from maintenance_contracts c
        where c.state = 'active' and c.make_on <= $1 and c.id > $2
          and not exists (
              select from maintenance_visits m
              join tickets t on t.id = m.ticket_id
              left join tickets kept on kept.id = t.merged_into
              where m.contract_id = c.id
                and (m.ended_at is null or m.due_on = c.due_on
                     or coalesce(kept.status, t.status) in ('open', 'planned', 'in_progress')))
        order by c.id
        limit $3
        "#,
        today,
        after as _,
        limit,
    )
    .fetch_all(db)
    .await
}

/// As [`to_make`], of one contract that is locked.
pub(super) async fn is_to_make(
    db: impl PgExecutor<'_>,
    id: ContractId,
    today: NaiveDate,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select exists (
            select from maintenance_contracts c
            where c.id = $1 and c.state = 'active' and c.make_on <= $2
              and not exists (
                  select from maintenance_visits m
                  join tickets t on t.id = m.ticket_id
                  left join tickets kept on kept.id = t.merged_into
                  where m.contract_id = c.id
                    and (m.ended_at is null or m.due_on = c.due_on
                         or coalesce(kept.status, t.status) in ('open', 'planned', 'in_progress')))) as "is!"
        "#,
        id as _,
        today,
    )
    .fetch_one(db)
    .await
}
