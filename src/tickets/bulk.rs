//! Many requests at once: given to somebody, put off, closed. Each is done or left as it was; which were left is said.

use std::fmt;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{CloseError, closing, course::Course, queries_changing, queries_course, tell_of};
use crate::{
    db,
    values::{
        StaffId, TicketId, french,
        text::{UncleanText, clean_line},
    },
};

/// What is done with each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bulk {
    Assign { to: StaffId },
    PutOff { until: DateTime<Utc> },
    Close { words: String },
}

/// As many as one page of a list can choose, and some.
const MOST: usize = 200;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    #[error("Cochez d’abord les demandes.")]
    Nothing,
    #[error("Cochez 200\u{a0}demandes au plus.")]
    TooMany,
    #[error("Cette personne ne travaille plus ici.")]
    NobodyHere,
    #[error("Ce moment est déjà passé\u{a0}: donnez un jour et une heure à venir.")]
    Past,
    #[error("Dites en un mot comment ces demandes se terminent.")]
    WithoutWords,
    #[error("{0}")]
    Unclean(#[from] UncleanText),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// What was done: how many, and which were left as they were for which reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BulkDone {
    pub done: usize,
    pub left: Vec<(String, Left)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    Ended,
    StillPlanned,
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ended => "déjà terminée",
            Self::StillPlanned => "un rendez-vous est encore prévu",
        })
    }
}

/// In one transaction; ids of no request are passed over.
pub async fn change_many(
    db: &PgPool,
    ids: &[TicketId],
    bulk: &Bulk,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<BulkDone, BulkError> {
    if ids.is_empty() {
        return Err(BulkError::Nothing);
    }
    if ids.len() > MOST {
        return Err(BulkError::TooMany);
    }
    let mut tx = db::begin(db).await?;
    let words = prepare(&mut tx, bulk, now).await?;
    // Everybody locks in the same order.
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut result = BulkDone::default();
    for id in ids {
        match change_one(&mut tx, id, bulk, &words, staff, now).await? {
            Outcome::Done => result.done += 1,
            Outcome::Left(number, why) => result.left.push((number, why)),
            Outcome::Nothing => {}
        }
    }
    tx.commit().await?;
    Ok(result)
}

enum Outcome {
    Done,
    Left(String, Left),
    Nothing,
}

/// What the time line says after the number; or, for a closing, its words.
async fn prepare(
    db: &mut PgConnection,
    bulk: &Bulk,
    now: DateTime<Utc>,
) -> Result<String, BulkError> {
    match bulk {
        Bulk::Assign { to } => {
            let name = queries_changing::name_of_active(db, *to).await?;
            Ok(format!("confiée à {}", name.ok_or(BulkError::NobodyHere)?))
        }
        Bulk::PutOff { until } if *until <= now => Err(BulkError::Past),
        Bulk::PutOff { until } => Ok(format!("suite reportée au {}", french::day_and_time(*until))),
        Bulk::Close { words } => {
            let words = clean_line(words)?;
            if words.is_empty() { Err(BulkError::WithoutWords) } else { Ok(words) }
        }
    }
}

async fn change_one(
    db: &mut PgConnection,
    id: TicketId,
    bulk: &Bulk,
    words: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Outcome> {
    let Some(mut course) = queries_course::lock(&mut *db, id).await? else {
        return Ok(Outcome::Nothing);
    };
    if course.id != id {
        // It was united with another meanwhile, which nobody chose.
        return Ok(Outcome::Left(course.number, Left::Ended));
    }
    if !course.status.is_open() && !matches!(bulk, Bulk::Close { .. }) {
        return Ok(Outcome::Left(course.number, Left::Ended));
    }
    match bulk {
        Bulk::Assign { to } => course.owner_id = Some(*to),
        Bulk::PutOff { until } => course.next_action_at = Some(*until),
        Bulk::Close { .. } => return close_one(db, course, words, staff, now).await,
    }
    queries_course::save(&mut *db, &course, Some(staff), now).await?;
    let text = format!("{} {words}", course.number);
    tell_of(db, &course, "ticket_followed", text, Some(staff), now).await?;
    Ok(Outcome::Done)
}

async fn close_one(
    db: &mut PgConnection,
    course: Course,
    words: &str,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Outcome> {
    match closing::end(db, course.id, words, staff, now).await {
        Ok(_) => Ok(Outcome::Done),
        Err(CloseError::StillPlanned) => Ok(Outcome::Left(course.number, Left::StillPlanned)),
        Err(CloseError::NotFound | CloseError::WithoutWords) => Ok(Outcome::Nothing),
        Err(CloseError::Database(error)) => Err(error),
    }
}
