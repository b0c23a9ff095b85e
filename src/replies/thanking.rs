//! Closing a request with a word to its customer, in one press.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{Answered, ReplyError, Writing, answering::answer_in};
use crate::{
    db,
    tickets::{self, CloseError},
};

/// Why neither was done.
#[derive(Debug, thiserror::Error)]
pub enum ThankError {
    #[error(transparent)]
    Reply(#[from] ReplyError),
    #[error(transparent)]
    Close(#[from] CloseError),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// How it ends where nobody says otherwise.
const USUAL_END: &str = "terminée, client remercié";

/// Queues the answer and closes the request with these words, or neither. The same form sent twice does it once.
pub async fn close_and_thank(
    db: &PgPool,
    writing: Writing<'_>,
    to: &str,
    words: &str,
    now: DateTime<Utc>,
) -> Result<Answered, ThankError> {
    let mut tx = db::begin(db).await?;
    let answered = answer_in(&mut tx, writing, to, now).await?;
    let words = if words.trim().is_empty() { USUAL_END } else { words };
    tickets::close_in(&mut tx, writing.ticket, words, writing.staff, now).await?;
    tx.commit().await?;
    Ok(answered)
}
