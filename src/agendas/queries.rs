//! The SQL about feeds and what they hold.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::{
    business_time::Span,
    values::{AbsenceId, AgendaFeedId, AppointmentId, StaffId},
};

/// An address that is open.
#[derive(Clone, Debug)]
pub struct AgendaFeed {
    pub id: AgendaFeedId,
    pub technician_id: StaffId,
    /// Where it is read.
    pub label: String,
    pub(super) name: String,
    pub(super) token_hash: Vec<u8>,
    pub created_at: DateTime<Utc>,
    /// To the quarter of an hour.
    pub last_read_at: Option<DateTime<Utc>>,
}

/// Whose agenda it is.
pub(super) struct Technician {
    pub(super) id: StaffId,
    pub(super) name: String,
}

/// A visit as the technician's own calendar shows it: no access code and no number, since the calendar may stand at a
/// provider's.
pub(super) struct AgendaVisit {
    pub(super) id: AppointmentId,
    pub(super) uid: String,
    pub(super) sequence: i32,
    pub(super) is_cancelled: bool,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    pub(super) customer_name: String,
    pub(super) service_name: String,
    pub(super) ticket_number: String,
    pub(super) address: String,
}

pub(super) struct AgendaAbsence {
    pub(super) id: AbsenceId,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
}

/// The addresses that are open, by technician, the newest first.
pub async fn feeds(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<AgendaFeed>> {
    sqlx::query_as!(
        AgendaFeed,
        r#"
        select id as "id: _", technician_id as "technician_id: _", label, name, token_hash, created_at, last_read_at
        from agenda_feeds where revoked_at is null
        order by technician_id, id desc limit 500
        "#
    )
    .fetch_all(db)
    .await
}

pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    technician: StaffId,
    label: &str,
    (name, token_hash): (&str, &[u8]),
    by: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<AgendaFeedId>> {
    sqlx::query_scalar!(
        r#"
        insert into agenda_feeds (technician_id, label, name, token_hash, created_by, created_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (technician_id, label) where revoked_at is null do nothing
        returning id as "id: _"
        "#,
        technician as _,
        label,
        name,
        token_hash,
        by as _,
        now,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn revoke(
    db: impl PgExecutor<'_>,
    id: AgendaFeedId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update agenda_feeds set revoked_at = $2 where id = $1 and revoked_at is null",
        id as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whose feed has this secret. That it was read is noted every quarter of an hour.
pub(super) async fn opened(
    db: impl PgExecutor<'_>,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Technician>> {
    sqlx::query_as!(
        Technician,
        r#"
        with opened as (
            select id, technician_id, last_read_at from agenda_feeds
            where token_hash = $1 and revoked_at is null
        ), noted as (
            update agenda_feeds set last_read_at = $2
            from opened
            where agenda_feeds.id = opened.id
              and (opened.last_read_at is null or opened.last_read_at < $2::timestamptz - interval '15 minutes')
        )
        select staff.id as "id: _", staff.name from opened join staff on staff.id = technician_id
        "#,
        token_hash,
        now,
    )
    .fetch_optional(db)
    .await
}

/// Also what was cancelled: a calendar that has it must hear so.
pub(super) async fn visits(
    db: impl PgExecutor<'_>,
    technician: StaffId,
    span: Span,
) -> sqlx::Result<Vec<AgendaVisit>> {
    sqlx::query_as!(
        AgendaVisit,
        r#"
        select a.id as "id: _", a.uid as "uid!", a.sequence, a.status = 'cancelled' as "is_cancelled!", a.starts_at, a.ends_at,
               c.name as customer_name, v.name as service_name, t.number as ticket_number,
               concat_ws(', ', nullif(s.street, ''), nullif(concat_ws(' ', s.postcode, s.city), '')) as "address!"
        from appointments a
        join customers c on c.id = a.customer_id
        join services v on v.id = a.service_id
        join tickets t on t.id = a.ticket_id
        join sites s on s.id = a.site_id
        where a.technician_id = $1 and a.starts_at >= $2 and a.starts_at < $3 and a.status <> 'held'
        order by a.starts_at, a.id
        limit 5000
        "#,
        technician as _,
        span.start,
        span.end,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn absences(
    db: impl PgExecutor<'_>,
    technician: StaffId,
    span: Span,
) -> sqlx::Result<Vec<AgendaAbsence>> {
    sqlx::query_as!(
        AgendaAbsence,
        r#"
        select id as "id: _", starts_at, ends_at from absences
        where staff_id = $1 and ends_at > $2 and starts_at < $3
        order by starts_at, id
        limit 500
        "#,
        technician as _,
        span.start,
        span.end,
    )
    .fetch_all(db)
    .await
}
