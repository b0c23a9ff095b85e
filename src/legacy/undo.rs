//! Undoing an import as a whole.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::{queries, queries_undo};
use crate::{
    db,
    values::{ImportId, StaffId},
};

/// How long an import can be undone.
pub const UNDO_DAYS: i64 = 7;

/// What stayed, because the office worked with it since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    pub kept_rows: i32,
    /// Customers that the import made.
    pub kept_customers: usize,
}

/// Why an import was not undone; said to the person who asked for it.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    #[error("Cet import n’existe pas.")]
    Unknown,
    #[error("Cet import est déjà annulé.")]
    AlreadyUndone,
    #[error("Cet import a plus de sept jours\u{a0}: il ne s’annule plus.")]
    TooOld,
    #[error(
        "Un import plus récent s’appuie sur celui-ci\u{a0}: annulez d’abord «\u{a0}{0}\u{a0}»."
    )]
    Newer(String),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Rows that the import made go, rows that it changed are as before, records return to their
/// customers. What somebody changed since stays as it is, and so do new customers with whom something
/// happened. The newest import is undone first.
pub async fn undo_import(
    db: &PgPool,
    id: ImportId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<Undone, UndoError> {
    let mut tx = db::begin(db).await?;
    queries::wait_for_other_imports(&mut *tx).await?;
    let import = queries_undo::undoable(&mut *tx, id).await?.ok_or(UndoError::Unknown)?;
    if import.is_undone {
        return Err(UndoError::AlreadyUndone);
    }
    if import.started_at < now - TimeDelta::days(UNDO_DAYS) {
        return Err(UndoError::TooOld);
    }
    if let Some(newer) = import.newer {
        return Err(UndoError::Newer(newer));
    }
    let touched: Vec<_> = queries::touched(&mut *tx).await?.into_iter().collect();
    let kept = queries_undo::made_and_touched(&mut *tx, id, &touched).await?;
    let kept_rows = queries_undo::undo(&mut *tx, id, &kept).await?;
    queries_undo::mark_undone(&mut *tx, id, staff, kept_rows, &kept, now).await?;
    tx.commit().await?;
    Ok(Undone { kept_rows, kept_customers: kept.len() })
}

/// Forgets what imports of long ago changed; they are not undone any more. Returns how many rows went.
pub async fn forget_old_changes(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<u64> {
    queries_undo::delete_changes_before(db, now - TimeDelta::days(UNDO_DAYS)).await
}
