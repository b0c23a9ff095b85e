//! Cancelling a visit.

use chrono::{DateTime, TimeDelta, Utc};

use super::{By, details, queries};
use crate::{
    announcements::{Topic, announce},
    app::App,
    company, db,
    messages::{self, Occasion},
    tickets,
    timeline::{self, Event},
    values::{AppointmentId, french},
};

/// The version of a visit that nobody has changed since it was booked.
const AS_BOOKED: i32 = 1;

/// Why a visit could not be cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    #[error("Ce rendez-vous a été modifié entre-temps. Vérifiez ce qui suit, puis recommencez.")]
    Stale,
    #[error("Ce rendez-vous ne peut plus être annulé : il est déjà commencé ou terminé.")]
    TooLate,
    #[error("Ce rendez-vous n’existe pas.")]
    NotFound,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Cancels it, tells the customer, and gives the request back to the office. A second time changes nothing.
pub async fn cancel(
    app: &App,
    id: AppointmentId,
    version: Option<i32>,
    reason: Option<&str>,
    by: By,
    now: DateTime<Utc>,
) -> Result<(), CancelError> {
    let mut tx = db::begin(&app.db).await?;
    let Some(standing) = queries::lock(&mut *tx, id).await? else {
        return Err(CancelError::NotFound);
    };
    if standing.status == super::Status::Cancelled {
        return Ok(());
    }
    if version.is_some_and(|seen| seen != standing.version) {
        return Err(CancelError::Stale);
    }
    if !standing.status.is_ahead() {
        return Err(CancelError::TooLate);
    }
    queries::set_cancelled(&mut *tx, id, reason, now).await?;
    let details = details::find(&mut *tx, id).await?.ok_or(CancelError::NotFound)?;
    let withdrawn = messages::withdraw_pending(&mut tx, id, now).await?;
    // Who never heard of the visit need not hear that it is off.
    if !withdrawn.confirmation && standing.starts_at > now {
        let company = company::load(&mut *tx).await?;
        let visit = details::visit_of(&mut tx, &app.settings, &details).await?;
        let send_after = match by {
            By::Staff(_) => now + TimeDelta::seconds(i64::from(company.undo_seconds)),
            By::Customer => now,
        };
        messages::announce(&mut tx, &company, &visit, Occasion::Cancelled, send_after, now).await?;
    }
    tickets::follow_visits(&mut tx, details.ticket_id, None, now).await?;
    let event = Event {
        staff: by.staff(),
        kind: "appointment_cancelled",
        customer: Some(details.customer_id),
        ticket: Some(details.ticket_id),
        appointment: Some(id),
        text: format!(
            "Rendez-vous du {} annulé{}{}",
            french::day_long(details.starts_at),
            if by == By::Customer { " par le client" } else { "" },
            reason.map(|reason| format!(" : {reason}")).unwrap_or_default(),
        ),
        ..Event::default()
    };
    timeline::record(&mut *tx, &event, now).await?;
    announce(&mut *tx, Topic::Planning, id.0).await?;
    announce(&mut *tx, Topic::Tickets, details.ticket_id.0).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes back what the office has just booked, unless it was changed since; the customer hears nothing
/// if nothing has left yet.
pub async fn undo_booking(
    app: &App,
    id: AppointmentId,
    by: By,
    now: DateTime<Utc>,
) -> Result<(), CancelError> {
    cancel(app, id, Some(AS_BOOKED), Some("annulé aussitôt par le bureau"), by, now).await
}
