//! The technician's presses: on my way, started, done.

use chrono::{DateTime, Utc};

use super::{Status, details, queries};
use crate::{
    announcements::{Topic, announce},
    app::App,
    company, db,
    messages::{self, Occasion},
    tickets,
    timeline::{self, Event},
    values::{AppointmentId, StaffId, french},
};

/// The next step of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    EnRoute,
    Started,
    Done,
    /// Nobody was there.
    NoShow,
}

impl Progress {
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::EnRoute, Self::Started, Self::Done, Self::NoShow]
            .into_iter()
            .find(|step| step.status().name() == name)
    }

    pub fn status(self) -> Status {
        match self {
            Self::EnRoute => Status::EnRoute,
            Self::Started => Status::Started,
            Self::Done => Status::Done,
            Self::NoShow => Status::NoShow,
        }
    }

    /// Steps may be skipped, never taken back: a press may have been forgotten on the road.
    fn follows(self, status: Status) -> bool {
        match self {
            Self::EnRoute => status == Status::Booked,
            Self::Started => matches!(status, Status::Booked | Status::EnRoute),
            Self::Done => matches!(status, Status::Booked | Status::EnRoute | Status::Started),
            Self::NoShow => matches!(status, Status::Booked | Status::EnRoute),
        }
    }
}

/// Why a press did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ProgressError {
    #[error("Ce rendez-vous n’est pas ou plus le vôtre.")]
    NotYours,
    #[error("Ce rendez-vous est déjà {}.", .0.label())]
    OutOfOrder(Status),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Notes a step of one's own visit. The same press twice changes nothing.
pub async fn set_progress(
    app: &App,
    id: AppointmentId,
    technician: StaffId,
    step: Progress,
    now: DateTime<Utc>,
) -> Result<(), ProgressError> {
    let mut tx = db::begin(&app.db).await?;
    let Some(standing) = queries::lock(&mut *tx, id).await? else {
        return Err(ProgressError::NotYours);
    };
    if standing.technician_id != technician {
        return Err(ProgressError::NotYours);
    }
    if standing.status == step.status() {
        return Ok(());
    }
    if !step.follows(standing.status) {
        return Err(ProgressError::OutOfOrder(standing.status));
    }
    queries::set_progress(&mut *tx, id, step.status(), now).await?;
    let details = details::find(&mut *tx, id).await?.ok_or(ProgressError::NotYours)?;
    let ticket_status = match step {
        Progress::EnRoute | Progress::Started => tickets::Status::InProgress,
        Progress::Done => tickets::Status::Done,
        // Somebody must find another time.
        Progress::NoShow => tickets::Status::Open,
    };
    tickets::set_status(&mut *tx, details.ticket_id, ticket_status, None, now).await?;
    if step == Progress::EnRoute {
        let company = company::load(&mut *tx).await?;
        let visit = details::visit_of(&mut tx, &app.settings, &details).await?;
        messages::announce(&mut tx, &company, &visit, Occasion::OnTheWay, now, now).await?;
    }
    let event = Event {
        staff: Some(technician),
        kind: "appointment_progress",
        customer: Some(details.customer_id),
        ticket: Some(details.ticket_id),
        appointment: Some(id),
        text: format!(
            "{} : {}, {}",
            details.service_name,
            step.status().label(),
            french::time(now)
        ),
        ..Event::default()
    };
    timeline::record(&mut *tx, &event, now).await?;
    announce(&mut *tx, Topic::Planning, id.0).await?;
    tx.commit().await?;
    Ok(())
}
