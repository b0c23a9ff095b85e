//! Keeping somebody out of the portal, for a reason and for a time.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{Subject, queries_blocks};
use crate::{
    db,
    values::{PortalBlockId, StaffId, french},
};

/// Somebody to be kept out.
#[derive(Clone, Debug)]
pub struct NewBlock {
    pub subject: Subject,
    /// One line, not blank.
    pub reason: String,
    pub ends_at: DateTime<Utc>,
}

/// As the list shows it.
#[derive(Clone, Debug)]
pub struct Block {
    pub id: PortalBlockId,
    pub(super) subject: String,
    pub reason: String,
    pub ends_at: DateTime<Utc>,
    pub created_by_name: String,
    pub created_at: DateTime<Utc>,
    pub lifted_at: Option<DateTime<Utc>>,
    pub lifted_by_name: Option<String>,
}

impl Block {
    pub fn shown(&self) -> String {
        Subject::shown(&self.subject)
    }

    /// `levé par Claire Martin, mardi 24 novembre à 10 h`; none where it was left to its end.
    pub fn lifted(&self) -> Option<String> {
        let (at, name) = (self.lifted_at?, self.lifted_by_name.as_ref()?);
        Some(format!("levé par {name}, {}", french::day_and_time(at)))
    }

    pub fn is_in_force(&self, now: DateTime<Utc>) -> bool {
        self.lifted_at.is_none() && self.ends_at > now
    }
}

/// The latest first.
#[derive(Clone, Debug)]
pub struct BlockPage {
    pub rows: Vec<Block>,
    /// After which the next page goes on.
    pub next: Option<PortalBlockId>,
}

#[derive(Debug, thiserror::Error)]
pub enum BlockError {
    #[error("C’est déjà bloqué\u{a0}: levez d’abord le blocage en cours.")]
    Already,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

pub async fn block(
    db: &PgPool,
    new: &NewBlock,
    by: StaffId,
    now: DateTime<Utc>,
) -> Result<PortalBlockId, BlockError> {
    let mut tx = db::begin(db).await?;
    queries_blocks::end_over(&mut *tx, &new.subject.key(), now).await?;
    let id = queries_blocks::insert(&mut *tx, new, by, now).await?.ok_or(BlockError::Already)?;
    tx.commit().await?;
    Ok(id)
}

/// Lets them in again before the time. False where that was done already.
pub async fn lift(
    db: &PgPool,
    id: PortalBlockId,
    by: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    queries_blocks::lift(db, id, by, now).await
}

/// The page after `after`, or the first.
pub async fn blocks(db: &PgPool, after: Option<PortalBlockId>) -> sqlx::Result<BlockPage> {
    const PAGE: usize = 50;
    let mut rows = queries_blocks::page(db, after, 51).await?;
    let next = (rows.len() > PAGE).then(|| {
        rows.truncate(PAGE);
        rows.last().map(|row| row.id)
    });
    Ok(BlockPage { rows, next: next.flatten() })
}
