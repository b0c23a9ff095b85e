//! The SQL behind taking back what has just been done.

use sqlx::PgExecutor;

use crate::values::AppointmentId;

/// Whether the customer hears of the last change of one kind: a message of it has left, or is leaving.
///
/// To be asked after the pending ones were withdrawn.
pub(super) async fn was_told(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
    message_kind: &str,
    event_kind: &str,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select exists (
            select from messages
            where appointment_id = $1 and kind = $2 and withdrawn_at is null and failed_at is null
              and created_at >= (select max(e.at) from events e
                                 join appointments a on a.id = $1 and e.ticket_id = a.ticket_id
                                 where e.appointment_id = $1 and e.kind = $3)
        ) as "told!"
        "#,
        id as _,
        message_kind,
        event_kind,
    )
    .fetch_one(db)
    .await
}

/// Whether the customer has heard of the visit at all.
pub(super) async fn was_ever_told(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select exists (
            select from messages
            where appointment_id = $1 and kind in ('confirmation', 'move') and withdrawn_at is null and failed_at is null
        ) as "told!"
        "#,
        id as _,
    )
    .fetch_one(db)
    .await
}

/// The exclusion constraint may refuse.
pub(super) async fn set_booked_again(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update appointments
        set status = 'booked', cancelled_at = null, cancel_reason = null,
            sequence = sequence + 1, version = version + 1
        where id = $1
        "#,
        id as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
