//! Parting what an import linked: one record leaves its customer for a customer of its own, for good.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{UNDO_WITHIN, Verdict, queries, queries_detaching, queries_queue};
use crate::{
    db,
    legacy::{self, NotDetached},
    timeline::{self, Event},
    values::{CustomerId, DetachmentId, SourceRecordId, StaffId},
};

/// A record that was detached, and perhaps given back.
#[derive(Clone, Debug)]
pub struct Detachment {
    pub id: DetachmentId,
    pub customer_id: CustomerId,
    /// The customer who was made of the record.
    pub detached_id: CustomerId,
    /// As they were called then.
    pub customer_name: String,
    pub detached_name: String,
    pub detached_at: DateTime<Utc>,
    pub undone_at: Option<DateTime<Utc>>,
}

impl Detachment {
    /// Whether it still can be undone, as far as time tells.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.undone_at.is_none() && now < self.detached_at + UNDO_WITHIN
    }
}

/// Why a record was not detached.
#[derive(Debug, thiserror::Error)]
pub enum DetachError {
    #[error("Cette fiche d’origine n’est plus celle de ce client.")]
    Elsewhere,
    #[error(
        "Ce client n’existe que par cette fiche d’origine\u{a0}: il n’y a rien dont la détacher."
    )]
    Alone,
    #[error("Un import est en cours\u{a0}: détachez cette fiche dès qu’il est fini.")]
    ImportUnderWay,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Makes a customer of the record, in one transaction. The two are said to be different: no import links
/// them again, and nothing proposes it.
pub async fn detach(
    db: &PgPool,
    customer: CustomerId,
    record: SourceRecordId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<Detachment, DetachError> {
    let mut tx = db::begin(db).await?;
    if !queries::keep_imports_away(&mut *tx).await? {
        return Err(DetachError::ImportUnderWay);
    }
    let found = queries::lock_customers(&mut *tx, [customer, customer]).await?;
    let kept = found.first().ok_or(DetachError::Elsewhere)?;
    let id = queries_detaching::next_id(&mut *tx).await?;
    queries_detaching::note_changes(&mut *tx, Some(id)).await?;
    let detached = match legacy::detach_record(&mut tx, customer, record, now).await? {
        Ok(detached) => detached,
        Err(NotDetached::Elsewhere) => return Err(DetachError::Elsewhere),
        Err(NotDetached::Alone) => return Err(DetachError::Alone),
    };
    queries_detaching::note_changes(&mut *tx, None).await?;
    queries_detaching::insert(&mut *tx, id, kept, &detached, staff, now).await?;
    let pair = [customer.min(detached.customer), customer.max(detached.customer)];
    queries_queue::write_verdict(&mut *tx, pair, Verdict::Different, staff, now).await?;
    let record = format!("{} · {}", detached.source.label(), detached.external_id);
    let text = format!(
        "Fiche d’origine «\u{a0}{record}\u{a0}» détachée\u{a0}: c’est maintenant «\u{a0}{}\u{a0}» (fiche n°\u{a0}{}).",
        detached.name, detached.customer
    );
    tell(&mut tx, customer, staff, "record_detached", text, now).await?;
    let text = format!(
        "Fiche faite de «\u{a0}{record}\u{a0}», détachée de «\u{a0}{}\u{a0}» (fiche n°\u{a0}{customer}).",
        kept.name
    );
    tell(&mut tx, detached.customer, staff, "record_detached", text, now).await?;
    let detachment = queries_detaching::lock(&mut *tx, id).await?.ok_or(DetachError::Elsewhere)?;
    tx.commit().await?;
    Ok(detachment)
}

/// Why a detachment was not undone.
#[derive(Debug, thiserror::Error)]
pub enum ReattachError {
    #[error("Cette fiche n’a pas été détachée.")]
    Unknown,
    #[error("Cette fiche est détachée depuis plus de 30\u{a0}jours\u{a0}: cela ne s’annule plus.")]
    TooLate,
    #[error(
        "L’une de ces deux fiches a servi ou changé depuis\u{a0}: si c’est la même personne, fusionnez-les ici."
    )]
    Changed(Box<Detachment>),
    /// With the one to undo first.
    #[error("Annulez d’abord le détachement plus récent de «\u{a0}{}\u{a0}».", .0.detached_name)]
    NewerFirst(Box<Detachment>),
    #[error("Un import est en cours\u{a0}: annulez dès qu’il est fini.")]
    ImportUnderWay,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Gives the record back, with every row as it was, and forgets the verdict; undone already, says the same
/// again. Refused where something happened since: then a merge is what is wanted.
pub async fn reattach(
    db: &PgPool,
    id: DetachmentId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<Detachment, ReattachError> {
    let mut tx = db::begin(db).await?;
    if !queries::keep_imports_away(&mut *tx).await? {
        return Err(ReattachError::ImportUnderWay);
    }
    let done = queries_detaching::lock(&mut *tx, id).await?.ok_or(ReattachError::Unknown)?;
    if done.undone_at.is_some() {
        return Ok(done);
    }
    if now >= done.detached_at + UNDO_WITHIN {
        return Err(ReattachError::TooLate);
    }
    queries::lock_customers(&mut *tx, [done.customer_id, done.detached_id]).await?;
    let all = queries_detaching::detachments_of(&mut *tx, done.customer_id).await?;
    if let Some(newer) = all.into_iter().find(|other| other.id > id) {
        return Err(ReattachError::NewerFirst(Box::new(newer)));
    }
    if !queries_detaching::undo(&mut *tx, id).await? {
        return Err(ReattachError::Changed(Box::new(done)));
    }
    queries_detaching::note_undone(&mut *tx, id, staff, now).await?;
    let text = format!("«\u{a0}{}\u{a0}» n’est plus une fiche à part.", done.detached_name);
    tell(&mut tx, done.customer_id, staff, "record_reattached", text, now).await?;
    tx.commit().await?;
    Ok(done)
}

async fn tell(
    db: &mut PgConnection,
    customer: CustomerId,
    staff: StaffId,
    kind: &str,
    text: String,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let event =
        Event { staff: Some(staff), kind, customer: Some(customer), text, ..Event::default() };
    timeline::record(db, &event, now).await
}
