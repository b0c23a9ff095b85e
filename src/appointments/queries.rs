//! The SQL that changes appointments.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{NewAppointment, Source, Status, links::NewLink};
use crate::{
    scheduling::arrival_window,
    travel::Commune,
    values::{AppointmentId, ServiceId, StaffId},
};

/// None where the time is taken or the same form booked before: nothing is written then.
///
/// `on conflict` without a target meets every constraint, the exclusion too, and never deadlocks on it.
pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    new: &NewAppointment<'_>,
    link: &NewLink,
    place: Commune,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<AppointmentId>> {
    let ends_at = new.starts_at + new.service.duration();
    let window = arrival_window(new.starts_at);
    sqlx::query_scalar!(
        r#"
        insert into appointments (technician_id, service_id, status, starts_at, ends_at, blocked_until,
                                  window_starts_at, window_ends_at, ticket_id, customer_id, site_id, uid, token_hash,
                                  source, request_key, created_by, created_at, commune)
        values ($1, $2, 'booked', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        on conflict do nothing
        returning id
        "#,
        new.technician as _,
        new.service.id as _,
        new.starts_at,
        ends_at,
        ends_at + new.service.buffer(),
        window.start,
        window.end,
        new.ticket as _,
        new.customer as _,
        new.site as _,
        link.uid,
        &link.token_hash[..],
        new.source as _,
        new.request_key,
        new.created_by as _,
        now,
        place as _,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn find_by_request_key(
    db: impl PgExecutor<'_>,
    key: &str,
) -> sqlx::Result<Option<AppointmentId>> {
    sqlx::query_scalar!("select id from appointments where request_key = $1", key)
        .fetch_optional(db)
        .await
}

/// A hold as it is about to be written.
pub(super) struct NewHold<'a> {
    pub(super) technician: StaffId,
    pub(super) service: ServiceId,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    pub(super) blocked_until: DateTime<Utc>,
    pub(super) hold_hash: &'a [u8],
    pub(super) held_until: DateTime<Utc>,
    pub(super) place: Option<Commune>,
}

/// None where the time is taken.
pub(super) async fn insert_hold(
    db: impl PgExecutor<'_>,
    new: &NewHold<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<AppointmentId>> {
    let window = arrival_window(new.starts_at);
    sqlx::query_scalar!(
        r#"
        insert into appointments (technician_id, service_id, status, starts_at, ends_at, blocked_until,
                                  window_starts_at, window_ends_at, hold_hash, held_until, source, created_at, commune)
        values ($1, $2, 'held', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict do nothing
        returning id
        "#,
        new.technician as _,
        new.service as _,
        new.starts_at,
        new.ends_at,
        new.blocked_until,
        window.start,
        window.end,
        new.hold_hash,
        new.held_until,
        Source::Portal as _,
        now,
        new.place as _,
    )
    .fetch_optional(db)
    .await
}

/// Frees what holds of this technician still take although they have run out.
pub(super) async fn delete_dead_holds_of(
    db: impl PgExecutor<'_>,
    technician: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from appointments where status = 'held' and held_until <= $2 and technician_id = $1",
        technician as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Frees what holds still take although they have run out.
pub async fn delete_dead_holds(db: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let done =
        sqlx::query!("delete from appointments where status = 'held' and held_until <= $1", now)
            .execute(db)
            .await?;
    Ok(done.rows_affected())
}

/// Where an appointment stands, locked until the transaction ends.
pub(super) struct Standing {
    pub(super) status: Status,
    pub(super) technician_id: StaffId,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) version: i32,
}

pub(super) async fn lock(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
) -> sqlx::Result<Option<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"
        select status, technician_id, starts_at, version
        from appointments where id = $1 and status <> 'held' for update
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

/// Gives it another time; the exclusion constraint may refuse.
pub(super) async fn set_time(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
    technician: StaffId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    blocked_until: DateTime<Utc>,
) -> sqlx::Result<()> {
    let window = arrival_window(starts_at);
    sqlx::query!(
        r#"
        update appointments
        set technician_id = $2, starts_at = $3, ends_at = $4, blocked_until = $5,
            window_starts_at = $6, window_ends_at = $7, sequence = sequence + 1, version = version + 1
        where id = $1
        "#,
        id as _,
        technician as _,
        starts_at,
        ends_at,
        blocked_until,
        window.start,
        window.end,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Gives it another end; the exclusion constraint may refuse. What the customer was told stays true.
pub(super) async fn set_end(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
    ends_at: DateTime<Utc>,
    blocked_until: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update appointments
        set ends_at = $2, blocked_until = $3, sequence = sequence + 1, version = version + 1
        where id = $1
        "#,
        id as _,
        ends_at,
        blocked_until,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_cancelled(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update appointments
        set status = 'cancelled', cancelled_at = $2, cancel_reason = $3,
            sequence = sequence + 1, version = version + 1
        where id = $1
        "#,
        id as _,
        now,
        reason,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Sets the status, and the time of it the first time.
pub(super) async fn set_progress(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
    status: Status,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update appointments
        set status = $2, version = version + 1,
            en_route_at = case when $2 = 'en_route' then coalesce(en_route_at, $3) else en_route_at end,
            started_at = case when $2 = 'started' then coalesce(started_at, $3) else started_at end,
            finished_at = case when $2 in ('done', 'no_show') then coalesce(finished_at, $3) else finished_at end
        where id = $1
        "#,
        id as _,
        status as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
