//! The office books: the request and its appointment at once, or neither.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{BookError, NewAppointment, Source, book};
use crate::{
    app::App,
    catalog::{self, Service},
    customers, db,
    tickets::{self, NewTicket},
    timeline::{self, Event},
    values::{AppointmentId, CustomerId, PostalAddress, ServiceId, SiteId, StaffId, TicketId},
};

/// Where the technician goes.
#[derive(Clone, Debug)]
pub enum Place {
    /// One of the customer's sites.
    Known(SiteId),
    /// Added to the customer.
    New(PostalAddress),
}

/// What the office's form asks for. The site and the ticket must be this customer's.
#[derive(Clone, Debug)]
pub struct OfficeBooking {
    pub customer: CustomerId,
    pub place: Place,
    pub service: ServiceId,
    pub technician: StaffId,
    pub starts_at: DateTime<Utc>,
    /// What the technician should know; may be empty.
    pub note: String,
    /// The request this answers; none makes one.
    pub ticket: Option<TicketId>,
    /// Also outside working hours and during an absence.
    pub forced: bool,
    /// The same form sent twice books once.
    pub request_key: Option<String>,
    pub staff: StaffId,
}

/// Books for a customer whom somebody in the office speaks with.
pub async fn book_from_office(
    app: &App,
    booking: &OfficeBooking,
    now: DateTime<Utc>,
) -> Result<AppointmentId, BookError> {
    let Some(service) = catalog::find(&app.db, booking.service).await? else {
        return Err(BookError::Database(sqlx::Error::RowNotFound));
    };
    let number = match booking.ticket {
        Some(_) => None,
        None => Some(tickets::next_number(&app.db, now).await?),
    };
    let mut tx = db::begin(&app.db).await?;
    let site = match &booking.place {
        Place::Known(site) => {
            customers::site(&mut *tx, booking.customer, *site)
                .await?
                .ok_or(BookError::NotTheirs)?
                .id
        }
        Place::New(address) => {
            customers::add_site(&mut tx, booking.customer, address, None, Some(booking.staff), now)
                .await?
        }
    };
    let ticket = match (booking.ticket, number) {
        (None, Some(number)) => open_ticket(&mut tx, booking, &service, site, number, now).await?,
        (ticket, _) => {
            let ticket = ticket.ok_or(sqlx::Error::RowNotFound)?;
            if tickets::customer_of(&mut *tx, ticket).await? != Some(booking.customer) {
                return Err(BookError::NotTheirs);
            }
            keep_note(&mut tx, booking, ticket, now).await?;
            ticket
        }
    };
    let new = NewAppointment {
        technician: booking.technician,
        service: &service,
        starts_at: booking.starts_at,
        ticket,
        customer: booking.customer,
        site,
        source: Source::Office,
        created_by: Some(booking.staff),
        request_key: booking.request_key.clone(),
        forced: booking.forced,
    };
    let id = book(app, &mut tx, &new, now).await?;
    tx.commit().await?;
    Ok(id)
}

async fn open_ticket(
    db: &mut PgConnection,
    booking: &OfficeBooking,
    service: &Service,
    site: SiteId,
    number: String,
    now: DateTime<Utc>,
) -> sqlx::Result<TicketId> {
    let ticket = NewTicket {
        number,
        customer: booking.customer,
        site: Some(site),
        service: Some(service.id),
        source: tickets::Source::Office,
        subject: service.name.clone(),
        description: booking.note.clone(),
        priority: service.priority,
        created_by: Some(booking.staff),
    };
    tickets::create(db, &ticket, now).await
}

/// A request that stood already keeps its own words; what is new goes beside them.
async fn keep_note(
    db: &mut PgConnection,
    booking: &OfficeBooking,
    ticket: TicketId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    if booking.note.is_empty() {
        return Ok(());
    }
    let event = Event {
        staff: Some(booking.staff),
        kind: "ticket_note",
        customer: Some(booking.customer),
        ticket: Some(ticket),
        text: booking.note.clone(),
        ..Event::default()
    };
    timeline::record(db, &event, now).await
}
