//! Lists that people saved under a name.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::values::StaffId;

/// As many as somebody keeps: the tabs must stay readable.
const MOST: i64 = 12;

/// A list under a name.
#[derive(Clone, Debug)]
pub struct SavedView {
    pub id: i64,
    pub name: String,
    /// As the address of the list has it, without the question mark.
    pub filter: String,
}

/// In the order in which they were saved.
pub async fn views_of(db: impl PgExecutor<'_>, staff: StaffId) -> sqlx::Result<Vec<SavedView>> {
    sqlx::query_as!(
        SavedView,
        "select id, name, filter from ticket_views where staff_id = $1 order by id",
        staff as _
    )
    .fetch_all(db)
    .await
}

/// Saves it; a view of that name is replaced. None where there are too many already.
pub async fn save_view(
    db: impl PgExecutor<'_>,
    staff: StaffId,
    name: &str,
    filter: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!(
        r#"
        insert into ticket_views (staff_id, name, filter, created_at)
        select $1, $2, $3, $4
        where (select count(*) from ticket_views where staff_id = $1 and lower(name) <> lower($2)) < $5
        on conflict (staff_id, lower(name)) do update set name = excluded.name, filter = excluded.filter
        returning id
        "#,
        staff as _,
        name,
        filter,
        now,
        MOST,
    )
    .fetch_optional(db)
    .await
}

pub async fn delete_view(db: impl PgExecutor<'_>, staff: StaffId, id: i64) -> sqlx::Result<()> {
    sqlx::query!("delete from ticket_views where id = $1 and staff_id = $2", id, staff as _)
        .execute(db)
        .await?;
    Ok(())
}
