//! Holding a slot for a few minutes while somebody decides.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{Source, booking, booking::BookError, links, places, queries};
use crate::{
    app::App,
    catalog::{self, Service},
    db,
    scheduling::{self, Moving, Slot, Wanted},
    travel::Commune,
    values::{AppointmentId, CustomerId, SecretToken, ServiceId, SiteId, StaffId, TicketId},
};

/// How long a slot is held (ux.md §4.11).
pub const HOLD: TimeDelta = TimeDelta::minutes(10);

/// A slot that its holder still has.
#[derive(Clone, Debug)]
pub struct HeldSlot {
    pub id: AppointmentId,
    pub service_id: ServiceId,
    pub technician_id: StaffId,
    pub starts_at: DateTime<Utc>,
    pub window_starts_at: DateTime<Utc>,
    pub window_ends_at: DateTime<Utc>,
    pub held_until: DateTime<Utc>,
}

/// Holds a slot that was offered, under the token that its holder must show to book or release it.
pub async fn hold(
    app: &App,
    service: &Service,
    slot: &Slot,
    place: Option<Commune>,
    token: &SecretToken,
    now: DateTime<Utc>,
) -> Result<(), BookError> {
    hold_until(app, service, slot, place, token, now + HOLD, now).await
}

/// As [`hold`], until another moment.
pub(super) async fn hold_until(
    app: &App,
    service: &Service,
    slot: &Slot,
    place: Option<Commune>,
    token: &SecretToken,
    held_until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), BookError> {
    let mut tx = db::begin(&app.db).await?;
    scheduling::queries::lock_technicians(&mut *tx, &[slot.technician]).await?;
    let (technician, starts_at) = (slot.technician, slot.starts_at);
    let wanted = Wanted { technician, service, place, starts_at, moving: None };
    booking::check_time(&mut tx, wanted, false, now).await?;
    queries::delete_dead_holds_of(&mut *tx, slot.technician, now).await?;
    let new = queries::NewHold {
        technician: slot.technician,
        service: service.id,
        starts_at: slot.starts_at,
        ends_at: slot.ends_at,
        blocked_until: slot.blocked_until,
        hold_hash: &token.hash(),
        held_until,
        place,
    };
    queries::insert_hold(&mut *tx, &new, now).await?.ok_or(BookError::SlotTaken)?;
    tx.commit().await?;
    Ok(())
}

/// The slot that this token holds, until it runs out.
pub async fn find_hold(
    db: &sqlx::PgPool,
    token: &SecretToken,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<HeldSlot>> {
    sqlx::query_as!(
        HeldSlot,
        r#"
        select id, service_id, technician_id, starts_at, window_starts_at, window_ends_at, held_until as "held_until!"
        from appointments where hold_hash = $1 and status = 'held' and held_until > $2
        "#,
        token.hash_vec(),
        now,
    )
    .fetch_optional(db)
    .await
}

/// Lets go of a slot; without effect where it is gone or booked already.
pub async fn release(db: &sqlx::PgPool, token: &SecretToken) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from appointments where hold_hash = $1 and status = 'held'",
        token.hash_vec()
    )
    .execute(db)
    .await?;
    Ok(())
}

/// For whom a held slot becomes an appointment.
#[derive(Clone, Copy, Debug)]
pub struct HoldFor {
    pub ticket: TicketId,
    pub customer: CustomerId,
    pub site: SiteId,
}

/// Makes an appointment of a hold, in the caller's transaction: it never lets go of the time.
///
/// A hold that has run out still wins if nobody took the time meanwhile and the technician can still come. A hold that
/// was booked before by the same form is [`BookError::AlreadyBooked`].
pub async fn confirm_hold(
    app: &App,
    db: &mut PgConnection,
    token: &SecretToken,
    whom: HoldFor,
    now: DateTime<Utc>,
) -> Result<AppointmentId, BookError> {
    // The technician first, as everybody who plans does: two locks in two orders would wait for each other.
    let Some(technician) = technician_of(&mut *db, token).await? else {
        return Err(BookError::SlotTaken);
    };
    scheduling::queries::lock_technicians(&mut *db, &[technician]).await?;
    let row = sqlx::query!(
        r#"
        select id, status as "status!: super::Status", starts_at, ends_at, service_id, held_until,
               commune as "commune: Commune"
        from appointments where hold_hash = $1 for update
        "#,
        token.hash_vec(),
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Err(BookError::SlotTaken) };
    if row.status != super::Status::Held {
        return Err(BookError::AlreadyBooked(row.id));
    }
    if row.starts_at <= now {
        return Err(BookError::Past);
    }
    let place = places::of_site(&mut *db, whom.site).await?;
    let ran_out = row.held_until.is_some_and(|until| until <= now);
    if ran_out || row.commune.unwrap_or(Commune::NOWHERE) != place {
        // It was free for everybody meanwhile, or held for another address: it is judged anew.
        let service = catalog::find(&mut *db, row.service_id).await?;
        let service = service.ok_or(BookError::SlotTaken)?;
        let moving = Some(Moving { id: row.id, duration: row.ends_at - row.starts_at });
        let (starts_at, place) = (row.starts_at, Some(place));
        let wanted = Wanted { technician, service: &service, place, starts_at, moving };
        booking::check_time(&mut *db, wanted, false, now).await?;
    }
    let link = links::new_link(&app.settings);
    sqlx::query!(
        r#"
        update appointments
        set status = 'booked', held_until = null, ticket_id = $2, customer_id = $3, site_id = $4,
            uid = $5, token_hash = $6, source = $7, created_at = $8, commune = $9, version = version + 1
        where id = $1
        "#,
        row.id as _,
        whom.ticket as _,
        whom.customer as _,
        whom.site as _,
        link.uid,
        &link.token_hash[..],
        Source::Portal as _,
        now,
        place as _,
    )
    .execute(&mut *db)
    .await?;
    booking::tell_everybody(app, db, row.id, None, now).await?;
    Ok(row.id)
}

async fn technician_of(
    db: &mut PgConnection,
    token: &SecretToken,
) -> sqlx::Result<Option<StaffId>> {
    sqlx::query_scalar!(
        "select technician_id from appointments where hold_hash = $1",
        token.hash_vec()
    )
    .fetch_optional(db)
    .await
}
