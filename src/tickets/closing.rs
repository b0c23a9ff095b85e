//! Closing a request with a word, and opening it again.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{Status, queries_details as queries};
use crate::{
    announcements::{Topic, announce},
    db,
    timeline::{self, Event},
    values::{StaffId, TicketId},
};

/// Why a request stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    #[error("Dites en un mot comment la demande se termine.")]
    WithoutWords,
    #[error("Un rendez-vous est encore prévu. Annulez-le d’abord, ou attendez qu’il soit terminé.")]
    StillPlanned,
    #[error("Cette demande n’existe pas.")]
    NotFound,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Ends a request that nobody is on the way for. A second time changes nothing.
pub async fn close(
    db: &PgPool,
    id: TicketId,
    words: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), CloseError> {
    let mut tx = db::begin(db).await?;
    close_in(&mut tx, id, words, staff, now).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`close`], in the caller's transaction.
pub async fn close_in(
    db: &mut PgConnection,
    id: TicketId,
    words: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), CloseError> {
    if words.trim().is_empty() {
        return Err(CloseError::WithoutWords);
    }
    let Some(standing) = queries::lock(&mut *db, id).await? else {
        return Err(CloseError::NotFound);
    };
    if standing.status == Status::Closed {
        return Ok(());
    }
    if standing.is_visited_ahead {
        return Err(CloseError::StillPlanned);
    }
    super::set_status(&mut *db, id, Status::Closed, None, now).await?;
    let event = Event {
        staff: Some(staff),
        kind: "ticket_closed",
        customer: Some(standing.customer_id),
        ticket: Some(id),
        text: format!("Demande {} close\u{a0}: {}", standing.number, words.trim()),
        ..Event::default()
    };
    timeline::record(&mut *db, &event, now).await?;
    announce(&mut *db, Topic::Tickets, id.0).await?;
    Ok(())
}

/// Takes a closing back: there is something left to do. Without effect on a request that is not closed.
pub async fn reopen(
    db: &PgPool,
    id: TicketId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), CloseError> {
    let mut tx = db::begin(db).await?;
    let Some(standing) = queries::lock(&mut *tx, id).await? else {
        return Err(CloseError::NotFound);
    };
    if standing.status != Status::Closed {
        return Ok(());
    }
    super::set_status(&mut *tx, id, Status::Open, None, now).await?;
    let event = Event {
        staff: Some(staff),
        kind: "ticket_reopened",
        customer: Some(standing.customer_id),
        ticket: Some(id),
        text: format!("Demande {} rouverte", standing.number),
        ..Event::default()
    };
    timeline::record(&mut *tx, &event, now).await?;
    announce(&mut *tx, Topic::Tickets, id.0).await?;
    tx.commit().await?;
    Ok(())
}
