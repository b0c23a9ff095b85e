//! Moving a visit to another time or technician.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{AppointmentDetails, By, booking, booking::BookError, details, places, queries};
use crate::{
    announcements::{Topic, announce},
    app::App,
    catalog::{self, Service},
    company, db,
    messages::{self, Occasion},
    scheduling::{self, Moving, Wanted},
    timeline::{self, Event},
    values::{AppointmentId, StaffId, french},
};

/// Where it goes.
#[derive(Clone, Copy, Debug)]
pub struct NewTime {
    pub technician: StaffId,
    pub starts_at: DateTime<Utc>,
    /// Also outside working hours and during an absence.
    pub forced: bool,
}

/// Why a visit could not be moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// The new time cannot be had.
    #[error(transparent)]
    Time(BookError),
    /// Somebody changed it since the page was opened.
    #[error("Ce rendez-vous a été modifié entre-temps. Vérifiez ce qui suit, puis recommencez.")]
    Stale,
    #[error("Ce rendez-vous ne peut plus être déplacé : il est déjà commencé, terminé ou annulé.")]
    TooLate,
    #[error("Ce rendez-vous n’existe pas.")]
    NotFound,
}

impl From<BookError> for MoveError {
    fn from(error: BookError) -> Self {
        Self::Time(error)
    }
}

impl From<sqlx::Error> for MoveError {
    fn from(error: sqlx::Error) -> Self {
        Self::Time(error.into())
    }
}

/// Moves it and tells the customer. `version` is that of the page the person saw; none does not check.
pub async fn move_to(
    app: &App,
    id: AppointmentId,
    version: Option<i32>,
    to: NewTime,
    by: By,
    now: DateTime<Utc>,
) -> Result<(), MoveError> {
    let Some(before) = details::find(&app.db, id).await? else { return Err(MoveError::NotFound) };
    let Some(service) = catalog::find(&app.db, before.service_id).await? else {
        return Err(MoveError::NotFound);
    };

    let mut tx = db::begin(&app.db).await?;
    let both = [before.technician_id, to.technician];
    scheduling::queries::lock_technicians(&mut *tx, &both).await?;
    move_within(app, &mut tx, &before, &service, version, to, by, now).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`move_to`], in the caller's transaction, which has locked both technicians and must be rolled back on an error.
#[expect(clippy::too_many_arguments, reason = "each says something else, and all are needed")]
pub(super) async fn move_within(
    app: &App,
    db: &mut PgConnection,
    before: &AppointmentDetails,
    service: &Service,
    version: Option<i32>,
    to: NewTime,
    by: By,
    now: DateTime<Utc>,
) -> Result<(), MoveError> {
    let id = before.id;
    let wanted = Wanted {
        technician: to.technician,
        service,
        place: Some(places::of_site(&mut *db, before.site_id).await?),
        starts_at: to.starts_at,
        // The visit keeps its length, which may differ from the service's of today.
        moving: Some(Moving { id, duration: before.ends_at - before.starts_at }),
    };
    booking::check_time(&mut *db, wanted, to.forced, now).await?;
    queries::delete_dead_holds_of(&mut *db, to.technician, now).await?;
    let Some(standing) = queries::lock(&mut *db, id).await? else {
        return Err(MoveError::NotFound);
    };
    // The same press again has what it asked for.
    if standing.status.is_ahead()
        && standing.technician_id == to.technician
        && standing.starts_at == to.starts_at
    {
        return Ok(());
    }
    if version.is_some_and(|seen| seen != standing.version) {
        return Err(MoveError::Stale);
    }
    if !standing.status.is_ahead() {
        return Err(MoveError::TooLate);
    }
    let ends_at = to.starts_at + (before.ends_at - before.starts_at);
    queries::set_time(
        &mut *db,
        id,
        to.technician,
        to.starts_at,
        ends_at,
        ends_at + service.buffer(),
    )
    .await?;

    tell_moved(app, db, before, by, now).await
}

/// Everything that follows from a visit that has another time now: `before` is what it was.
pub(super) async fn tell_moved(
    app: &App,
    db: &mut PgConnection,
    before: &AppointmentDetails,
    by: By,
    now: DateTime<Utc>,
) -> Result<(), MoveError> {
    let id = before.id;
    let company = company::load(&mut *db).await?;
    let after = details::find(&mut *db, id).await?.ok_or(MoveError::NotFound)?;
    let visit = details::visit_of(&mut *db, &app.settings, &after).await?;
    let send_after = match by {
        By::Staff(_) => now + chrono::TimeDelta::seconds(i64::from(company.undo_seconds)),
        By::Customer => now,
    };
    let withdrawn = messages::withdraw_pending(&mut *db, id, now).await?;
    // Who has heard of no time yet hears of the right one.
    let occasion = if withdrawn.confirmation {
        Occasion::Confirmed
    } else {
        Occasion::Moved { from: before.starts_at }
    };
    messages::announce(&mut *db, &company, &visit, occasion, send_after, now).await?;
    let event = Event {
        staff: by.staff(),
        kind: "appointment_moved",
        customer: Some(after.customer_id),
        ticket: Some(after.ticket_id),
        appointment: Some(id),
        text: format!(
            "Rendez-vous déplacé du {} au {}, {}{}",
            french::day_short(before.starts_at),
            french::day_long(after.starts_at),
            after.technician_name,
            if by == By::Customer { " (par le client)" } else { "" },
        ),
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await?;
    announce(&mut *db, Topic::Planning, id.0).await?;
    Ok(())
}
