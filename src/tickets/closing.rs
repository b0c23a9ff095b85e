//! Closing a request with a word, and opening it again.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    Status,
    course::{Course, Reckoning},
    queries_course as queries, tell_of,
};
use crate::{
    db,
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
    end(&mut tx, id, words, staff, now).await?;
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
    end(db, id, words, staff, now).await.map(drop)
}

/// Ends it, and returns where it stands.
pub(super) async fn end(
    db: &mut PgConnection,
    id: TicketId,
    words: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<Course, CloseError> {
    let words = words.trim();
    if words.is_empty() {
        return Err(CloseError::WithoutWords);
    }
    let Some(mut course) = queries::lock(&mut *db, id).await? else {
        return Err(CloseError::NotFound);
    };
    if course.status == Status::Closed {
        return Ok(course);
    }
    if course.is_visited() {
        return Err(CloseError::StillPlanned);
    }
    let with = Reckoning::of(&mut *db, &course, now).await?;
    course.end(Status::Closed, &with, now);
    course.closed_at = Some(now);
    queries::save(&mut *db, &course, Some(staff), now).await?;
    let text = format!("Demande {} close\u{a0}: {words}", course.number);
    tell_of(db, &course, "ticket_closed", text, Some(staff), now).await?;
    Ok(course)
}

/// Takes a closing back: there is something left to do, and the time for it begins anew. Without effect on a request
/// that is not closed. Whoever opens it sees to it where nobody did.
pub async fn reopen(
    db: &PgPool,
    id: TicketId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), CloseError> {
    let mut tx = db::begin(db).await?;
    let Some(mut course) = queries::lock(&mut *tx, id).await? else {
        return Err(CloseError::NotFound);
    };
    if course.status != Status::Closed {
        return Ok(());
    }
    let with = Reckoning::load(&mut tx, course.priority, course.created_at, now).await?;
    course.reopen(&with, now);
    course.closed_at = None;
    course.owner_id = course.owner_id.or(Some(staff));
    queries::save(&mut *tx, &course, Some(staff), now).await?;
    let text = format!("Demande {} rouverte", course.number);
    tell_of(&mut tx, &course, "ticket_reopened", text, Some(staff), now).await?;
    tx.commit().await?;
    Ok(())
}
