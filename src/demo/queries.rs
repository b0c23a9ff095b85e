//! The SQL that only the demo office needs.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::PgExecutor;

use crate::{
    appointments::{Source, Status},
    scheduling::arrival_window,
    values::{AppointmentId, CallId, CustomerId, ServiceId, SiteId, StaffId, TicketId},
};

pub(super) async fn has_staff(db: impl PgExecutor<'_>) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from staff) as "some!""#).fetch_one(db).await
}

pub(super) async fn add_closure(
    db: impl PgExecutor<'_>,
    day: NaiveDate,
    reason: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into closures (day, reason) values ($1, $2) on conflict do nothing",
        day,
        reason
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn pin_note(db: impl PgExecutor<'_>, name: &str, note: &str) -> sqlx::Result<()> {
    sqlx::query!("update customers set pinned_note = $2 where name = $1", name, note)
        .execute(db)
        .await?;
    Ok(())
}

/// A customer with a mobile number and a whole address.
#[derive(Clone, Debug)]
pub(super) struct Resident {
    pub(super) customer_id: CustomerId,
    pub(super) site_id: SiteId,
    pub(super) mobile: String,
}

/// Postcodes between which three technicians can drive in a day: Annecy and around its lake.
const ROUNDS: [&str; 9] =
    ["74000", "74940", "74960", "74370", "74600", "74320", "74650", "74330", "74290"];

pub(super) async fn residents(db: impl PgExecutor<'_>, limit: i64) -> sqlx::Result<Vec<Resident>> {
    sqlx::query_as!(
        Resident,
        r#"
        select distinct on (c.id) c.id as customer_id, s.id as site_id, p.e164 as "mobile!"
        from customers c
        join sites s on s.customer_id = c.id and s.city is not null
        join phones p on p.customer_id = c.id and p.kind = 'mobile' and p.e164 is not null
        where c.kind = 'person' and c.name <> 'Dupont Pierre' and s.postcode = any($2)
        order by c.id, s.id, p.id
        limit $1
        "#,
        limit,
        &ROUNDS.map(str::to_owned),
    )
    .fetch_all(db)
    .await
}

pub(super) struct DemoVisit<'a> {
    pub(super) technician: StaffId,
    pub(super) service: ServiceId,
    pub(super) status: Status,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    pub(super) blocked_until: DateTime<Utc>,
    pub(super) ticket: TicketId,
    pub(super) customer: CustomerId,
    pub(super) site: SiteId,
    pub(super) uid: &'a str,
    pub(super) token_hash: &'a [u8],
    pub(super) created_by: StaffId,
    pub(super) created_at: DateTime<Utc>,
}

/// None where the technician has no time then.
pub(super) async fn insert_visit(
    db: impl PgExecutor<'_>,
    visit: &DemoVisit<'_>,
) -> sqlx::Result<Option<AppointmentId>> {
    let window = arrival_window(visit.starts_at);
    let started_at =
        matches!(visit.status, Status::Started | Status::Done).then_some(visit.starts_at);
    let finished_at = (visit.status == Status::Done).then_some(visit.ends_at);
    sqlx::query_scalar!(
        r#"
        insert into appointments (technician_id, service_id, status, starts_at, ends_at, blocked_until,
                                  window_starts_at, window_ends_at, ticket_id, customer_id, site_id, uid, token_hash,
                                  source, created_by, created_at, started_at, finished_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        on conflict do nothing
        returning id
        "#,
        visit.technician as _,
        visit.service as _,
        visit.status as _,
        visit.starts_at,
        visit.ends_at,
        visit.blocked_until,
        window.start,
        window.end,
        visit.ticket as _,
        visit.customer as _,
        visit.site as _,
        visit.uid,
        visit.token_hash,
        Source::Demo as _,
        visit.created_by as _,
        visit.created_at,
        started_at,
        finished_at,
    )
    .fetch_optional(db)
    .await
}

/// A call that nobody answered; its promise to call back is the caller's to write.
pub(super) async fn insert_missed_call(
    db: impl PgExecutor<'_>,
    at: usize,
    resident: &Resident,
    started_at: DateTime<Utc>,
) -> sqlx::Result<CallId> {
    sqlx::query_scalar!(
        r#"
        insert into calls (provider, provider_call_id, from_raw, from_e164, state, customer_id, started_at,
                           ended_at, outcome, closed_at)
        values ('demo', $1, $2, $2, 'missed', $3, $4, $5, 'callback', $5) returning id
        "#,
        format!("demo-{at}"),
        resident.mobile,
        resident.customer_id as _,
        started_at,
        started_at + TimeDelta::seconds(25),
    )
    .fetch_one(db)
    .await
}

pub(super) async fn has_active_accounts(
    db: impl PgExecutor<'_>,
    emails: &[String],
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from staff where email = any($1) and active) as "has!""#,
        emails
    )
    .fetch_one(db)
    .await
}

/// Somebody with an e-mail address of their own, for whom nothing is open: name and address.
pub(super) async fn correspondent(
    db: impl PgExecutor<'_>,
) -> sqlx::Result<Option<(String, String)>> {
    let row = sqlx::query!(
        r#"
        select c.name, e.address from customers c join emails e on e.customer_id = c.id
        where c.kind = 'person' and c.name <> 'Dupont Pierre'
          and not exists (select from emails o where o.address = e.address and o.customer_id <> c.id)
          and not exists (select from tickets t where t.customer_id = c.id)
        order by c.id, e.id limit 1
        "#
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.name, row.address)))
}

/// The latest request that a mail from this address is on.
pub(super) async fn ticket_by_mail(
    db: impl PgExecutor<'_>,
    address: &str,
) -> sqlx::Result<Option<TicketId>> {
    sqlx::query_scalar!(
        r#"
        select ticket_id as "ticket_id!" from mails
        where from_address = $1 and ticket_id is not null order by id desc limit 1
        "#,
        address,
    )
    .fetch_optional(db)
    .await
}
