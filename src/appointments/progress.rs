//! The technician's presses: on my way, started, done.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Status, details, queries};
use crate::{
    announcements::{Topic, announce},
    app::App,
    business_time::local,
    company, db,
    messages::{self, Occasion},
    tickets,
    timeline::{self, Event},
    values::{AppointmentId, StaffId, french},
};

/// Who learns later than this that somebody is on the way has them at the door.
const STILL_NEWS: TimeDelta = TimeDelta::minutes(30);

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

/// One press of the button.
#[derive(Clone, Copy, Debug)]
pub struct Press {
    pub step: Progress,
    /// When the thumb came down: earlier than now where the telephone was out of reach.
    pub at: DateTime<Utc>,
}

/// What a press set off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pressed {
    /// How many messages tell the customer.
    pub messages: u32,
}

/// Why a press did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ProgressError {
    #[error("Ce rendez-vous n’est pas ou plus le vôtre.")]
    NotYours,
    #[error("Ce rendez-vous est déjà {}.", .0.label())]
    OutOfOrder(Status),
    #[error("Ce rendez-vous est prévu le {}\u{a0}: il se suit le jour même.", french::day_short(*.0))]
    TooEarly(DateTime<Utc>),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Notes a step of one's own visit. The same press twice changes nothing.
pub async fn set_progress(
    app: &App,
    id: AppointmentId,
    technician: StaffId,
    press: Press,
    now: DateTime<Utc>,
) -> Result<Pressed, ProgressError> {
    let Press { step, at } = press;
    let mut tx = db::begin(&app.db).await?;
    let Some(standing) = queries::lock(&mut *tx, id).await? else {
        return Err(ProgressError::NotYours);
    };
    if standing.technician_id != technician {
        return Err(ProgressError::NotYours);
    }
    if standing.status == step.status() {
        return Ok(Pressed::default());
    }
    if local::today(standing.starts_at) > local::today(at) {
        return Err(ProgressError::TooEarly(standing.starts_at));
    }
    if !step.follows(standing.status) {
        return Err(ProgressError::OutOfOrder(standing.status));
    }
    queries::set_progress(&mut *tx, id, step.status(), at).await?;
    let details = details::find(&mut *tx, id).await?.ok_or(ProgressError::NotYours)?;
    tickets::follow_visits(&mut tx, details.ticket_id, None, now).await?;
    let mut pressed = Pressed::default();
    if step == Progress::EnRoute && now - at < STILL_NEWS {
        let company = company::load(&mut *tx).await?;
        let visit = details::visit_of(&mut tx, &app.settings, &details).await?;
        pressed.messages =
            messages::announce(&mut tx, &company, &visit, Occasion::OnTheWay, now, now).await?;
    }
    let event = Event {
        staff: Some(technician),
        kind: "appointment_progress",
        customer: Some(details.customer_id),
        ticket: Some(details.ticket_id),
        appointment: Some(id),
        text: format!(
            "{}\u{a0}: {}, {}",
            details.service_name,
            step.status().label(),
            french::time(at)
        ),
        ..Event::default()
    };
    timeline::record(&mut *tx, &event, at).await?;
    announce(&mut *tx, Topic::Planning, id.0).await?;
    tx.commit().await?;
    Ok(pressed)
}
