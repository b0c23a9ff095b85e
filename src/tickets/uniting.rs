//! Making one of two requests of one customer: all that is on the other moves to the kept one, whose page its number opens
//! from then on. How long the other's clocks stood still is not moved: its clocks are over.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    Status,
    changing::set_priority,
    course::{Course, Reckoning},
    going_on, queries_course, queries_uniting as queries, tell_of,
};
use crate::{
    announcements::{Topic, announce},
    db,
    values::{StaffId, TicketId},
};

/// Two requests, as somebody saw them.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// The number and version of the one that stays.
    pub kept: (&'a str, i32),
    /// Those of the one that is closed.
    pub absorbed: (&'a str, i32),
}

/// Why two requests stay two.
#[derive(Debug, thiserror::Error)]
pub enum UniteError {
    #[error("Choisissez une autre demande que celle-ci.")]
    Same,
    #[error("Aucune demande ne porte ce numéro.")]
    NoSuchRequest,
    #[error(
        "Ces deux demandes ne sont pas du même client\u{a0}: elles ne peuvent pas être réunies."
    )]
    OtherCustomer,
    #[error(
        "L’une des deux demandes a changé entre-temps. Voici où elles en sont\u{a0}: vérifiez, puis réunissez-les."
    )]
    Stale,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Unites them in one transaction. The same press again changes nothing.
pub async fn unite(
    db: &PgPool,
    pair: Pair<'_>,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), UniteError> {
    let mut tx = db::begin(db).await?;
    let found = queries::lock_numbered(&mut *tx, &[pair.kept.0, pair.absorbed.0]).await?;
    let numbered =
        |number: &str| found.iter().find(|it| it.number == number).ok_or(UniteError::NoSuchRequest);
    let (kept, absorbed) = (numbered(pair.kept.0)?, numbered(pair.absorbed.0)?);
    if kept.id == absorbed.id {
        return Err(UniteError::Same);
    }
    if kept.customer_id != absorbed.customer_id {
        return Err(UniteError::OtherCustomer);
    }
    if absorbed.merged_into == Some(kept.id) {
        return Ok(());
    }
    let is_seen = (kept.version, absorbed.version) == (pair.kept.1, pair.absorbed.1);
    if kept.merged_into.is_some() || absorbed.merged_into.is_some() || !is_seen {
        return Err(UniteError::Stale);
    }
    join(&mut tx, kept.id, absorbed.id, &absorbed.subject, staff, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn join(
    db: &mut PgConnection,
    kept_id: TicketId,
    absorbed_id: TicketId,
    subject: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let mut kept =
        queries_course::lock(&mut *db, kept_id).await?.ok_or(sqlx::Error::RowNotFound)?;
    let mut absorbed =
        queries_course::lock(&mut *db, absorbed_id).await?.ok_or(sqlx::Error::RowNotFound)?;
    if kept.status.is_open() && absorbed.status.is_open() {
        press(&mut *db, &mut kept, &absorbed, now).await?;
    }
    let with = Reckoning::of(&mut *db, &absorbed, now).await?;
    absorbed.end(Status::Closed, &with, now);
    absorbed.closed_at = absorbed.closed_at.or(Some(now));
    queries_course::save(&mut *db, &absorbed, Some(staff), now).await?;
    queries_course::save(&mut *db, &kept, Some(staff), now).await?;
    queries::move_all(&mut *db, absorbed_id, kept_id).await?;
    queries::close_into(&mut *db, absorbed_id, kept_id).await?;
    // Its visits are the kept one's now.
    going_on::follow_visits(&mut *db, kept_id, None, now).await?;
    let text = format!(
        "Demande {} («\u{a0}{subject}\u{a0}») réunie avec {}",
        absorbed.number, kept.number
    );
    tell_of(&mut *db, &kept, "ticket_united", text, Some(staff), now).await?;
    announce(&mut *db, Topic::Tickets, absorbed_id.0).await?;
    announce(db, Topic::Mails, kept_id.0).await
}

/// What is left to do is as pressing as the more pressing of both, and due when the first of both was.
async fn press(
    db: &mut PgConnection,
    kept: &mut Course,
    absorbed: &Course,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    if absorbed.priority < kept.priority {
        set_priority(db, kept, absorbed.priority, now).await?;
    }
    let sooner = |kept: &mut Option<DateTime<Utc>>, other: Option<DateTime<Utc>>| {
        *kept = match (*kept, other) {
            (Some(kept), Some(other)) => Some(kept.min(other)),
            (kept, other) => kept.or(other),
        };
    };
    if kept.responded_at.is_none() && absorbed.responded_at.is_none() {
        sooner(&mut kept.response_due_at, absorbed.response_due_at);
        sooner(&mut kept.response_warn_at, absorbed.response_warn_at);
    }
    sooner(&mut kept.resolution_due_at, absorbed.resolution_due_at);
    sooner(&mut kept.resolution_warn_at, absorbed.resolution_warn_at);
    Ok(())
}
