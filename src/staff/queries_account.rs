//! The SQL behind changing accounts.

use sqlx::PgExecutor;

use crate::values::StaffId;

/// Of two who each take away the other's role, the second waits and sees what the first did.
pub(super) async fn lock_managers(db: impl PgExecutor<'_>) -> sqlx::Result<()> {
    sqlx::query!("select id from staff where role = 'manager' and active order by id for update")
        .fetch_all(db)
        .await?;
    Ok(())
}

pub(super) async fn active_managers(db: impl PgExecutor<'_>) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from staff where role = 'manager' and active"#
    )
    .fetch_one(db)
    .await
}

pub(super) async fn password_hash(
    db: impl PgExecutor<'_>,
    id: StaffId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select password_hash from staff where id = $1 and active", id as _)
        .fetch_optional(db)
        .await
}

pub(super) async fn close_other_sessions(
    db: impl PgExecutor<'_>,
    staff: StaffId,
    current: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from sessions where staff_id = $1 and token_hash <> $2",
        staff as _,
        current
    )
    .execute(db)
    .await?;
    Ok(())
}
