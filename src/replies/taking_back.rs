//! Taking an answer back before it leaves.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{
    Draft, Recipient, Sort,
    answering::{signature, tell},
    drafts, queries, queries_drafts,
};
use crate::{
    company, db, messages, promises, tickets,
    values::{MessageId, StaffId},
};

/// Takes an answer back that has not left yet: its words are a draft again, and what it had settled is open again. None
/// where it has left; else the number of its request.
pub async fn take_back(
    db: &PgPool,
    id: MessageId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<String>> {
    let mut tx = db::begin(db).await?;
    let Some(taken) = messages::take_back(&mut tx, id, staff, now).await? else { return Ok(None) };
    let ticket = taken.ticket_id;
    let about = queries::lock(&mut *tx, ticket).await?.ok_or(sqlx::Error::RowNotFound)?;
    let signature =
        signature(&queries::name_of(&mut *tx, staff).await?, &company::load(&mut *tx).await?);
    let mut body = taken.body.strip_suffix(&signature).unwrap_or(&taken.body).to_owned();
    if let Some(later) = queries_drafts::draft_of(&mut *tx, ticket, staff).await? {
        body = format!("{body}\n\n{}", later.body);
    }
    let to = Recipient { channel: taken.channel, address: taken.recipient };
    let draft = Draft { sort: Sort::Answer, recipient: to.value(), body, updated_at: now };
    drafts::write(&mut tx, ticket, staff, &draft).await?;
    tickets::unanswer_in(&mut tx, ticket, taken.created_at, staff, now).await?;
    for promise in queries::kept_by_answer(&mut *tx, ticket, taken.created_at).await? {
        promises::reopen_within(&mut tx, promise, staff, now).await?;
    }
    let words = format!("Réponse à {} annulée avant l’envoi", about.customer_name);
    tell(&mut tx, ticket, &about, "ticket_reply_taken_back", words, staff, now).await?;
    tx.commit().await?;
    Ok(Some(about.number))
}
