//! What somebody of the office writes to a customer about a request, and taking that back before it leaves.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{
    Channel, Kind, acknowledging, queries,
    queries_answering::{self as own},
    queries_replies,
};
use crate::{
    announcements::{self, Topic},
    values::{CustomerId, MessageId, StaffId, TicketId},
};

pub use own::TakenBack;

/// An answer, ready to leave.
#[derive(Clone, Debug)]
pub struct Answer<'a> {
    pub ticket: TicketId,
    pub customer: CustomerId,
    pub written_by: StaffId,
    pub channel: Channel,
    /// An address, or a number in E.164.
    pub recipient: &'a str,
    /// Of an e-mail.
    pub subject: Option<&'a str>,
    pub body: &'a str,
    /// The Message-ID of the mail that it answers.
    pub in_reply_to: Option<&'a str>,
    /// The same form sent twice sends one answer.
    pub request_key: &'a str,
}

/// Queues it, in the caller's transaction, to leave at `send_after`. None where that form was sent before.
pub async fn answer(
    db: &mut PgConnection,
    answer: &Answer<'_>,
    send_after: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<MessageId>> {
    let reply = queries_replies::Reply {
        kind: Kind::Answer,
        channel: answer.channel,
        customer: answer.customer,
        ticket: answer.ticket,
        recipient: answer.recipient,
        subject: answer.subject,
        body: answer.body,
        reference: &queries::named_reference(Kind::Answer, answer.ticket.0),
        in_reply_to: answer.in_reply_to.filter(|id| acknowledging::is_safe(id)),
        dedup_key: &format!("answer:{}:{}", answer.written_by, answer.request_key),
        written_by: Some(answer.written_by),
        send_after,
    };
    let id = queries_replies::enqueue(&mut *db, &reply, now).await?;
    if let Some(id) = id {
        announcements::announce(db, Topic::Messages, id.0).await?;
    }
    Ok(id)
}

/// Keeps an answer from leaving, in the caller's transaction. None where it has left, is just leaving, or is not theirs.
pub async fn take_back(
    db: &mut PgConnection,
    id: MessageId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<TakenBack>> {
    let taken = own::take_back(&mut *db, id, staff, now).await?;
    if taken.is_some() {
        announcements::announce(db, Topic::Messages, id.0).await?;
    }
    Ok(taken)
}
