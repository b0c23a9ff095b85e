//! The SQL of what the office decides of a request.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::{
    catalog::Priority,
    values::{StaffId, TicketId},
};

/// How a request is seen to, and who decided that.
#[derive(Clone, Debug)]
pub struct Followed {
    pub version: i32,
    pub owner_name: String,
    pub next_action: String,
    pub next_action_at: DateTime<Utc>,
    pub priority: Priority,
    pub updated_at: DateTime<Utc>,
    /// None where nobody of ours changed it last.
    pub updated_by: Option<String>,
}

/// None where it is not open.
pub(super) async fn followed(
    db: impl PgExecutor<'_>,
    id: TicketId,
) -> sqlx::Result<Option<Followed>> {
    sqlx::query_as!(
        Followed,
        r#"
        select t.version, o.name as owner_name, t.next_action as "next_action!", t.next_action_at as "next_action_at!",
               t.priority as "priority: Priority", t.updated_at, b.name as "updated_by?"
        from tickets t
        join staff o on o.id = t.owner_id
        left join staff b on b.id = t.updated_by
        where t.id = $1 and t.next_action_at is not null
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn name_of_active(
    db: impl PgExecutor<'_>,
    staff: StaffId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!("select name from staff where id = $1 and active", staff as _)
        .fetch_optional(db)
        .await
}

/// False where it was so before.
pub(super) async fn set_warranty(
    db: impl PgExecutor<'_>,
    id: TicketId,
    under_warranty: bool,
    by: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        r#"
        update tickets set under_warranty = $2, updated_at = $3, updated_by = $4, version = version + 1
        where id = $1 and under_warranty <> $2
        "#,
        id as _,
        under_warranty,
        now,
        by as _,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
