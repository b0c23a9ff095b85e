//! The SQL of channels that a person chose not to use.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::Channel;
use crate::values::AppointmentId;

/// Takes back what waits to leave by this channel about an appointment: a person chose so.
pub async fn leave_channel_out(
    db: impl PgExecutor<'_>,
    appointment: AppointmentId,
    channel: Channel,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update messages set withdrawn_at = $3, locked_until = null, last_error = 'non souhaité par le bureau'
        where appointment_id = $1 and channel = $2 and sent_at is null and failed_at is null and withdrawn_at is null
        "#,
        appointment as _,
        channel as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
