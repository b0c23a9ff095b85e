//! The SQL statements about messages on a request, and about answers to messages.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Channel, Kind};
use crate::values::{CustomerId, MessageId, StaffId, TicketId};

/// A message about a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reply<'a> {
    pub(super) kind: Kind,
    pub(super) channel: Channel,
    pub(super) customer: CustomerId,
    pub(super) ticket: TicketId,
    pub(super) recipient: &'a str,
    /// Of an e-mail.
    pub(super) subject: Option<&'a str>,
    pub(super) body: &'a str,
    pub(super) reference: &'a str,
    pub(super) in_reply_to: Option<&'a str>,
    /// Queued twice it leaves once.
    pub(super) dedup_key: &'a str,
    /// None where nobody wrote it.
    pub(super) written_by: Option<StaffId>,
    pub(super) send_after: DateTime<Utc>,
}

/// None where it is queued or sent already.
pub(super) async fn enqueue(
    db: impl PgExecutor<'_>,
    reply: &Reply<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<MessageId>> {
    sqlx::query_scalar!(
        r#"
        insert into messages (kind, channel, customer_id, ticket_id, recipient, subject, body, dedup_key, reference,
                              in_reply_to, written_by, created_at, send_after)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (dedup_key) do nothing
        returning id
        "#,
        reply.kind as _,
        reply.channel as _,
        reply.customer as _,
        reply.ticket as _,
        reply.recipient,
        reply.subject,
        reply.body,
        reply.dedup_key,
        reply.reference,
        reply.in_reply_to,
        reply.written_by as _,
        now,
        reply.send_after,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn was_acknowledged(
    db: impl PgExecutor<'_>,
    recipient: &str,
    since: DateTime<Utc>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select exists (
            select from messages where recipient = $1 and kind = 'acknowledgement' and created_at > $2
        ) as "was!"
        "#,
        recipient,
        since,
    )
    .fetch_one(db)
    .await
}

/// The e-mail that left under one of these names.
pub(super) async fn message_named(
    db: impl PgExecutor<'_>,
    references: &[String],
) -> sqlx::Result<Option<MessageId>> {
    sqlx::query_scalar!(
        r#"
        select id from messages
        where channel = 'email' and sent_at is not null
          and (reference = any($1) or (former_references <> '{}' and former_references && $1))
        order by id desc limit 1
        "#,
        references,
    )
    .fetch_optional(db)
    .await
}
