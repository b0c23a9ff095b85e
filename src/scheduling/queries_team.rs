//! The SQL about who of the team can do what, and where.

use sqlx::PgExecutor;

use super::skills::Held;
use crate::values::{StaffId, ZoneId};

/// What somebody of the active technicians holds, or held.
pub async fn skills_of_team(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"
        select distinct h.skill from staff_skills h join staff s on s.id = h.staff_id
        where s.active and s.role = 'technician' order by h.skill limit 200
        "#
    )
    .fetch_all(db)
    .await
}

/// The active technicians who go to a zone; who has none of their own goes to all.
pub(super) async fn in_zone(
    db: impl PgExecutor<'_>,
    zone: Option<ZoneId>,
) -> sqlx::Result<Vec<StaffId>> {
    sqlx::query_scalar!(
        r#"
        select s.id as "id: StaffId" from staff s
        where s.active and s.role = 'technician'
          and ($1::bigint is null
               or exists (select from staff_zones z where z.staff_id = s.id and z.zone_id = $1)
               or not exists (select from staff_zones z where z.staff_id = s.id))
        order by s.id
        "#,
        zone as _,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn held_by(
    db: impl PgExecutor<'_>,
    team: &[StaffId],
) -> sqlx::Result<Vec<(StaffId, Held)>> {
    let ids: Vec<i64> = team.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select staff_id as "staff_id: StaffId", skill, valid_until from staff_skills where staff_id = any($1)"#,
        &ids,
    )
    .fetch_all(db)
    .await?;
    let held = |skill, valid_until| Held { skill, valid_until };
    Ok(rows.into_iter().map(|row| (row.staff_id, held(row.skill, row.valid_until))).collect())
}
