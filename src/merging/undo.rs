//! Parting again what was merged.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    PastMerge, UNDO_WITHIN, queries,
    queries_comparison::{self, Moving},
    queries_moving::Pair,
    queries_undoing,
};
use crate::{
    db,
    timeline::{self, Event},
    values::{CustomerId, MergeId, StaffId},
};

/// Why a merge was not undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    #[error("Cette fusion n’existe pas.")]
    Unknown,
    #[error("Cette fusion a plus de 30\u{a0}jours\u{a0}: elle ne s’annule plus.")]
    TooLate,
    /// With the one to undo first.
    #[error(
        "Annulez d’abord la fusion plus récente de «\u{a0}{}\u{a0}» et «\u{a0}{}\u{a0}».",
        .0.survivor_name, .0.absorbed_name
    )]
    NewerFirst(Box<PastMerge>),
    #[error("La fiche d’où sortirait celle-ci n’existe plus.")]
    SurvivorGone,
    #[error("Un import est en cours\u{a0}: annulez la fusion dès qu’il est fini.")]
    ImportUnderWay,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Undoes the merge in one transaction; undone already, says the same again. Returns the merge, and
/// what has come since and stays with the survivor.
pub async fn undo(
    db: &PgPool,
    id: MergeId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(PastMerge, Moving), UndoError> {
    let mut tx = db::begin(db).await?;
    if !queries::keep_imports_away(&mut *tx).await? {
        return Err(UndoError::ImportUnderWay);
    }
    let merge = queries::lock_merge(&mut *tx, id).await?.ok_or(UndoError::Unknown)?;
    if merge.undone_at.is_some() {
        return Ok((merge, Moving::default()));
    }
    if now >= merge.merged_at + UNDO_WITHIN {
        return Err(UndoError::TooLate);
    }
    let ids = [merge.survivor_id, merge.absorbed_id];
    let found = queries::lock_customers(&mut *tx, ids).await?;
    if let Some(newer) = queries::newer_with(&mut *tx, &merge).await? {
        return Err(UndoError::NewerFirst(Box::new(newer)));
    }
    if found.first().is_none_or(|customer| customer.id != merge.survivor_id) {
        return Err(UndoError::SurvivorGone);
    }
    let pair = Pair { merge: id, survivor: merge.survivor_id, absorbed: merge.absorbed_id };
    part(&mut tx, pair, merge.merged_at, now).await?;
    queries::note_undone(&mut *tx, id, staff, now).await?;
    let stays = queries_comparison::since(&mut *tx, merge.survivor_id, merge.merged_at).await?;
    let text = format!(
        "Fusion annulée\u{a0}: «\u{a0}{}\u{a0}» est de nouveau une fiche à part.",
        merge.absorbed_name
    );
    tell(&mut tx, merge.survivor_id, staff, text, now).await?;
    let text = format!(
        "Fiche séparée de «\u{a0}{}\u{a0}»\u{a0}: la fusion est annulée.",
        merge.survivor_name
    );
    tell(&mut tx, merge.absorbed_id, staff, text, now).await?;
    tx.commit().await?;
    Ok((merge, stays))
}

async fn part(
    db: &mut PgConnection,
    pair: Pair,
    merged_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    queries_undoing::bring_customer_back(&mut *db, pair).await?;
    queries_undoing::move_rows_back(&mut *db, pair).await?;
    queries_undoing::bring_rows_back(&mut *db, pair).await?;
    queries_undoing::give_values_back(&mut *db, pair, now).await?;
    queries_undoing::let_newer_rows_follow(&mut *db, pair, merged_at).await?;
    queries_undoing::part_sites(&mut *db, pair, merged_at).await?;
    queries_undoing::move_findings_back(db, pair).await
}

async fn tell(
    db: &mut PgConnection,
    customer: CustomerId,
    staff: StaffId,
    text: String,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let event = Event {
        staff: Some(staff),
        kind: "customers_parted",
        customer: Some(customer),
        text,
        ..Event::default()
    };
    timeline::record(db, &event, now).await
}
