//! The mappings that the office keeps.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::mapping::ImportProfile;
use crate::values::StaffId;

pub async fn import_profiles(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<ImportProfile>> {
    sqlx::query_as!(
        ImportProfile,
        r#"select name, kind as "kind: _", headers, fields from import_profiles order by id"#
    )
    .fetch_all(db)
    .await
}

/// One profile for one set of headers: a later one takes the place of the earlier.
pub async fn keep_profile(
    db: impl PgExecutor<'_>,
    profile: &ImportProfile,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        insert into import_profiles (name, kind, headers, fields, staff_id, saved_at) values ($1, $2, $3, $4, $5, $6)
        on conflict on constraint import_profiles_headers_key do update
        set name = excluded.name, kind = excluded.kind, fields = excluded.fields, staff_id = excluded.staff_id,
            saved_at = excluded.saved_at
        ",
        profile.name.trim(),
        profile.kind.as_str(),
        &profile.headers,
        &profile.fields,
        staff as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
