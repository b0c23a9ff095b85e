//! The SQL of the waiting list.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use crate::values::{AppointmentId, EarlierOfferId, SecretToken, StaffId};

/// Time that was taken and is no longer.
pub(super) struct Freed {
    pub(super) id: i64,
    pub(super) technician_id: StaffId,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
}

/// What a customer may take.
#[derive(Clone, Debug)]
pub struct EarlierOffer {
    pub id: EarlierOfferId,
    pub window_starts_at: DateTime<Utc>,
    pub window_ends_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

pub(super) struct FoundOffer {
    pub(super) technician_id: StaffId,
    pub(super) starts_at: DateTime<Utc>,
}

pub(super) struct Standing {
    pub(super) outcome: Option<String>,
    pub(super) expires_at: DateTime<Utc>,
}

pub(super) async fn delete_past(db: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("delete from freed_times where ends_at <= $1", now).execute(db).await?;
    Ok(())
}

/// The oldest that no other process is at, locked.
pub(super) async fn claim(db: impl PgExecutor<'_>) -> sqlx::Result<Option<Freed>> {
    sqlx::query_as!(
        Freed,
        r#"
        select id, technician_id as "technician_id: _", starts_at, ends_at from freed_times
        order by id limit 1 for update skip locked
        "#
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn forget(db: impl PgExecutor<'_>, id: i64) -> sqlx::Result<()> {
    sqlx::query!("delete from freed_times where id = $1", id).execute(db).await?;
    Ok(())
}

/// Who may want it, who waits longest first: a hundred at most. Who was offered a part of it before had their turn.
pub(super) async fn waiting(
    db: impl PgExecutor<'_>,
    freed: &Freed,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<AppointmentId>> {
    sqlx::query_scalar!(
        r#"
        select a.id as "id: _"
        from earlier_wishes w join appointments a on a.id = w.appointment_id
        where a.status = 'booked' and a.starts_at > $1 and a.starts_at > $2
          and not exists (
              select from earlier_offers o
              where o.appointment_id = a.id
                and (o.ended_at is null
                     or (o.technician_id = $3 and o.starts_at < $4 and o.blocked_until > $1)))
        order by w.wished_at, a.id limit 100
        "#,
        freed.starts_at,
        now,
        freed.technician_id as _,
        freed.ends_at,
    )
    .fetch_all(db)
    .await
}

/// The windows that this customer has seen already.
pub(super) async fn offered_before(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
) -> sqlx::Result<Vec<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select window_starts_at from earlier_offers where appointment_id = $1",
        id as _
    )
    .fetch_all(db)
    .await
}

/// Offers what this token holds.
pub(super) async fn insert_offer(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
    hold: &SecretToken,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into earlier_offers (appointment_id, hold_id, technician_id, starts_at, blocked_until, window_starts_at,
                                    window_ends_at, offered_at, expires_at)
        select $1, id, technician_id, starts_at, blocked_until, window_starts_at, window_ends_at, $3, held_until
        from appointments where hold_hash = $2 and status = 'held'
        "#,
        id as _,
        hold.hash_vec(),
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What its customer may take now.
pub async fn open_offer(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<EarlierOffer>> {
    sqlx::query_as!(
        EarlierOffer,
        r#"
        select id as "id: _", window_starts_at, window_ends_at, expires_at
        from earlier_offers where appointment_id = $1 and ended_at is null and expires_at > $2
        "#,
        id as _,
        now,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn find_offer(
    db: impl PgExecutor<'_>,
    offer: EarlierOfferId,
    appointment: AppointmentId,
) -> sqlx::Result<Option<FoundOffer>> {
    sqlx::query_as!(
        FoundOffer,
        r#"
        select technician_id as "technician_id: _", starts_at
        from earlier_offers where id = $1 and appointment_id = $2
        "#,
        offer as _,
        appointment as _,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn lock_offer(
    db: impl PgExecutor<'_>,
    offer: EarlierOfferId,
) -> sqlx::Result<Standing> {
    sqlx::query_as!(
        Standing,
        "select outcome, expires_at from earlier_offers where id = $1 for update",
        offer as _
    )
    .fetch_one(db)
    .await
}

pub(super) async fn delete_hold_of(
    db: impl PgExecutor<'_>,
    offer: EarlierOfferId,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        delete from appointments
        where id = (select hold_id from earlier_offers where id = $1) and status = 'held'
        "#,
        offer as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_taken(
    db: impl PgExecutor<'_>,
    offer: EarlierOfferId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update earlier_offers set ended_at = $2, outcome = 'taken' where id = $1",
        offer as _,
        now
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Ends what this customer was offered; its time is free for the next.
pub(super) async fn end_offers(
    db: &mut PgConnection,
    id: AppointmentId,
    outcome: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let ended = sqlx::query_scalar!(
        r#"
        update earlier_offers set ended_at = $3, outcome = $2
        where appointment_id = $1 and ended_at is null
        returning id
        "#,
        id as _,
        outcome,
        now,
    )
    .fetch_all(&mut *db)
    .await?;
    give_on(db, &ended).await
}

/// Ends what ran out, and what the visit itself overtook: cancelled, or moved to before it.
pub(super) async fn end_overdue(db: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<()> {
    let ended = sqlx::query_scalar!(
        r#"
        update earlier_offers o
        set ended_at = $1, outcome = case when o.expires_at <= $1 then 'expired' else 'outdated' end
        from appointments a
        where a.id = o.appointment_id and o.ended_at is null
          and (o.expires_at <= $1 or a.status <> 'booked' or a.starts_at <= o.starts_at)
        returning o.id
        "#,
        now,
    )
    .fetch_all(&mut *db)
    .await?;
    give_on(db, &ended).await
}

/// Lets go of what was held for these, for the next who waits.
async fn give_on(db: &mut PgConnection, offers: &[i64]) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into freed_times (technician_id, starts_at, ends_at)
        select technician_id, starts_at, blocked_until from earlier_offers where id = any($1)
        "#,
        offers,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        r#"
        delete from appointments
        where status = 'held' and id in (select hold_id from earlier_offers where id = any($1))
        "#,
        offers,
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
