//! The SQL about absences and closures that pages show and change.

use chrono::NaiveDate;
use sqlx::PgExecutor;

use super::queries::Absence;
use crate::values::AbsenceId;

pub(super) async fn upsert_closure(
    db: impl PgExecutor<'_>,
    day: NaiveDate,
    reason: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into closures (day, reason) values ($1, $2) on conflict (day) do update set reason = excluded.reason",
        day,
        reason,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete_closure(db: impl PgExecutor<'_>, day: NaiveDate) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from closures where day = $1", day).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

pub async fn find_absence(db: impl PgExecutor<'_>, id: AbsenceId) -> sqlx::Result<Option<Absence>> {
    sqlx::query_as!(
        Absence,
        r#"
        select a.id, a.staff_id, s.name as staff_name, a.starts_at, a.ends_at, a.reason
        from absences a join staff s on s.id = a.staff_id where a.id = $1
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}
