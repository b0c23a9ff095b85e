//! A promise is put off, given to a colleague or opened again: never in silence, and never without its reason.

use chrono::{DateTime, Utc};
use sqlx::{Connection as _, PgConnection, PgPool};

use super::{Kind, queries_changing as queries};
use crate::{
    announcements::{Topic, announce},
    db,
    timeline::{self, Event},
    values::{
        PromiseId, StaffId, french,
        text::{UncleanText, clean_line},
    },
};

/// Why a promise could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("Dites pourquoi\u{a0}: une promesse ne se reporte pas sans raison.")]
    NoReason,
    #[error("{0}")]
    Unclean(#[from] UncleanText),
    #[error("Ce moment est déjà passé\u{a0}: choisissez un jour et une heure à venir.")]
    Past,
    #[error("Un danger ne se reporte pas\u{a0}: appelez maintenant.")]
    Danger,
    #[error("Cette promesse n’est plus ouverte.")]
    NotOpen,
    #[error("Cette promesse ne peut plus être rouverte\u{a0}: notez-en une nouvelle.")]
    NotReopened,
    #[error("Cette personne ne travaille plus ici.")]
    NobodyHere,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Promises another time, with the reason. Whoever was told before is told again before the new time.
pub async fn put_off(
    db: &PgPool,
    id: PromiseId,
    due_at: DateTime<Utc>,
    reason: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), ChangeError> {
    let reason = clean_line(reason)?;
    if reason.is_empty() {
        return Err(ChangeError::NoReason);
    }
    if due_at <= now {
        return Err(ChangeError::Past);
    }
    let mut tx = db::begin(db).await?;
    let standing = queries::lock_open(&mut *tx, id).await?.ok_or(ChangeError::NotOpen)?;
    if standing.kind == Kind::Danger {
        return Err(ChangeError::Danger);
    }
    queries::set_due(&mut *tx, id, due_at).await?;
    queries::note_put_off(&mut *tx, id, staff, &reason, (standing.due_at, due_at), now).await?;
    let event = Event {
        staff: Some(staff),
        kind: "promise_put_off",
        customer: standing.customer_id,
        ticket: standing.ticket_id,
        call: standing.call_id,
        text: format!(
            "Promesse reportée au {} («\u{a0}{}\u{a0}»)\u{a0}: {reason}",
            french::day_and_time(due_at),
            standing.what
        ),
        ..Event::default()
    };
    timeline::record(&mut *tx, &event, now).await?;
    announce(&mut *tx, Topic::Promises, id.0).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives the promise to somebody; none for whoever of the office comes first.
pub async fn assign(
    db: &PgPool,
    id: PromiseId,
    to: Option<StaffId>,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), ChangeError> {
    let mut tx = db::begin(db).await?;
    let standing = queries::lock_open(&mut *tx, id).await?.ok_or(ChangeError::NotOpen)?;
    if standing.owner_id == to {
        return Ok(());
    }
    if !queries::set_owner(&mut *tx, id, to).await? {
        return Err(ChangeError::NobodyHere);
    }
    queries::note_owner(&mut *tx, id, "assigned", Some(staff), (standing.owner_id, to), now)
        .await?;
    announce(&mut *tx, Topic::Promises, id.0).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes back that a promise was kept, within a day; what was said of it stays in its story.
pub async fn reopen(
    db: &PgPool,
    id: PromiseId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), ChangeError> {
    let mut tx = db::begin(db).await?;
    if !reopen_within(&mut tx, id, staff, now).await? {
        return Err(ChangeError::NotReopened);
    }
    tx.commit().await?;
    Ok(())
}

/// As [`reopen`], in the caller's transaction. False where it is too late for it, or the same is owed again already.
pub async fn reopen_within(
    db: &mut PgConnection,
    id: PromiseId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut attempt = db.begin().await?;
    let reopened = queries::reopen(&mut *attempt, id, now - chrono::TimeDelta::days(1)).await;
    let outcome = match reopened {
        Ok(Some(outcome)) => outcome,
        Ok(None) => return Ok(false),
        Err(error)
            if error
                .as_database_error()
                .is_some_and(sqlx::error::DatabaseError::is_unique_violation) =>
        {
            return Ok(false);
        }
        Err(error) => return Err(error),
    };
    queries::note_reopened(&mut *attempt, id, staff, &outcome, now).await?;
    announce(&mut *attempt, Topic::Promises, id.0).await?;
    attempt.commit().await?;
    Ok(true)
}
