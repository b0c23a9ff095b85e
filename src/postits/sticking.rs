//! Sticks a post-it: what was read, and corrected, becomes a promise.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::{
    db,
    promises::{self, Kind, NewPromise, Origin},
    timeline::{self, Event},
    values::{
        CustomerId, PhoneNumber, PromiseId, StaffId, TicketId,
        text::{UncleanText, clean_line},
    },
};

/// A post-it as it stands before the person who sends it.
#[derive(Clone, Debug)]
pub struct NewPostIt {
    /// As it was typed.
    pub typed: String,
    pub what: String,
    pub customer: Option<CustomerId>,
    pub ticket: Option<TicketId>,
    pub phone: Option<PhoneNumber>,
    pub owner: StaffId,
    pub is_callback: bool,
    pub not_before: Option<DateTime<Utc>>,
    pub due_at: DateTime<Utc>,
    /// Made by the form, so that two presses stick one.
    pub request_key: String,
    pub by: StaffId,
}

/// Why a post-it could not be stuck.
#[derive(Debug, thiserror::Error)]
pub enum StickError {
    #[error("Écrivez ce qu’il y a à faire.")]
    Empty,
    #[error("{0}")]
    Unclean(#[from] UncleanText),
    #[error("Ce moment est déjà passé\u{a0}: choisissez un jour et une heure à venir.")]
    Past,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Makes the promise; none where the same form was sent before.
pub async fn stick(
    db: &PgPool,
    new: &NewPostIt,
    now: DateTime<Utc>,
) -> Result<Option<PromiseId>, StickError> {
    let what = clean_line(&new.what)?;
    if what.is_empty() {
        return Err(StickError::Empty);
    }
    if new.due_at <= now {
        return Err(StickError::Past);
    }
    let promise = NewPromise {
        kind: if new.is_callback { Kind::Callback } else { Kind::PostIt },
        what: what.clone(),
        customer: new.customer,
        call: None,
        ticket: new.ticket,
        owner: Some(new.owner),
        due_at: new.due_at,
        created_by: Some(new.by),
    };
    let origin = Origin {
        not_before: new.not_before.filter(|from| *from < new.due_at),
        typed: Some(clean_line(&new.typed)?),
        phone: new.phone.clone(),
        request_key: Some(new.request_key.clone()),
    };
    let mut tx = db::begin(db).await?;
    let id = promises::create_from(&mut tx, &promise, &origin, now).await?;
    if id.is_some() && new.customer.is_some() {
        let event = Event {
            staff: Some(new.by),
            kind: "promise_made",
            customer: new.customer,
            ticket: new.ticket,
            text: format!("Promis\u{a0}: {what}"),
            ..Event::default()
        };
        timeline::record(&mut *tx, &event, now).await?;
    }
    tx.commit().await?;
    Ok(id)
}
