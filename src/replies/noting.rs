//! Noting something for the office alone.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{
    ReplyError, Writing,
    answering::{is_same, said, tell},
    queries, queries_drafts,
};
use crate::{db, tickets, values::text::strip_line};

/// As much of a note as the history cites, in characters.
const CITED: usize = 120;

/// Writes a note that no customer sees. False where the same form had been sent before.
pub async fn note(
    db: &PgPool,
    writing: Writing<'_>,
    now: DateTime<Utc>,
) -> Result<bool, ReplyError> {
    let Writing { ticket, staff, request_key, .. } = writing;
    let body = said(writing.body)?;
    let mut tx = db::begin(db).await?;
    let about = queries::lock(&mut *tx, ticket).await?.ok_or(ReplyError::NotFound)?;
    if let Some(sent) = queries_drafts::sent(&mut *tx, staff, request_key).await? {
        return if is_same(&sent, &body) { Ok(false) } else { Err(ReplyError::SentOtherwise) };
    }
    if !queries::insert_note(&mut *tx, ticket, staff, &body, request_key, now).await? {
        return Ok(false);
    }
    let line = strip_line(&body);
    let cited: String = line.chars().take(CITED).collect();
    let more = if cited.len() < line.len() { "…" } else { "" };
    let words = format!("Note interne\u{a0}: «\u{a0}{cited}{more}\u{a0}»");
    tell(&mut tx, ticket, &about, "ticket_noted", words, staff, now).await?;
    queries_drafts::delete(&mut *tx, ticket, staff).await?;
    tickets::speak_of(&mut tx, ticket, now).await?;
    tx.commit().await?;
    Ok(true)
}
