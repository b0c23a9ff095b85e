//! Contracts are made, changed, suspended and ended; who did it is kept.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{Kept, Left, RuleError, State, Terms, Turn, queries_changing as queries};
use crate::{
    business_time::local,
    db,
    timeline::{self, Event},
    values::{BatchId, ContractId, CustomerId, StaffId, french},
};

/// Why a contract stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    #[error("Aucune visite ne tombe avant la fin du contrat.")]
    NoDay,
    #[error("Ce contrat est terminé\u{a0}: il ne change plus.")]
    Ended,
    #[error(
        "Un collègue a modifié ce contrat entre-temps. Vérifiez ce qui suit, puis enregistrez."
    )]
    Changed,
    #[error("Ce client, ce lieu, cet appareil ou ce contrat n’existe pas.")]
    NotFound,
    #[error("Rien n’a changé\u{a0}: {0}.")]
    Left(Left),
    #[error(transparent)]
    Rule(#[from] RuleError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Writes it down. The same form sent twice writes one. What fell due before today is not asked for.
pub async fn add(
    db: &PgPool,
    customer: CustomerId,
    terms: &Terms,
    request_key: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<ContractId, KeepError> {
    let key = format!("{staff}:{request_key}");
    if let Some(id) = queries::of_key(db, &key).await? {
        return Ok(id);
    }
    let today = local::today(now);
    let due_on = terms.rule.next_from(terms.first_on, terms.last_on, today)?;
    let due_on = due_on.ok_or(KeepError::NoDay)?;
    let mut tx = db::begin(db).await?;
    if !queries::belongs(&mut *tx, customer, terms).await? {
        return Err(KeepError::NotFound);
    }
    let new = queries::insert(&mut *tx, customer, terms, due_on, &key, staff, now).await?;
    let Some(id) = new else {
        // The same press, at the same moment, was faster.
        drop(tx);
        return queries::of_key(db, &key).await?.ok_or(KeepError::NotFound);
    };
    let text = format!(
        "Contrat créé\u{a0}: {}, première visite {}",
        terms.rule.words(),
        french::day_long(due_on)
    );
    note(&mut tx, id, customer, (staff, None), &text, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes what is agreed on, if it is still at `version`.
pub async fn change(
    db: &PgPool,
    id: ContractId,
    version: i32,
    terms: &Terms,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), KeepError> {
    let mut tx = db::begin(db).await?;
    let mut kept = lock(&mut tx, id).await?.ok_or(KeepError::NotFound)?;
    if kept.version != version {
        return Err(KeepError::Changed);
    }
    if kept.state == State::Ended {
        return Err(KeepError::Ended);
    }
    if !queries::belongs(&mut *tx, kept.customer_id, terms).await? {
        return Err(KeepError::NotFound);
    }
    if !kept.agree(terms, local::today(now))? {
        return Err(KeepError::NoDay);
    }
    queries::save(&mut *tx, &kept, now).await?;
    let next = kept.wanted_on().map(french::day_long).unwrap_or_default();
    let text = format!("Contrat modifié\u{a0}: {}, prochaine visite {next}", terms.rule.words());
    note(&mut tx, id, kept.customer_id, (staff, None), &text, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Does it with one contract.
pub async fn turn(
    db: &PgPool,
    id: ContractId,
    turn: &Turn,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), KeepError> {
    let mut tx = db::begin(db).await?;
    match turn_in(&mut tx, id, turn, (staff, None), now).await? {
        Some(Ok(())) => {
            tx.commit().await?;
            Ok(())
        }
        Some(Err(left)) => Err(KeepError::Left(left)),
        None => Err(KeepError::NotFound),
    }
}

/// As [`turn`], in the caller's transaction, maybe as one of many; or why nothing was done. None
/// where there is no such contract.
pub(super) async fn turn_in(
    db: &mut PgConnection,
    id: ContractId,
    turn: &Turn,
    by: (StaffId, Option<BatchId>),
    now: DateTime<Utc>,
) -> Result<Option<Result<(), Left>>, KeepError> {
    let Some(mut kept) = lock(&mut *db, id).await? else { return Ok(None) };
    match kept.take(turn, local::today(now))? {
        Err(left) => Ok(Some(Err(left))),
        Ok(text) => {
            queries::save(&mut *db, &kept, now).await?;
            note(db, id, kept.customer_id, by, &text, now).await?;
            Ok(Some(Ok(())))
        }
    }
}

/// Locked first and read then, so that what others wrote meanwhile is seen.
async fn lock(db: &mut PgConnection, id: ContractId) -> sqlx::Result<Option<Kept>> {
    if !queries::lock(&mut *db, id).await? {
        return Ok(None);
    }
    queries::read(db, id).await
}

/// Keeps it on the contract, and in the customer's time line.
async fn note(
    db: &mut PgConnection,
    id: ContractId,
    customer: CustomerId,
    (staff, batch): (StaffId, Option<BatchId>),
    text: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    queries::note(&mut *db, id, (Some(staff), batch), text, now).await?;
    let event = Event {
        staff: Some(staff),
        kind: "maintenance_changed",
        customer: Some(customer),
        text: format!("Entretien\u{a0}: {text}"),
        ..Event::default()
    };
    timeline::record(db, &event, now).await
}
