//! The SQL that changes contracts and makes their visits.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, PgExecutor};

use super::{Kept, Planned, Terms};
use crate::values::{BatchId, ContractId, CustomerId, StaffId, TicketId};

pub(super) async fn of_key(db: impl PgExecutor<'_>, key: &str) -> sqlx::Result<Option<ContractId>> {
    sqlx::query_scalar!("select id from maintenance_contracts where request_key = $1", key)
        .fetch_optional(db)
        .await
}

/// Whether place and equipment are this customer's, and the service is there.
pub(super) async fn belongs(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    terms: &Terms,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select exists (select from customers where id = $1)
           and ($2::bigint is null or exists (select from sites where id = $2 and customer_id = $1))
           and ($3::bigint is null or exists (select from equipment where id = $3 and customer_id = $1))
           and exists (select from services where id = $4) as "belongs!"
        "#,
        customer as _,
        terms.site as _,
        terms.equipment as _,
        terms.service as _,
    )
    .fetch_one(db)
    .await
}

/// None where its key was used before.
pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    terms: &Terms,
    due_on: NaiveDate,
    key: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<ContractId>> {
    sqlx::query_scalar!(
        r#"
        insert into maintenance_contracts
            (customer_id, site_id, equipment_id, service_id, rule, first_on, last_on, lead_days, notes, due_on, request_key,
             created_by, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
        on conflict (request_key) do nothing
        returning id
        "#,
        customer as _,
        terms.site as _,
        terms.equipment as _,
        terms.service as _,
        terms.rule.to_string(),
        terms.first_on,
        terms.last_on,
        terms.lead_days,
        terms.notes,
        due_on,
        key,
        staff as _,
        now,
    )
    .fetch_optional(db)
    .await
}

/// Waits for whoever changes it; false where there is none.
pub(super) async fn lock(db: impl PgExecutor<'_>, id: ContractId) -> sqlx::Result<bool> {
    let found = sqlx::query!(
        "select id from maintenance_contracts where id = $1 for no key update",
        id as _
    )
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}

/// False where somebody else changes it at this moment.
pub(super) async fn lock_if_free(db: impl PgExecutor<'_>, id: ContractId) -> sqlx::Result<bool> {
    let found = sqlx::query!(
        "select id from maintenance_contracts where id = $1 for no key update skip locked",
        id as _
    )
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}

/// To be called once it is locked, where it is to be changed.
pub(super) async fn read(db: &mut PgConnection, id: ContractId) -> sqlx::Result<Option<Kept>> {
    sqlx::query_as!(
        Kept,
        r#"
        select c.id, c.customer_id, k.name as customer_name, c.site_id, c.equipment_id as "equipment_id: _", c.service_id,
               v.name as service_name, c.rule, c.first_on, c.last_on, c.lead_days, c.notes, c.state, c.end_reason, c.due_on,
               c.moved_days, c.version,
               (select t.number from maintenance_visits m join tickets t on t.id = m.ticket_id
                where m.contract_id = c.id and m.ended_at is null) as open_number,
               (select max(m.due_on) from maintenance_visits m where m.contract_id = c.id) as last_made_on
        from maintenance_contracts c
        join customers k on k.id = c.customer_id
        join services v on v.id = c.service_id
        where c.id = $1
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn save(
    db: impl PgExecutor<'_>,
    kept: &Kept,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update maintenance_contracts
        set site_id = $2, equipment_id = $3, service_id = $4, rule = $5, first_on = $6, last_on = $7, lead_days = $8,
            notes = $9, state = $10, end_reason = $11, due_on = $12, moved_days = $13, updated_at = $14, version = version + 1
        where id = $1
        ",
        kept.id as _,
        kept.site_id as _,
        kept.equipment_id as _,
        kept.service_id as _,
        kept.rule,
        kept.first_on,
        kept.last_on,
        kept.lead_days,
        kept.notes,
        kept.state as _,
        kept.end_reason,
        kept.due_on,
        kept.moved_days,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn note(
    db: impl PgExecutor<'_>,
    id: ContractId,
    (staff, batch): (Option<StaffId>, Option<BatchId>),
    text: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into maintenance_changes (contract_id, at, staff_id, text, batch_id) values ($1, $2, $3, $4, $5)",
        id as _,
        now,
        staff as _,
        text,
        batch as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) struct NewVisit<'a> {
    pub(super) contract: ContractId,
    pub(super) due_on: NaiveDate,
    pub(super) planned: &'a Planned,
    pub(super) ticket: TicketId,
}

pub(super) async fn insert_visit(
    db: impl PgExecutor<'_>,
    visit: &NewVisit<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        insert into maintenance_visits (contract_id, due_on, planned_on, moved_because, ticket_id, made_at)
        values ($1, $2, $3, $4, $5, $6)
        ",
        visit.contract as _,
        visit.due_on,
        visit.planned.on,
        visit.planned.because,
        visit.ticket as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends the visit under way if its request is done or closed: the day of its rule, and when it was ended.
pub(super) async fn end_visit(
    db: impl PgExecutor<'_>,
    contract: ContractId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<(NaiveDate, DateTime<Utc>)>> {
    let ended = sqlx::query!(
        r#"
        update maintenance_visits m
        set ended_at = coalesce(kept.resolved_at, t.resolved_at, $2)
        from tickets t left join tickets kept on kept.id = t.merged_into
        where m.contract_id = $1 and m.ended_at is null and t.id = m.ticket_id
          and coalesce(kept.status, t.status) in ('done', 'closed')
        returning m.due_on, m.ended_at as "ended_at!"
        "#,
        contract as _,
        now,
    )
    .fetch_optional(db)
    .await?;
    Ok(ended.map(|row| (row.due_on, row.ended_at)))
}
