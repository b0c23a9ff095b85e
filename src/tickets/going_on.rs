//! What moves the clocks of a request: its visits, an answer to the customer, a wait.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    PauseReason, Status,
    course::{Course, PLAN, Reckoning},
    queries_course as queries, queries_opening, tell_of,
};
use crate::{
    announcements::{Topic, announce},
    db,
    values::{StaffId, TicketId, french},
};

/// Why a request does not wait, or waits on.
#[derive(Debug, thiserror::Error)]
pub enum PauseError {
    #[error("Ce moment est déjà passé\u{a0}: donnez un jour et une heure à venir.")]
    Past,
    #[error("Un danger n’attend pas\u{a0}: son délai ne se met pas en pause.")]
    Danger,
    #[error("Cette demande est terminée\u{a0}: rien n’est plus attendu.")]
    Ended,
    #[error("Cette demande n’existe pas.")]
    NotFound,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Sets where the request is by all of its visits: under way, planned, done; else to be planned, also
/// where nobody was there. A closed one stays closed unless a visit lies ahead.
///
/// `owner` is who sees to it from now on, where that changes.
pub async fn follow_visits(
    db: &mut PgConnection,
    id: TicketId,
    owner: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let mut course = queries::lock(&mut *db, id).await?.ok_or(sqlx::Error::RowNotFound)?;
    let with = reckoning_of(&mut *db, &course, now).await?;
    course.follow_visits(&with, now);
    if course.status != Status::Closed {
        course.closed_at = None;
    }
    course.owner_id = owner.or(course.owner_id);
    if course.owner_id.is_none() {
        course.owner_id = queries_opening::owner_for(&mut *db, None, now).await?;
    }
    queries::save(&mut *db, &course, owner, now).await
}

/// A closed one may be opened again, and its clocks set anew.
async fn reckoning_of(
    db: &mut PgConnection,
    course: &Course,
    now: DateTime<Utc>,
) -> sqlx::Result<Reckoning> {
    if course.status == Status::Closed {
        Reckoning::load(db, course.priority, course.created_at, now).await
    } else {
        Reckoning::of(db, course, now).await
    }
}

/// Notes that the customer was answered, which stops the first clock. False where they had been before.
pub async fn note_answer(
    db: &PgPool,
    id: TicketId,
    staff: Option<StaffId>,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let answered = answer_in(&mut tx, id, staff, at, now).await?;
    tx.commit().await?;
    Ok(answered)
}

/// As [`note_answer`], in the caller's transaction.
pub async fn answer_in(
    db: &mut PgConnection,
    id: TicketId,
    staff: Option<StaffId>,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let Some(mut course) = queries::lock(&mut *db, id).await? else { return Ok(false) };
    let with = Reckoning::of(&mut *db, &course, now).await?;
    if !course.answer(&with, at) {
        return Ok(false);
    }
    queries::save(&mut *db, &course, staff, now).await?;
    let text = format!("Première réponse donnée pour {}", course.number);
    tell_of(db, &course, "ticket_answered", text, staff, now).await?;
    Ok(true)
}

/// Takes back, in the caller's transaction, that an answer of that moment was the first; without effect where another was.
pub async fn unanswer_in(
    db: &mut PgConnection,
    id: TicketId,
    at: DateTime<Utc>,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Some(mut course) = queries::lock(&mut *db, id).await? else { return Ok(()) };
    if course.responded_at != Some(at) {
        return Ok(());
    }
    course.responded_at = None;
    if course.status.is_open() && course.is_to_do(PLAN) {
        let with = Reckoning::of(&mut *db, &course, now).await?;
        course.go_on(&with, now);
    }
    queries::save(&mut *db, &course, Some(staff), now).await?;
    let text = format!("{}\u{a0}: le client attend de nouveau sa première réponse", course.number);
    tell_of(db, &course, "ticket_unanswered", text, Some(staff), now).await
}

/// Something was said about it: lists show it as just spoken of.
pub async fn speak_of(db: &mut PgConnection, id: TicketId, now: DateTime<Utc>) -> sqlx::Result<()> {
    queries::touch(&mut *db, id, now).await?;
    announce(db, Topic::Tickets, id.0).await
}

/// What a request waits for, and when somebody asks again.
#[derive(Clone, Debug)]
pub struct Wait {
    pub reason: PauseReason,
    /// In the office's words; may be empty.
    pub note: String,
    pub ask_again_at: DateTime<Utc>,
}

/// Stops both clocks while something is awaited that we do not have in hand. A wait under way takes the new reason.
pub async fn pause(
    db: &PgPool,
    id: TicketId,
    wait: &Wait,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), PauseError> {
    if wait.ask_again_at <= now {
        return Err(PauseError::Past);
    }
    let mut tx = db::begin(db).await?;
    let mut course = queries::lock(&mut *tx, id).await?.ok_or(PauseError::NotFound)?;
    if course.priority.is_danger() {
        return Err(PauseError::Danger);
    }
    if !course.status.is_open() {
        return Err(PauseError::Ended);
    }
    let with = Reckoning::of(&mut tx, &course, now).await?;
    if course.paused_at.is_some() {
        course.resume(&with, now);
        queries::save(&mut *tx, &course, Some(staff), now).await?;
    }
    course.pause(wait.reason, now);
    course.do_next(wait.reason.ask_again(), wait.ask_again_at);
    queries::save(&mut *tx, &course, Some(staff), now).await?;
    queries::begin_pause(&mut *tx, id, wait.reason, &wait.note, staff, now).await?;
    let why = if wait.note.is_empty() { String::new() } else { format!(" ({})", wait.note) };
    let text = format!(
        "{} {}{why}, à relancer le {}",
        course.number,
        wait.reason.label(),
        french::day_and_time(wait.ask_again_at)
    );
    tell_of(&mut tx, &course, "ticket_paused", text, Some(staff), now).await?;
    tx.commit().await?;
    Ok(())
}

/// What was awaited has come: both clocks run on. False where nothing was awaited.
pub async fn resume(
    db: &PgPool,
    id: TicketId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let Some(mut course) = queries::lock(&mut *tx, id).await? else { return Ok(false) };
    if course.paused_at.is_none() {
        return Ok(false);
    }
    let with = Reckoning::of(&mut tx, &course, now).await?;
    course.resume(&with, now);
    course.go_on(&with, now);
    queries::save(&mut *tx, &course, Some(staff), now).await?;
    let text = format!("{}\u{a0}: l’attente est finie, les délais courent", course.number);
    tell_of(&mut tx, &course, "ticket_resumed", text, Some(staff), now).await?;
    tx.commit().await?;
    Ok(true)
}

/// Its customer wrote: what was awaited of them has come, and it is spoken of again.
pub async fn customer_wrote(
    db: &mut PgConnection,
    id: TicketId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Some(mut course) = queries::lock(&mut *db, id).await? else { return Ok(()) };
    if course.pause_reason == Some(PauseReason::Customer) {
        let with = Reckoning::of(&mut *db, &course, now).await?;
        course.resume(&with, now);
        course.go_on(&with, now);
        queries::save(&mut *db, &course, None, now).await?;
        let text = format!("{}\u{a0}: le client a écrit, les délais courent", course.number);
        tell_of(db, &course, "ticket_resumed", text, None, now).await
    } else {
        queries::touch(&mut *db, id, now).await?;
        announce(&mut *db, Topic::Tickets, id.0).await
    }
}

/// Gives clocks to open requests that came without, and returns how many there were.
pub(super) async fn set_missing_clocks(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<usize> {
    let mut count = 0;
    loop {
        let ids = queries::without_clocks(db).await?;
        if ids.is_empty() {
            return Ok(count);
        }
        count += ids.len();
        let mut tx = db::begin(db).await?;
        for id in ids {
            let Some(mut course) = queries::lock(&mut *tx, id).await? else { continue };
            let with = Reckoning::load(&mut tx, course.priority, course.created_at, now).await?;
            let pauses = queries::past_pauses(&mut *tx, id).await?;
            course.set_clocks(&with, &pauses);
            queries::save_clocks(&mut *tx, &course).await?;
        }
        tx.commit().await?;
    }
}
