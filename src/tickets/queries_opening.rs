//! The SQL that writes a request down.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgExecutor;

use super::{NewTicket, opening::Opening};
use crate::values::{ServiceId, StaffId, TicketId};

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

/// Who sees to a new request: whoever of the office wrote it down, else who is there and has the fewest; the manager
/// where nobody of the office is there. None where nobody works here.
pub(super) async fn owner_for(
    db: impl PgExecutor<'_>,
    created_by: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<StaffId>> {
    sqlx::query_scalar!(
        r#"
        select id from staff
        where active
        order by id is distinct from $1 or role = 'technician',
                 role = 'technician',
                 exists (select from absences where staff_id = staff.id and starts_at <= $2 and ends_at > $2),
                 role <> 'office',
                 (select count(*) from (
                     select from tickets where owner_id = staff.id and status in ('open', 'planned', 'in_progress') limit 500
                  ) as theirs),
                 id
        limit 1
        "#,
        created_by as _,
        now,
    )
    .fetch_optional(db)
    .await
}

/// Whether the service is the one for work under warranty.
pub(super) async fn is_warranty_work(
    db: impl PgExecutor<'_>,
    service: Option<ServiceId>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from services where id = $1 and code = 'GARANT') as "is!""#,
        service as _,
    )
    .fetch_one(db)
    .await
}

/// The day around which its visit is wanted, and by when it should be placed.
pub(super) async fn want_on(
    db: impl PgExecutor<'_>,
    id: TicketId,
    day: NaiveDate,
    place_by: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update tickets set wanted_on = $2, next_action_at = greatest(next_action_at, $3) where id = $1",
        id as _,
        day,
        place_by,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// None where its key was used before: nothing is written then.
pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    new: &NewTicket,
    opening: &Opening<'_>,
    at: DateTime<Utc>,
) -> sqlx::Result<Option<TicketId>> {
    let resolution = opening.clocks.resolution;
    sqlx::query_scalar!(
        r#"
        insert into tickets (number, customer_id, site_id, service_id, source, subject, description, priority,
                             owner_id, created_by, created_at, updated_at, request_key, next_action, next_action_at,
                             response_due_at, response_warn_at, responded_at, resolution_due_at, resolution_warn_at,
                             under_warranty, warranty_ends_on, triage)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        on conflict (request_key) do nothing
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
        opening.owner as _,
        new.created_by as _,
        at,
        opening.request_key,
        opening.next_action,
        opening.next_action_at,
        opening.clocks.response.due_at,
        opening.clocks.response.warn_at,
        opening.responded_at,
        resolution.map(|it| it.due_at),
        resolution.map(|it| it.warn_at),
        opening.under_warranty,
        opening.warranty_ends_on,
        opening.triage,
    )
    .fetch_optional(db)
    .await
}
