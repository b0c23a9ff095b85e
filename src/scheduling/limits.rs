//! What is set for a technician or a service changes at once what is proposed, on every open screen.

use sqlx::PgPool;

use super::{
    queries,
    queries_rules::{self, Limits},
    skills::Held,
};
use crate::{
    announcements::{Topic, announce},
    db,
    values::{ServiceId, StaffId, ZoneId},
};

/// Sets all that limits a technician's time.
pub async fn set_limits(
    db: &PgPool,
    staff: StaffId,
    limits: Limits,
    held: &[Held],
    zones: &[ZoneId],
) -> sqlx::Result<()> {
    let mut tx = db::begin(db).await?;
    queries::lock_technicians(&mut *tx, &[staff]).await?;
    queries_rules::save_limits(&mut *tx, staff, limits).await?;
    queries_rules::replace_skills_of_staff(&mut tx, staff, held).await?;
    queries_rules::replace_zones_of_staff(&mut tx, staff, zones).await?;
    announce(&mut *tx, Topic::Planning, staff.0).await?;
    tx.commit().await
}

/// Sets what a service asks of who comes.
pub async fn set_service_skills(
    db: &PgPool,
    service: ServiceId,
    skills: &[String],
) -> sqlx::Result<()> {
    let mut tx = db::begin(db).await?;
    queries_rules::replace_skills_of_service(&mut tx, service, skills).await?;
    announce(&mut *tx, Topic::Planning, 0).await?;
    tx.commit().await
}
