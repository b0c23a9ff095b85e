//! Taking over, and giving back.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::queries;
use crate::{
    announcements::{Topic, announce},
    db,
    values::StaffId,
};

/// Why nothing was taken over.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    #[error("On ne prend pas le relais de soi-même.")]
    Oneself,
    #[error("Il n’y a rien à reprendre.")]
    Nothing,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Makes `by` the owner of every open promise and request of `absent`, and returns the relay and how many there were.
/// What is owed anew later is taken by another press.
pub async fn take_over(
    db: &PgPool,
    absent: StaffId,
    by: StaffId,
    now: DateTime<Utc>,
) -> Result<(i64, usize), TakeError> {
    if absent == by {
        return Err(TakeError::Oneself);
    }
    let mut tx = db::begin(db).await?;
    let relay = queries::open_relay(&mut *tx, absent, by, now).await?;
    let promises = queries::take_promises(&mut *tx, relay, absent, by, now).await?;
    let tickets = queries::take_tickets(&mut *tx, relay, absent, by, now).await?;
    if promises + tickets == 0 {
        return Err(TakeError::Nothing);
    }
    announce(&mut *tx, Topic::Promises, 0).await?;
    announce(&mut *tx, Topic::Tickets, 0).await?;
    tx.commit().await?;
    Ok((relay, promises + tickets))
}

/// Gives back what is still open and was given to nobody else; also the undoing of a relay taken by mistake.
/// None where it was given back before.
pub async fn give_back(
    db: &PgPool,
    relay: i64,
    by: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<usize>> {
    let mut tx = db::begin(db).await?;
    if !queries::close_relay(&mut *tx, relay, now).await? {
        return Ok(None);
    }
    let promises = queries::return_promises(&mut *tx, relay, by, now).await?;
    let tickets = queries::return_tickets(&mut *tx, relay, now).await?;
    announce(&mut *tx, Topic::Promises, 0).await?;
    announce(&mut *tx, Topic::Tickets, 0).await?;
    tx.commit().await?;
    Ok(Some(promises + tickets))
}

/// Gives back every relay whose absent one has returned, and returns how many there were.
pub async fn give_back_on_return(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<usize> {
    let mut count = 0;
    for relay in queries::over(db, now).await? {
        count += usize::from(give_back(db, relay, None, now).await?.is_some());
    }
    Ok(count)
}
