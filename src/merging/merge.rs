//! Making one customer of two.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{
    choosing::{self, Choices},
    queries,
    queries_moving::{self, Pair},
};
use crate::{
    customers::{self, Customer},
    db,
    timeline::{self, Event},
    values::{CustomerId, MergeId, StaffId},
};

/// Two customers, as the office saw them, and which of their values shall stand.
#[derive(Clone, Debug)]
pub struct MergeRequest {
    /// In any order; the one with the lower id survives.
    pub ids: [CustomerId; 2],
    /// In the order of `ids`.
    pub versions: [i32; 2],
    pub choices: Choices,
    /// That two codes of one program are one customer was said by a person.
    pub codes_confirmed: bool,
}

/// Why two customers were not made one.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    #[error(
        "L’une des deux fiches a été modifiée entre-temps\u{a0}: voici où elles en sont, vérifiez les choix puis fusionnez."
    )]
    Stale,
    #[error("L’une de ces deux fiches n’existe plus.")]
    Gone,
    #[error(
        "Ces deux fiches ont chacune un code client dans {0}\u{a0}: cochez que c’est bien la même personne, ou choisissez «\u{a0}Même foyer\u{a0}»."
    )]
    TwoCodes(String),
    #[error("Un import est en cours\u{a0}: fusionnez ces fiches dès qu’il est fini.")]
    ImportUnderWay,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Merges the two in one transaction. The same request again gives the same answer.
pub async fn merge(
    db: &PgPool,
    request: &MergeRequest,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(MergeId, CustomerId), MergeError> {
    let mut tx = db::begin(db).await?;
    if !queries::keep_imports_away(&mut *tx).await? {
        return Err(MergeError::ImportUnderWay);
    }
    let found = queries::lock_customers(&mut *tx, request.ids).await?;
    let [survivor, absorbed] = match <[Customer; 2]>::try_from(found) {
        Ok(both) => both,
        Err(left) => {
            let done = queries::standing_between(&mut *tx, request.ids).await?;
            return match (done, left.first()) {
                (Some(merge), Some(survivor)) => Ok((merge, survivor.id)),
                _ => Err(MergeError::Gone),
            };
        }
    };
    let seen = |id| request.ids.iter().position(|seen| *seen == id).map(|at| request.versions[at]);
    if seen(survivor.id) != Some(survivor.version) || seen(absorbed.id) != Some(absorbed.version) {
        return Err(MergeError::Stale);
    }
    let records = [
        customers::source_records(&mut *tx, survivor.id).await?,
        customers::source_records(&mut *tx, absorbed.id).await?,
    ];
    if let Some(shared) = choosing::shared_source(&records)
        && !request.codes_confirmed
    {
        return Err(MergeError::TwoCodes(shared.source));
    }
    let merge = queries::insert(&mut *tx, &survivor, &absorbed, staff, now).await?;
    let pair = Pair { merge, survivor: survivor.id, absorbed: absorbed.id };
    queries_moving::move_rows(&mut tx, pair).await?;
    queries_moving::move_findings(&mut tx, pair).await?;
    let fields = choosing::fields(&survivor, &absorbed, &records);
    let (name, note) = request.choices.apply(&fields, &survivor, &absorbed);
    queries::write_survivor(&mut *tx, pair, &name, note.as_deref(), now).await?;
    queries::remove_absorbed(&mut *tx, pair).await?;
    let event = Event {
        staff: Some(staff),
        kind: "customers_merged",
        customer: Some(survivor.id),
        text: format!(
            "Fiche fusionnée avec «\u{a0}{}\u{a0}» (ancienne fiche n°\u{a0}{}).",
            absorbed.name, absorbed.id
        ),
        ..Event::default()
    };
    timeline::record(&mut *tx, &event, now).await?;
    tx.commit().await?;
    Ok((merge, survivor.id))
}
