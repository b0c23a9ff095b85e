//! Booking: the row, the messages and the record of it, or none of them.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Source, details, links, places, queries};
use crate::{
    announcements::{Topic, announce},
    app::App,
    business_time::Span,
    catalog::Service,
    company, db,
    messages::{self, Occasion},
    scheduling::{self, Refusal, Wanted},
    tickets,
    timeline::{self, Event},
    values::{AppointmentId, CustomerId, SiteId, StaffId, TicketId, french},
};

/// What is to be booked, already parsed.
#[derive(Clone, Debug)]
pub struct NewAppointment<'a> {
    pub technician: StaffId,
    pub service: &'a Service,
    pub starts_at: DateTime<Utc>,
    pub ticket: TicketId,
    pub customer: CustomerId,
    pub site: SiteId,
    pub source: Source,
    /// None where a customer books.
    pub created_by: Option<StaffId>,
    /// The same form sent twice carries the same key and books once.
    pub request_key: Option<String>,
    /// Also outside working hours and during an absence: the office may know better.
    pub forced: bool,
}

/// Why a visit could not be booked. All but the last are for the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    #[error("Ce créneau vient d’être pris. Choisissez-en un autre.")]
    SlotTaken,
    #[error("Le technicien est absent à ce moment-là ({0}). Choisissez un autre créneau.")]
    Absent(String),
    /// For any other reason that the rule of free time knows.
    #[error(transparent)]
    Unfit(Refusal),
    #[error("Cette heure est passée. Choisissez un créneau à venir.")]
    Past,
    /// The site or the request is another customer's, as of a page from before a change.
    #[error("Ce lieu ou cette demande n’est pas de ce client. Choisissez à nouveau.")]
    NotTheirs,
    /// The same form had already booked.
    #[error("Ce rendez-vous est déjà enregistré.")]
    AlreadyBooked(AppointmentId),
    #[error(transparent)]
    Database(sqlx::Error),
}

impl BookError {
    /// Whether the office may book all the same: the rule is soft.
    pub fn can_be_forced(&self) -> bool {
        matches!(self, Self::Absent(_) | Self::Unfit(_))
    }
}

impl From<sqlx::Error> for BookError {
    fn from(error: sqlx::Error) -> Self {
        match db::violated_constraint(&error) {
            Some("appointments_no_double_booking") => Self::SlotTaken,
            _ => Self::Database(error),
        }
    }
}

/// Books in the caller's transaction, which must be rolled back on an error.
pub async fn book(
    app: &App,
    db: &mut PgConnection,
    new: &NewAppointment<'_>,
    now: DateTime<Utc>,
) -> Result<AppointmentId, BookError> {
    // One after the other for each technician: two inserts of one slot at the same moment would
    // otherwise wait for each other, and with moves under way deadlock. First of all, so that nobody
    // is declared absent between the look and the booking.
    scheduling::queries::lock_technicians(&mut *db, &[new.technician]).await?;
    if let Some(key) = &new.request_key
        && let Some(earlier) = queries::find_by_request_key(&mut *db, key).await?
    {
        return Err(BookError::AlreadyBooked(earlier));
    }
    let place = places::of_site(&mut *db, new.site).await?;
    let wanted = Wanted {
        technician: new.technician,
        service: new.service,
        place: Some(place),
        starts_at: new.starts_at,
        moving: None,
    };
    check_time(&mut *db, wanted, new.forced, now).await?;
    queries::delete_dead_holds_of(&mut *db, new.technician, now).await?;
    let link = links::new_link(&app.settings);
    let Some(id) = queries::insert(&mut *db, new, &link, place, now).await? else {
        let earlier = match &new.request_key {
            Some(key) => queries::find_by_request_key(&mut *db, key).await?,
            None => None,
        };
        return Err(earlier.map_or(BookError::SlotTaken, BookError::AlreadyBooked));
    };
    tell_everybody(app, db, id, new.created_by, now).await?;
    Ok(id)
}

/// Everything that follows from a booked row.
pub(super) async fn tell_everybody(
    app: &App,
    db: &mut PgConnection,
    id: AppointmentId,
    by: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let company = company::load(&mut *db).await?;
    let Some(details) = details::find(&mut *db, id).await? else {
        return Err(sqlx::Error::RowNotFound);
    };
    tickets::follow_visits(&mut *db, details.ticket_id, by, now).await?;
    let visit = details::visit_of(&mut *db, &app.settings, &details).await?;
    // What the office did can be undone for a moment before the customer hears of it.
    let send_after = match by {
        Some(_) => now + chrono::TimeDelta::seconds(i64::from(company.undo_seconds)),
        None => now,
    };
    messages::announce(&mut *db, &company, &visit, Occasion::Confirmed, send_after, now).await?;
    let event = Event {
        staff: by,
        kind: "appointment_booked",
        customer: Some(details.customer_id),
        ticket: Some(details.ticket_id),
        appointment: Some(id),
        text: format!(
            "Rendez-vous {} le {}, {}",
            details.service_name,
            french::day_long(details.starts_at),
            details.technician_name
        ),
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await?;
    announce(&mut *db, Topic::Planning, id.0).await
}

/// Whether somebody can come then, by the rule that the slots offered go by. Under the technician's lock the answer
/// stands until the transaction ends; what is forced is left to the constraint.
pub(super) async fn check_time(
    db: &mut PgConnection,
    wanted: Wanted<'_>,
    forced: bool,
    now: DateTime<Utc>,
) -> Result<(), BookError> {
    if wanted.starts_at <= now {
        return Err(BookError::Past);
    }
    if forced {
        return Ok(());
    }
    match scheduling::check(&mut *db, wanted, now).await? {
        Ok(()) => Ok(()),
        Err(Refusal::Taken) => Err(BookError::SlotTaken),
        Err(Refusal::Absent) => {
            let ends_at = wanted.starts_at + wanted.service.duration() + wanted.service.buffer();
            let visit = Span::new(wanted.starts_at, ends_at);
            let reason =
                scheduling::queries::absence_within(&mut *db, wanted.technician, visit).await?;
            Err(reason.map_or(BookError::Unfit(Refusal::Absent), BookError::Absent))
        }
        Err(refusal) => Err(BookError::Unfit(refusal)),
    }
}
