//! What became of the messages about one appointment.

use sqlx::PgExecutor;

use super::{Channel, Kind, MessageRow};
use crate::values::{AppointmentId, CustomerId, MessageId};

/// The newest first.
pub async fn of_appointment(
    db: impl PgExecutor<'_>,
    appointment: AppointmentId,
) -> sqlx::Result<Vec<MessageRow>> {
    sqlx::query_as!(
        MessageRow,
        r#"
        select m.id as "id: MessageId", m.kind as "kind: Kind", m.channel as "channel: Channel", m.recipient,
               m.customer_id as "customer_id: CustomerId", c.name as "customer_name?", m.created_at, m.send_after,
               m.attempts, m.locked_until, m.sent_at, m.delivered_at, m.failed_at, m.withdrawn_at, m.last_error
        from messages m left join customers c on c.id = m.customer_id
        where m.appointment_id = $1 order by m.id desc limit 100
        "#,
        appointment as _,
    )
    .fetch_all(db)
    .await
}
