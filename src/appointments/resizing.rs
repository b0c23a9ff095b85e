//! A visit that takes longer, or less long, than the service says.

use chrono::{DateTime, TimeDelta, Utc};

use super::{MoveError, booking, details, places, queries};
use crate::{
    announcements::{Topic, announce},
    app::App,
    catalog, db,
    scheduling::{self, Moving, Wanted},
    timeline::{self, Event},
    values::{AppointmentId, StaffId, french},
};

/// Gives a visit another length. The customer is told when we arrive, and that stays: no message leaves.
///
/// `version` is that of the page the person saw. `forced`: also beyond working hours, or with a way too short.
pub async fn set_length(
    app: &App,
    id: AppointmentId,
    version: i32,
    length: TimeDelta,
    forced: bool,
    by: StaffId,
    now: DateTime<Utc>,
) -> Result<(), MoveError> {
    let Some(before) = details::find(&app.db, id).await? else { return Err(MoveError::NotFound) };
    let Some(service) = catalog::find(&app.db, before.service_id).await? else {
        return Err(MoveError::NotFound);
    };
    let mut tx = db::begin(&app.db).await?;
    scheduling::queries::lock_technicians(&mut *tx, &[before.technician_id]).await?;
    queries::delete_dead_holds_of(&mut *tx, before.technician_id, now).await?;
    let Some(standing) = queries::lock(&mut *tx, id).await? else {
        return Err(MoveError::NotFound);
    };
    let ends_at = before.starts_at + length;
    // The same press again has what it asked for.
    if standing.status.is_ahead() && standing.version > version && before.ends_at == ends_at {
        return Ok(());
    }
    if standing.version != version {
        return Err(MoveError::Stale);
    }
    if !standing.status.is_ahead() {
        return Err(MoveError::TooLate);
    }
    let wanted = Wanted {
        technician: before.technician_id,
        service: &service,
        place: Some(places::of_site(&mut tx, before.site_id).await?),
        starts_at: before.starts_at,
        moving: Some(Moving { id, duration: length }),
    };
    booking::check_time(&mut tx, wanted, forced, now).await?;
    queries::set_end(&mut *tx, id, ends_at, ends_at + service.buffer()).await?;
    let was = (before.ends_at - before.starts_at).num_minutes();
    let event = Event {
        staff: Some(by),
        kind: "appointment_resized",
        customer: Some(before.customer_id),
        ticket: Some(before.ticket_id),
        appointment: Some(id),
        text: format!(
            "Durée du rendez-vous\u{a0}: {} au lieu de {}",
            french::duration(length.num_minutes()),
            french::duration(was),
        ),
        ..Event::default()
    };
    timeline::record(&mut *tx, &event, now).await?;
    announce(&mut *tx, Topic::Planning, id.0).await?;
    tx.commit().await?;
    Ok(())
}
