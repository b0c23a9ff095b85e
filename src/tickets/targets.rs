//! What is promised for each priority (domain.md §5.3): changed for the requests to come; those that stand keep their times.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::queries_targets as queries;
use crate::{catalog::Priority, db, values::StaffId};

pub use queries::{TargetChange, TargetRow, changes as target_changes};

/// More than any promise, in minutes of the office's time: a year of it.
const LONGEST: i32 = 120_000;

/// What is promised for all priorities, the most pressing first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Targets {
    /// Changes with every change.
    pub version: i64,
    pub rows: Vec<TargetRow>,
}

/// What shall be promised for a priority, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewTarget {
    pub priority: Priority,
    pub response: i32,
    /// None where the date is agreed on with the customer.
    pub resolution: Option<i32>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TargetsError {
    #[error("Priorité {label}\u{a0}: la résolution ne peut pas être due avant la réponse.", label = .0.label())]
    OutOfOrder(Priority),
    #[error("Priorité {label}\u{a0}: ce délai est trop long.", label = .0.label())]
    TooLong(Priority),
    /// Somebody else changed them since; with what stands now.
    #[error("Les délais ont été modifiés entre-temps.")]
    Stale(Targets),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

pub async fn targets(db: &PgPool) -> sqlx::Result<Targets> {
    let mut tx = db::begin(db).await?;
    let targets = queries::load(&mut tx).await?;
    tx.commit().await?;
    Ok(targets)
}

/// Writes those that differ, as somebody saw all of them at `version`. Returns how many did.
pub async fn save_targets(
    db: &PgPool,
    version: i64,
    new: &[NewTarget],
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<usize, TargetsError> {
    for target in new {
        let longest = target.resolution.unwrap_or(target.response);
        if longest < target.response {
            return Err(TargetsError::OutOfOrder(target.priority));
        }
        if longest > LONGEST {
            return Err(TargetsError::TooLong(target.priority));
        }
    }
    let mut tx = db::begin(db).await?;
    queries::lock(&mut *tx).await?;
    let stands = queries::load(&mut tx).await?;
    let changed: Vec<(&NewTarget, &TargetRow)> = new
        .iter()
        .filter_map(|to| {
            let from = stands.rows.iter().find(|row| row.priority == to.priority)?;
            (from.response != to.response || from.resolution != to.resolution).then_some((to, from))
        })
        .collect();
    if changed.is_empty() {
        return Ok(0);
    }
    if stands.version != version {
        return Err(TargetsError::Stale(stands));
    }
    for (to, from) in &changed {
        queries::write(&mut *tx, to, from, staff, now).await?;
    }
    tx.commit().await?;
    Ok(changed.len())
}
