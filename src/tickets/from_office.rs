//! The office writes a request down that nobody called for.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{NewTicket, Source, next_number, opening, queries_field, tell};
use crate::{
    catalog::Service,
    db, promises,
    values::{CustomerId, PromiseId, SiteId, StaffId},
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
    pub origin: Origin,
    pub staff: StaffId,
    /// The same form sent twice writes one request.
    pub request_key: String,
}

/// What it was written down for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    #[default]
    Office,
    /// Something promised, which is about the request from then on.
    Promise(PromiseId),
    /// Somebody whom we asked again.
    FollowUp,
}

/// Writes it down and returns its number.
pub async fn note_from_office(
    db: &PgPool,
    ticket: &OfficeTicket<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<String> {
    let key = format!("office:{}:{}", ticket.staff, ticket.request_key);
    if let Some(number) = queries_field::number_of_key(db, &key).await? {
        return Ok(number);
    }
    let new = NewTicket {
        number: next_number(db, now).await?,
        customer: ticket.customer,
        site: ticket.site,
        service: Some(ticket.service.id),
        source: match ticket.origin {
            Origin::Office => Source::Office,
            Origin::Promise(_) => Source::Promise,
            Origin::FollowUp => Source::FollowUp,
        },
        subject: ticket.subject.clone(),
        description: ticket.description.clone(),
        priority: ticket.service.priority,
        created_by: Some(ticket.staff),
    };
    let mut tx = db::begin(db).await?;
    let Some(id) = opening::write(&mut tx, &new, Some(&key), now).await? else {
        // The same press, at the same moment, was faster.
        drop(tx);
        return queries_field::number_of_key(db, &key).await?.ok_or(sqlx::Error::RowNotFound);
    };
    if let Origin::Promise(promise) = ticket.origin {
        promises::name_ticket(&mut *tx, promise, id).await?;
    }
    tell(&mut tx, id, &new, None, now).await?;
    tx.commit().await?;
    Ok(new.number)
}
