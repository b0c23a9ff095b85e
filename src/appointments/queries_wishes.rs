//! The SQL of who waits for an earlier time.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::values::AppointmentId;

pub(super) async fn is_wished(db: impl PgExecutor<'_>, id: AppointmentId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from earlier_wishes where appointment_id = $1) as "is_wished!""#,
        id as _
    )
    .fetch_one(db)
    .await
}

pub(super) async fn insert_wish(
    db: impl PgExecutor<'_>,
    id: AppointmentId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into earlier_wishes (appointment_id, wished_at) values ($1, $2) on conflict do nothing",
        id as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete_wish(db: impl PgExecutor<'_>, id: AppointmentId) -> sqlx::Result<()> {
    sqlx::query!("delete from earlier_wishes where appointment_id = $1", id as _)
        .execute(db)
        .await?;
    Ok(())
}

/// Of visits that are over or off.
pub(super) async fn delete_old_wishes(
    db: impl PgExecutor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        delete from earlier_wishes w using appointments a
        where a.id = w.appointment_id and (a.status <> 'booked' or a.starts_at <= $1)
        "#,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
