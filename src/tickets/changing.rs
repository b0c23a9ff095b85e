//! Who sees to a request, what they do next by when, and how pressing it is: changed by the office, never over an
//! unseen change of somebody else.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    course::{Course, Reckoning},
    queries_changing as queries, queries_course, tell_of,
};
use crate::{
    catalog::Priority,
    db,
    values::{
        StaffId, TicketId, french,
        text::{UncleanText, clean_line},
    },
};

pub use queries::Followed;

/// What the office decides of an open request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Following {
    pub owner: StaffId,
    pub next_action: String,
    pub next_action_at: DateTime<Utc>,
    pub priority: Priority,
}

/// Why a request stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    #[error("Dites ce qui sera fait ensuite\u{a0}: une demande ouverte a toujours une suite.")]
    NothingNext,
    #[error("{0}")]
    Unclean(#[from] UncleanText),
    #[error("Ce moment est déjà passé\u{a0}: donnez un jour et une heure à venir.")]
    Past,
    #[error("Cette personne ne travaille plus ici.")]
    NobodyHere,
    #[error("Cette demande est terminée\u{a0}: rouvrez-la pour lui donner une suite.")]
    Ended,
    /// Somebody else changed it since; with what stands now.
    #[error("Cette demande a été modifiée entre-temps.")]
    Stale(Box<Followed>),
    #[error("Cette demande n’existe pas.")]
    NotFound,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Writes what was decided on a page of that `version`.
pub async fn follow(
    db: &PgPool,
    id: TicketId,
    version: i32,
    to: &Following,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), FollowError> {
    let next = clean_line(&to.next_action)?;
    if next.is_empty() {
        return Err(FollowError::NothingNext);
    }
    let mut tx = db::begin(db).await?;
    let mut course = queries_course::lock(&mut *tx, id).await?.ok_or(FollowError::NotFound)?;
    if course.is_followed_as(to, &next) {
        return Ok(());
    }
    if !course.status.is_open() {
        return Err(FollowError::Ended);
    }
    if course.version != version {
        let stands = queries::followed(&mut *tx, id).await?.ok_or(FollowError::NotFound)?;
        return Err(FollowError::Stale(Box::new(stands)));
    }
    if to.next_action_at <= now {
        return Err(FollowError::Past);
    }
    let text = said(&mut tx, &course, to, &next).await?;
    course.owner_id = Some(to.owner);
    course.do_next(&next, to.next_action_at);
    if course.priority != to.priority {
        set_priority(&mut tx, &mut course, to.priority, now).await?;
    }
    queries_course::save(&mut *tx, &course, Some(staff), now).await?;
    tell_of(&mut tx, &course, "ticket_followed", text, Some(staff), now).await?;
    tx.commit().await?;
    Ok(())
}

/// The clocks of the new priority, as if it had been that from the beginning.
pub(super) async fn set_priority(
    db: &mut PgConnection,
    course: &mut Course,
    to: Priority,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    course.priority = to;
    let with = Reckoning::load(&mut *db, to, course.created_at, now).await?;
    let pauses = queries_course::past_pauses(&mut *db, course.id).await?;
    course.set_clocks(&with, &pauses);
    if to.is_danger() {
        course.paused_at = None;
        course.pause_reason = None;
    }
    Ok(())
}

/// What the time line says of the change.
async fn said(
    db: &mut PgConnection,
    course: &Course,
    to: &Following,
    next: &str,
) -> Result<String, FollowError> {
    let name = queries::name_of_active(&mut *db, to.owner).await?;
    let name = name.ok_or(FollowError::NobodyHere)?;
    let mut text = format!(
        "Suite de {}\u{a0}: «\u{a0}{next}\u{a0}» avant le {}, par {name}",
        course.number,
        french::day_and_time(to.next_action_at)
    );
    if course.priority != to.priority {
        text.push_str("\u{a0}; priorité ");
        text.push_str(to.priority.label());
        text.push_str(" au lieu de ");
        text.push_str(course.priority.label());
    }
    Ok(text)
}

impl Course {
    /// Whether it stands as somebody would have it: the same form sent twice changes it once.
    fn is_followed_as(&self, to: &Following, next: &str) -> bool {
        self.owner_id == Some(to.owner)
            && self.next_action.as_deref() == Some(next)
            && self.next_action_at == Some(to.next_action_at)
            && self.priority == to.priority
    }
}

/// Says whether the work is done for nothing. False where it was said already.
pub async fn set_warranty(
    db: &PgPool,
    id: TicketId,
    under_warranty: bool,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let Some(course) = queries_course::lock(&mut *tx, id).await? else { return Ok(false) };
    if !queries::set_warranty(&mut *tx, id, under_warranty, staff, now).await? {
        return Ok(false);
    }
    let words = if under_warranty { "sous garantie, non facturable" } else { "hors garantie" };
    let text = format!("{}\u{a0}: {words}", course.number);
    tell_of(&mut tx, &course, "ticket_warranty", text, Some(staff), now).await?;
    tx.commit().await?;
    Ok(true)
}
