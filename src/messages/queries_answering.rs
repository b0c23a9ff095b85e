//! The SQL statements about what was written on a request.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Channel, Kind, MessageRow};
use crate::values::{MessageId, StaffId, TicketId};

/// An answer that will not leave.
#[derive(Clone, Debug)]
pub struct TakenBack {
    pub ticket_id: TicketId,
    pub channel: Channel,
    pub recipient: String,
    pub body: String,
    pub created_at: DateTime<Utc>,
}

/// Not what a worker holds: it may be on its way.
pub(super) async fn take_back(
    db: impl PgExecutor<'_>,
    id: MessageId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<TakenBack>> {
    sqlx::query_as!(
        TakenBack,
        r#"
        update messages set withdrawn_at = $3, locked_until = null, last_error = 'annulé avant l’envoi'
        where id = $1 and kind = 'answer' and written_by = $2 and ticket_id is not null
          and sent_at is null and failed_at is null and withdrawn_at is null
          and (locked_until is null or locked_until <= $3)
        returning ticket_id as "ticket_id!: TicketId", channel as "channel: Channel", recipient, body, created_at
        "#,
        id as _,
        staff as _,
        now,
    )
    .fetch_optional(db)
    .await
}

/// A message as the page of its request shows it.
#[derive(Clone, Debug)]
pub struct TicketMessage {
    pub row: MessageRow,
    pub subject: Option<String>,
    pub body: String,
    /// None where nobody wrote it.
    pub author: Option<(StaffId, String)>,
}

impl TicketMessage {
    pub fn is_answer(&self) -> bool {
        self.row.kind == Kind::Answer
    }
}

/// What was told about a request and its appointments, the newest first.
pub async fn of_ticket(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
) -> sqlx::Result<Vec<TicketMessage>> {
    let rows = sqlx::query!(
        r#"
        select m.id, m.kind as "kind: Kind", m.channel as "channel: Channel", m.recipient, m.customer_id, m.created_at,
               m.send_after, m.attempts, m.locked_until, m.sent_at, m.delivered_at, m.failed_at, m.withdrawn_at,
               m.last_error, m.subject, m.body, m.written_by as "written_by: StaffId", s.name as "author_name?"
        from messages m left join staff s on s.id = m.written_by
        where m.ticket_id = $1 or m.appointment_id in (select id from appointments where ticket_id = $1)
        order by m.id desc limit 100
        "#,
        ticket as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| TicketMessage {
            row: MessageRow {
                id: row.id,
                kind: row.kind,
                channel: row.channel,
                recipient: row.recipient,
                customer_id: row.customer_id,
                customer_name: None,
                created_at: row.created_at,
                send_after: row.send_after,
                attempts: row.attempts,
                locked_until: row.locked_until,
                sent_at: row.sent_at,
                delivered_at: row.delivered_at,
                failed_at: row.failed_at,
                withdrawn_at: row.withdrawn_at,
                last_error: row.last_error,
            },
            subject: row.subject,
            body: row.body,
            author: row.written_by.zip(row.author_name),
        })
        .collect())
}
