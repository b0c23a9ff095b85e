//! Many contracts at once: shown first, then done; each is changed or left as it was, and which were left is said.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgPool;

use super::{KeepError, Kept, Left, Turn, keeping, queries_bulk as queries, queries_changing};
use crate::{
    db,
    values::{ContractId, StaffId, french},
};

/// As many as some pages of a list can choose.
const MOST: usize = 200;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    #[error("Cochez d’abord les contrats.")]
    Nothing,
    #[error("Cochez 200\u{a0}contrats au plus.")]
    TooMany,
    #[error(transparent)]
    Keep(#[from] KeepError),
}

impl From<sqlx::Error> for BulkError {
    fn from(error: sqlx::Error) -> Self {
        Self::Keep(error.into())
    }
}

/// What would be done, or was.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// As they are afterwards, with what changed in words.
    pub done: Vec<(Kept, String)>,
    pub left: Vec<(Kept, Left)>,
}

/// What a bulk change came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub done: i32,
    pub left_out: i32,
}

fn in_order(ids: &[ContractId]) -> Result<Vec<ContractId>, BulkError> {
    if ids.is_empty() {
        return Err(BulkError::Nothing);
    }
    if ids.len() > MOST {
        return Err(BulkError::TooMany);
    }
    // Everybody locks in the same order.
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// What would become of them; nothing is written. Ids of no contract are passed over.
pub async fn preview(
    db: &PgPool,
    ids: &[ContractId],
    turn: &Turn,
    today: NaiveDate,
) -> Result<Outcome, BulkError> {
    let mut outcome = Outcome::default();
    let mut db = db.acquire().await?;
    for id in in_order(ids)? {
        let Some(mut kept) = queries_changing::read(&mut db, id).await? else { continue };
        match kept.take(turn, today).map_err(KeepError::from)? {
            Ok(text) => outcome.done.push((kept, text)),
            Err(left) => outcome.left.push((kept, left)),
        }
    }
    Ok(outcome)
}

/// Does it, in one transaction. The same press again does nothing, and says what the first one did.
pub async fn turn_many(
    db: &PgPool,
    ids: &[ContractId],
    turn: &Turn,
    request_key: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<Counts, BulkError> {
    let ids = in_order(ids)?;
    let key = format!("{staff}:{request_key}");
    let mut tx = db::begin(db).await?;
    let what = turn.words();
    let Some(batch) = queries::begin_batch(&mut *tx, staff, &what, &key, now).await? else {
        drop(tx);
        return Ok(queries::counts_of_key(db, &key).await?);
    };
    let mut counts = Counts { done: 0, left_out: 0 };
    for id in ids {
        match keeping::turn_in(&mut tx, id, turn, (staff, Some(batch)), now).await? {
            Some(Ok(())) => counts.done += 1,
            Some(Err(_)) => counts.left_out += 1,
            None => {}
        }
    }
    queries::end_batch(&mut *tx, batch, counts).await?;
    tx.commit().await?;
    Ok(counts)
}

impl Turn {
    /// What is done, in words, of no contract in particular.
    pub fn words(&self) -> String {
        match self {
            Self::Suspend => "Suspendre".to_owned(),
            Self::Resume => "Reprendre".to_owned(),
            Self::End { reason } => format!("Terminer\u{a0}: {reason}"),
            Self::PutOff { days } => {
                let way = if *days < 0 { "Avancer" } else { "Reporter" };
                let days = days.unsigned_abs();
                let long = match (days % 7, days / 7) {
                    (0, weeks) => french::count(weeks, "semaine", "semaines"),
                    _ => french::count(days, "jour", "jours"),
                };
                format!("{way} la prochaine visite de {long}")
            }
            Self::Service { name, .. } => format!("Changer la prestation\u{a0}: {name}"),
        }
    }
}
