//! How a call ends: the customer, the request, the appointment or the promise, and the record of it, or none of them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{
    OutcomeKind,
    ending::{self, Written},
    queries_ending, recognition,
};
use crate::{
    announcements::{Topic, announce},
    app::App,
    appointments::BookError,
    catalog::Service,
    customers::CustomerName,
    db,
    messages::Channel,
    staff, tickets,
    values::{
        AppointmentId, CallId, CustomerId, EmailAddress, PhoneNumber, PostalAddress, SiteId,
        StaffId, TicketId,
    },
};

/// What the office decided at the end of a call, already parsed.
#[derive(Clone, Debug)]
pub struct Conclusion<'a> {
    pub call: CallId,
    /// Of the call as the person saw it.
    pub version: i32,
    pub who: Who,
    pub place: Place,
    pub service: Option<&'a Service>,
    /// What the caller said it is about, where no service says it.
    pub motive: String,
    pub note: String,
    pub outcome: Outcome,
    pub staff: StaffId,
    /// The same form sent twice carries the same key and books once.
    pub request_key: String,
}

/// Whose call it was.
#[derive(Clone, Debug)]
pub enum Who {
    Known(CustomerId),
    New(NewCaller),
    /// Nobody that we need to know: a wrong number, a salesman, a colleague.
    Nobody,
}

/// A caller whom we did not know.
#[derive(Clone, Debug)]
pub struct NewCaller {
    pub name: CustomerName,
    pub phone: Option<PhoneNumber>,
    pub email: Option<EmailAddress>,
}

/// Where work is to be done.
#[derive(Clone, Debug)]
pub enum Place {
    Known(SiteId),
    New(PostalAddress),
    None,
}

/// What happens next.
#[derive(Clone, Debug)]
pub enum Outcome {
    Appointment {
        technician: StaffId,
        starts_at: DateTime<Utc>,
        /// By which the customer is not to be told.
        unwanted: Vec<Channel>,
    },
    Callback {
        due_at: DateTime<Utc>,
    },
    PassedOn {
        to: StaffId,
    },
    /// `how` is not blank.
    Settled {
        how: String,
    },
}

impl Outcome {
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::Appointment { .. } => OutcomeKind::Appointment,
            Self::Callback { .. } => OutcomeKind::Callback,
            Self::PassedOn { .. } => OutcomeKind::PassedOn,
            Self::Settled { .. } => OutcomeKind::Settled,
        }
    }
}

/// What a conclusion made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concluded {
    pub customer: Option<CustomerId>,
    pub ticket: Option<TicketId>,
    pub appointment: Option<AppointmentId>,
}

/// Why a call could not be concluded.
#[derive(Debug, thiserror::Error)]
pub enum ConcludeError {
    /// The slot, mostly: see [`BookError`].
    #[error(transparent)]
    Book(#[from] BookError),
    #[error("Dites de quel client il s’agit.")]
    CustomerNeeded,
    #[error("Choisissez une prestation.")]
    ServiceNeeded,
    #[error("Indiquez l’adresse de l’intervention.")]
    PlaceNeeded,
    #[error("Choisissez à qui transmettre.")]
    ColleagueNeeded,
    /// Somebody else has concluded it since the form was opened.
    #[error(
        "Cet appel a été conclu entre-temps. Vérifiez ce qui a été décidé avant d’enregistrer à nouveau."
    )]
    Stale,
    /// The same form had already done it.
    #[error("Cet appel est déjà enregistré.")]
    AlreadyConcluded(Option<AppointmentId>),
    #[error("Cet appel n’existe pas.")]
    NotFound,
}

impl From<sqlx::Error> for ConcludeError {
    fn from(error: sqlx::Error) -> Self {
        Self::Book(error.into())
    }
}

/// Ends the call: everything that was decided happens, or nothing.
pub async fn conclude(
    app: &App,
    new: &Conclusion<'_>,
    now: DateTime<Utc>,
) -> Result<Concluded, ConcludeError> {
    check(new)?;
    if let Outcome::PassedOn { to } = new.outcome
        && !staff::find(&app.db, to).await?.is_some_and(|one| one.active)
    {
        return Err(ConcludeError::ColleagueNeeded);
    }
    // Taken outside the transaction, as tickets::next_number asks.
    let number = if ending::makes_ticket(new) {
        Some(tickets::next_number(&app.db, now).await?)
    } else {
        None
    };
    let mut tx = db::begin(&app.db).await?;
    let standing =
        queries_ending::lock(&mut *tx, new.call).await?.ok_or(ConcludeError::NotFound)?;
    if standing.version != new.version || !standing.is_open() {
        return Err(already_or_stale(&mut tx, new, &standing).await?);
    }
    let written = ending::write(app, &mut tx, new, &standing, number, now).await?;
    let Written { customer, ticket, appointment, .. } = written;
    ending::record(&mut tx, new, &written, now).await?;
    if let (Some(customer), Some(number)) = (customer, &standing.from_e164) {
        recognition::match_earlier(&mut tx, number, customer).await?;
    }
    announce(&mut *tx, Topic::Call, new.call.0).await?;
    tx.commit().await?;
    Ok(Concluded { customer, ticket, appointment })
}

fn check(new: &Conclusion<'_>) -> Result<(), ConcludeError> {
    if matches!(new.outcome, Outcome::Appointment { .. }) {
        if matches!(new.who, Who::Nobody) {
            return Err(ConcludeError::CustomerNeeded);
        }
        if new.service.is_none() {
            return Err(ConcludeError::ServiceNeeded);
        }
        if matches!(new.place, Place::None) {
            return Err(ConcludeError::PlaceNeeded);
        }
    }
    Ok(())
}

async fn already_or_stale(
    db: &mut PgConnection,
    new: &Conclusion<'_>,
    standing: &queries_ending::Standing,
) -> sqlx::Result<ConcludeError> {
    if standing.outcome != Some(new.outcome.kind()) || standing.handled_by != Some(new.staff) {
        return Ok(ConcludeError::Stale);
    }
    let booked = queries_ending::appointment_of_request(&mut *db, &new.request_key).await?;
    Ok(match (&new.outcome, booked) {
        // The same person, but another form.
        (Outcome::Appointment { .. }, None) => ConcludeError::Stale,
        (_, booked) => ConcludeError::AlreadyConcluded(booked),
    })
}
