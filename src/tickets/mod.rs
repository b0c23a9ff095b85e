//! Requests for service, from every door.

mod closing;
mod field_request;
mod from_office;
mod queries;
mod queries_details;
mod queries_field;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use crate::{
    announcements::{Topic, announce},
    business_time::local,
    catalog::Priority,
    timeline::{self, Event},
    values::{AppointmentId, CustomerId, ServiceId, SiteId, StaffId, TicketId},
};

pub use closing::{CloseError, close, close_in, reopen};
pub use field_request::{FieldReason, FieldRequest, NotedOnSite, report};
pub use from_office::{OfficeTicket, note_from_office};
pub use queries::{
    Filter, TicketPage, TicketRow, customer_of, find_by_number, follow_visits, list,
    open_of_customer, set_status,
};
pub use queries_details::{TicketDetails, details};
pub use queries_field::{Reported, reported_by};

/// The door a request came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Source {
    Phone,
    Portal,
    Field,
    Office,
    Email,
}

impl Source {
    pub fn label(self) -> &'static str {
        match self {
            Self::Phone => "téléphone",
            Self::Portal => "portail",
            Self::Field => "signalement",
            Self::Office => "bureau",
            Self::Email => "e-mail",
        }
    }
}

/// Where a request is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    Open,
    Planned,
    InProgress,
    Done,
    Closed,
}

impl Status {
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "à planifier",
            Self::Planned => "planifiée",
            Self::InProgress => "en cours",
            Self::Done => "faite",
            Self::Closed => "close",
        }
    }
}

/// A request about to be written down.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// From [`next_number`].
    pub number: String,
    pub customer: CustomerId,
    pub site: Option<SiteId>,
    pub service: Option<ServiceId>,
    pub source: Source,
    pub subject: String,
    pub description: String,
    pub priority: Priority,
    /// None where a customer wrote it.
    pub created_by: Option<StaffId>,
}

/// The next number of this month, as `SAV-2611-041`.
///
/// Taken outside the transaction that uses it, so that two requests never wait for each other;
/// a transaction that fails leaves a gap.
pub async fn next_number(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<String> {
    let month = local::today(now).format("%y%m").to_string();
    let last = queries::count_up(db, &month).await?;
    Ok(format!("SAV-{month}-{last:03}"))
}

/// Writes the request down, in the caller's transaction.
pub async fn create(
    db: &mut PgConnection,
    new: &NewTicket,
    now: DateTime<Utc>,
) -> sqlx::Result<TicketId> {
    let id = queries::insert(&mut *db, new, now).await?;
    tell(db, id, new, None, now).await?;
    Ok(id)
}

/// Its customer wrote: it is spoken of again.
pub async fn customer_wrote(
    db: &mut PgConnection,
    id: TicketId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    queries::touch(&mut *db, id, now).await?;
    announce(&mut *db, Topic::Tickets, id.0).await
}

/// Says in the time line and on every screen that there is a new request.
async fn tell(
    db: &mut PgConnection,
    id: TicketId,
    new: &NewTicket,
    during: Option<AppointmentId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let event = Event {
        staff: new.created_by,
        kind: "ticket_created",
        customer: Some(new.customer),
        ticket: Some(id),
        appointment: during,
        text: format!("Demande {} par {}\u{a0}: {}", new.number, new.source.label(), new.subject),
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await?;
    announce(&mut *db, Topic::Tickets, id.0).await
}
