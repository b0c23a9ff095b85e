//! Taking back what the office has just done: the customer hears of it only if they heard of what is undone.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{
    AppointmentDetails, BookError, MoveError, NewTime, Status, details, queries, queries_undo,
};
use crate::{
    announcements::{Topic, announce},
    app::App,
    catalog::{self, Service},
    company, db,
    messages::{self, Occasion},
    scheduling, tickets,
    timeline::{self, Event},
    values::{AppointmentId, StaffId, french},
};

/// Moves a visit back to where it was. `version` is that of the move; a later change is not undone.
pub async fn undo_move(
    app: &App,
    id: AppointmentId,
    version: i32,
    back: NewTime,
    by: StaffId,
    now: DateTime<Utc>,
) -> Result<(), MoveError> {
    let Some(before) = details::find(&app.db, id).await? else { return Err(MoveError::NotFound) };
    let Some(service) = catalog::find(&app.db, before.service_id).await? else {
        return Err(MoveError::NotFound);
    };
    let mut tx = db::begin(&app.db).await?;
    scheduling::queries::lock_technicians(&mut *tx, &[before.technician_id, back.technician])
        .await?;
    queries::delete_dead_holds_of(&mut *tx, back.technician, now).await?;
    let Some(standing) = queries::lock(&mut *tx, id).await? else {
        return Err(MoveError::NotFound);
    };
    if standing.version != version {
        return Err(MoveError::Stale);
    }
    if !standing.status.is_ahead() {
        return Err(MoveError::TooLate);
    }
    if back.starts_at <= now {
        return Err(MoveError::Time(BookError::Past));
    }
    put_back(app, &mut tx, &before, &service, back, by, now).await?;
    tx.commit().await?;
    Ok(())
}

/// The time that a visit had before it was moved, and what follows from it.
pub(super) async fn put_back(
    app: &App,
    db: &mut PgConnection,
    before: &AppointmentDetails,
    service: &Service,
    back: NewTime,
    by: StaffId,
    now: DateTime<Utc>,
) -> Result<(), MoveError> {
    let id = before.id;
    let withdrawn = messages::withdraw_pending(&mut *db, id, now).await?;
    let was_told = queries_undo::was_told(&mut *db, id, "move", "appointment_moved").await?;
    let ends_at = back.starts_at + (before.ends_at - before.starts_at);
    let blocked_until = ends_at + service.buffer();
    queries::set_time(&mut *db, id, back.technician, back.starts_at, ends_at, blocked_until)
        .await?;
    let after = details::find(&mut *db, id).await?.ok_or(MoveError::NotFound)?;
    let occasion = if withdrawn.confirmation {
        Some(Occasion::Confirmed)
    } else {
        was_told.then_some(Occasion::Moved { from: before.starts_at })
    };
    tell(app, &mut *db, &after, occasion, now).await?;
    let text = format!(
        "Déplacement annulé\u{a0}: rendez-vous remis au {}",
        french::day_and_time(after.starts_at)
    );
    record(&mut *db, &after, by, "appointment_move_undone", text, now).await?;
    Ok(())
}

/// Makes a cancelled visit stand again, if its time is still free and still to come.
pub async fn undo_cancellation(
    app: &App,
    id: AppointmentId,
    by: StaffId,
    now: DateTime<Utc>,
) -> Result<(), BookError> {
    let mut tx = db::begin(&app.db).await?;
    let before = details::find(&mut *tx, id).await?.ok_or(sqlx::Error::RowNotFound)?;
    scheduling::queries::lock_technicians(&mut *tx, &[before.technician_id]).await?;
    queries::delete_dead_holds_of(&mut *tx, before.technician_id, now).await?;
    let standing = queries::lock(&mut *tx, id).await?.ok_or(sqlx::Error::RowNotFound)?;
    if standing.status != Status::Cancelled {
        return Ok(());
    }
    if standing.starts_at <= now {
        return Err(BookError::Past);
    }
    messages::withdraw_pending(&mut tx, id, now).await?;
    let knows_of_end =
        queries_undo::was_told(&mut *tx, id, "cancellation", "appointment_cancelled").await?;
    let knows_of_visit = queries_undo::was_ever_told(&mut *tx, id).await?;
    queries_undo::set_booked_again(&mut *tx, id).await?;
    let after = details::find(&mut *tx, id).await?.ok_or(sqlx::Error::RowNotFound)?;
    let occasion = (knows_of_end || !knows_of_visit).then_some(Occasion::Confirmed);
    tell(app, &mut tx, &after, occasion, now).await?;
    tickets::follow_visits(&mut tx, after.ticket_id, Some(by), now).await?;
    let text = format!(
        "Annulation retirée\u{a0}: rendez-vous maintenu le {}",
        french::day_and_time(after.starts_at)
    );
    record(&mut tx, &after, by, "appointment_cancellation_undone", text, now).await?;
    announce(&mut *tx, Topic::Tickets, after.ticket_id.0).await?;
    tx.commit().await?;
    Ok(())
}

async fn tell(
    app: &App,
    db: &mut PgConnection,
    visit: &AppointmentDetails,
    occasion: Option<Occasion>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Some(occasion) = occasion else { return Ok(()) };
    let company = company::load(&mut *db).await?;
    let visit = details::visit_of(&mut *db, &app.settings, visit).await?;
    let send_after = now + TimeDelta::seconds(i64::from(company.undo_seconds));
    messages::announce(&mut *db, &company, &visit, occasion, send_after, now).await?;
    Ok(())
}

async fn record(
    db: &mut PgConnection,
    visit: &AppointmentDetails,
    by: StaffId,
    kind: &str,
    text: String,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let event = Event {
        staff: Some(by),
        kind,
        customer: Some(visit.customer_id),
        ticket: Some(visit.ticket_id),
        appointment: Some(visit.id),
        text,
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await?;
    announce(&mut *db, Topic::Planning, visit.id.0).await
}
