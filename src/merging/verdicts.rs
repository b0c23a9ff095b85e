//! What somebody decided of two customers: never proposed again, unless they take it back.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::PgPool;

use super::{queries, queries_queue};
use crate::{
    db,
    timeline::{self, Event},
    values::{CustomerId, StaffId},
};

/// What matching takes two customers for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Relation {
    /// One customer, filed twice.
    #[default]
    Same,
    /// Two who share a home.
    Household,
}

impl Relation {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Household => "household",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Same => "même client",
            Self::Household => "même foyer",
        }
    }
}

/// What a person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Verdict {
    Different,
    Household,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Different => "different",
            Self::Household => "household",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Different => "deux personnes",
            Self::Household => "même foyer",
        }
    }
}

/// One reason of a proposal, as matching wrote it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Reason {
    /// Bits of evidence; below zero it speaks against.
    pub bits: f64,
    pub words: String,
}

/// A probability in whole percents, never all or nothing: `93 %`.
pub(super) fn percent(probability: f64) -> String {
    format!("{:.0}\u{a0}%", (probability * 100.0).floor().clamp(1.0, 99.0))
}

/// Keeps the decision, the last of several. Says whether both customers are there.
pub async fn decide(
    db: &PgPool,
    ids: [CustomerId; 2],
    verdict: Verdict,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let found = queries::lock_customers(&mut *tx, ids).await?;
    let [a, b] = found.as_slice() else { return Ok(false) };
    if !queries_queue::write_verdict(&mut *tx, [a.id, b.id], verdict, staff, now).await? {
        return Ok(true);
    }
    for (one, other) in [(a, b), (b, a)] {
        let text = match verdict {
            Verdict::Different => {
                format!("Ce n’est pas la même personne que «\u{a0}{}\u{a0}».", other.name)
            }
            Verdict::Household => format!("Même foyer que «\u{a0}{}\u{a0}».", other.name),
        };
        tell(&mut tx, one.id, staff, text, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Takes the decision back; says whether there was one.
pub async fn withdraw(
    db: &PgPool,
    ids: [CustomerId; 2],
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let found = queries::lock_customers(&mut *tx, ids).await?;
    let [a, b] = found.as_slice() else { return Ok(false) };
    if !queries_queue::delete_verdict(&mut *tx, [a.id, b.id]).await? {
        return Ok(false);
    }
    for (one, other) in [(a, b), (b, a)] {
        let text = format!("Décision retirée sur «\u{a0}{}\u{a0}».", other.name);
        tell(&mut tx, one.id, staff, text, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}

async fn tell(
    db: &mut sqlx::PgConnection,
    customer: CustomerId,
    staff: StaffId,
    text: String,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let event = Event {
        staff: Some(staff),
        kind: "match_decided",
        customer: Some(customer),
        text,
        ..Event::default()
    };
    timeline::record(db, &event, now).await
}
