//! The office writes a request down that nobody called for.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{NewTicket, Source, create, next_number};
use crate::{
    catalog::Service,
    db,
    values::{CustomerId, SiteId, StaffId},
};

/// What the office's form asks for.
#[derive(Clone, Debug)]
pub struct OfficeTicket<'a> {
    pub customer: CustomerId,
    pub site: Option<SiteId>,
    /// Gives the priority.
    pub service: &'a Service,
    pub subject: String,
    pub description: String,
    pub staff: StaffId,
}

/// Writes it down and returns its number.
pub async fn note_from_office(
    db: &PgPool,
    ticket: &OfficeTicket<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<String> {
    let number = next_number(db, now).await?;
    let mut tx = db::begin(db).await?;
    let new = NewTicket {
        number: number.clone(),
        customer: ticket.customer,
        site: ticket.site,
        service: Some(ticket.service.id),
        source: Source::Office,
        subject: ticket.subject.clone(),
        description: ticket.description.clone(),
        priority: ticket.service.priority,
        created_by: Some(ticket.staff),
    };
    create(&mut tx, &new, now).await?;
    tx.commit().await?;
    Ok(number)
}
