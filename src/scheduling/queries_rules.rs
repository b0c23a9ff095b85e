//! The SQL about the rules of planning: what holds for all, for a technician, for a service, and the zones.

use chrono::NaiveDate;
use sqlx::{PgConnection, PgExecutor};

use super::{PlanningRules, skills::Held};
use crate::{
    travel::Commune,
    values::{ServiceId, StaffId, ZoneId},
};

pub(super) async fn planning_rules(db: impl PgExecutor<'_>) -> sqlx::Result<Option<PlanningRules>> {
    sqlx::query_as!(
        PlanningRules,
        r#"
        select online_notice_minutes, online_horizon_days, lunch_minutes, lunch_from, lunch_until
        from planning_rules
        "#
    )
    .fetch_optional(db)
    .await
}

pub async fn save_planning_rules(
    db: impl PgExecutor<'_>,
    rules: &PlanningRules,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into planning_rules (online_notice_minutes, online_horizon_days, lunch_minutes, lunch_from, lunch_until)
        values ($1, $2, $3, $4, $5)
        on conflict (id) do update set online_notice_minutes = $1, online_horizon_days = $2,
            lunch_minutes = $3, lunch_from = $4, lunch_until = $5
        "#,
        rules.online_notice_minutes,
        rules.online_horizon_days,
        rules.lunch_minutes,
        rules.lunch_from,
        rules.lunch_until,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What a service asks of who comes.
pub async fn skills_of_service(
    db: impl PgExecutor<'_>,
    service: ServiceId,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select skill from service_skills where service_id = $1 order by skill",
        service as _
    )
    .fetch_all(db)
    .await
}

/// To be called in a transaction.
pub async fn replace_skills_of_service(
    db: &mut PgConnection,
    service: ServiceId,
    skills: &[String],
) -> sqlx::Result<()> {
    sqlx::query!("delete from service_skills where service_id = $1", service as _)
        .execute(&mut *db)
        .await?;
    sqlx::query!(
        "insert into service_skills (service_id, skill) select $1, unnest($2::text[])",
        service as _,
        skills,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub async fn skills_of_staff(db: impl PgExecutor<'_>, staff: StaffId) -> sqlx::Result<Vec<Held>> {
    sqlx::query_as!(
        Held,
        "select skill, valid_until from staff_skills where staff_id = $1 order by skill",
        staff as _
    )
    .fetch_all(db)
    .await
}

/// To be called in a transaction.
pub async fn replace_skills_of_staff(
    db: &mut PgConnection,
    staff: StaffId,
    held: &[Held],
) -> sqlx::Result<()> {
    sqlx::query!("delete from staff_skills where staff_id = $1", staff as _)
        .execute(&mut *db)
        .await?;
    let skills: Vec<String> = held.iter().map(|held| held.skill.clone()).collect();
    let until: Vec<Option<NaiveDate>> = held.iter().map(|held| held.valid_until).collect();
    sqlx::query!(
        r#"
        insert into staff_skills (staff_id, skill, valid_until)
        select $1, skill, valid_until from unnest($2::text[], $3::date[]) as held (skill, valid_until)
        "#,
        staff as _,
        &skills,
        &until as &[Option<NaiveDate>],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Where somebody's day begins, and how many visits it holds at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    pub base: Option<Commune>,
    pub most_visits: Option<i32>,
}

pub async fn limits_of(db: impl PgExecutor<'_>, staff: StaffId) -> sqlx::Result<Limits> {
    let limits = sqlx::query_as!(
        Limits,
        r#"select base as "base: Commune", most_visits from technician_limits where staff_id = $1"#,
        staff as _
    )
    .fetch_optional(db)
    .await?;
    Ok(limits.unwrap_or_default())
}

pub async fn save_limits(
    db: impl PgExecutor<'_>,
    staff: StaffId,
    limits: Limits,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into technician_limits (staff_id, base, most_visits) values ($1, $2, $3)
        on conflict (staff_id) do update set base = $2, most_visits = $3
        "#,
        staff as _,
        limits.base as _,
        limits.most_visits,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A zone as it is set.
#[derive(Clone, Debug)]
pub struct ZoneRow {
    pub id: ZoneId,
    pub name: String,
    pub commune: Commune,
    pub reach_minutes: i32,
}

pub async fn zones(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<ZoneRow>> {
    sqlx::query_as!(
        ZoneRow,
        r#"
        select id as "id: ZoneId", name, commune as "commune: Commune", reach_minutes
        from zones order by name limit 200
        "#
    )
    .fetch_all(db)
    .await
}

/// None where another zone has the name.
pub async fn add_zone(
    db: impl PgExecutor<'_>,
    name: &str,
    commune: Commune,
    reach_minutes: i32,
) -> sqlx::Result<Option<ZoneId>> {
    sqlx::query_scalar!(
        r#"
        insert into zones (name, commune, reach_minutes) values ($1, $2, $3)
        on conflict do nothing returning id as "id: ZoneId"
        "#,
        name,
        commune as _,
        reach_minutes,
    )
    .fetch_optional(db)
    .await
}

pub async fn delete_zone(db: impl PgExecutor<'_>, id: ZoneId) -> sqlx::Result<bool> {
    let done = sqlx::query!("delete from zones where id = $1", id as _).execute(db).await?;
    Ok(done.rows_affected() == 1)
}

pub async fn zones_of_staff(db: impl PgExecutor<'_>, staff: StaffId) -> sqlx::Result<Vec<ZoneId>> {
    sqlx::query_scalar!(
        r#"select zone_id as "zone_id: ZoneId" from staff_zones where staff_id = $1"#,
        staff as _
    )
    .fetch_all(db)
    .await
}

/// To be called in a transaction.
pub async fn replace_zones_of_staff(
    db: &mut PgConnection,
    staff: StaffId,
    zones: &[ZoneId],
) -> sqlx::Result<()> {
    sqlx::query!("delete from staff_zones where staff_id = $1", staff as _)
        .execute(&mut *db)
        .await?;
    let zones: Vec<i64> = zones.iter().map(|zone| zone.0).collect();
    sqlx::query!(
        r#"
        insert into staff_zones (staff_id, zone_id)
        select $1, id from zones where id = any($2)
        "#,
        staff as _,
        &zones,
    )
    .execute(db)
    .await?;
    Ok(())
}
