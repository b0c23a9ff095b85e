//! What a mail server says of a mail that it had taken and cannot deliver.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{failing, queries_failing, queries_replies};

/// Notes that the message of one of these names did not arrive, as a receipt does; in the caller's transaction.
/// Names that are none of ours say nothing. Returns whether one was.
pub async fn note_bounce(
    db: &mut PgConnection,
    references: &[String],
    reason: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let Some(id) = queries_replies::message_named(&mut *db, references).await? else {
        return Ok(false);
    };
    queries_failing::lock_siblings(&mut *db, id).await?;
    let reason = format!("refusé par le serveur du destinataire ({reason})");
    failing::note_failure(db, id, &reason, now).await?;
    Ok(true)
}
