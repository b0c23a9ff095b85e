//! The SQL about where visits are.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::{
    travel::Commune,
    values::{AppointmentId, SiteId},
};

/// What an address says of its commune.
pub(super) struct Town {
    pub(super) postcode: Option<String>,
    pub(super) city: Option<String>,
}

pub(super) struct Unlocated {
    pub(super) id: AppointmentId,
    pub(super) town: Town,
}

pub(super) async fn town_of(db: impl PgExecutor<'_>, site: SiteId) -> sqlx::Result<Option<Town>> {
    sqlx::query_as!(Town, "select postcode, city from sites where id = $1", site as _)
        .fetch_optional(db)
        .await
}

/// Visits still to come, the next first.
pub(super) async fn unlocated(
    db: impl PgExecutor<'_>,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Unlocated>> {
    let rows = sqlx::query!(
        r#"
        select a.id, s.postcode, s.city from appointments a join sites s on s.id = a.site_id
        where a.commune is null and a.starts_at > $1 order by a.starts_at limit $2
        "#,
        now - chrono::TimeDelta::days(1),
        limit,
    )
    .fetch_all(db)
    .await?;
    let visit = |id, postcode, city| Unlocated { id, town: Town { postcode, city } };
    Ok(rows.into_iter().map(|row| visit(row.id, row.postcode, row.city)).collect())
}

pub(super) async fn set_communes(
    db: impl PgExecutor<'_>,
    ids: &[i64],
    communes: &[Commune],
) -> sqlx::Result<()> {
    let communes: Vec<i32> = communes.iter().map(|commune| commune.0).collect();
    sqlx::query!(
        r#"
        update appointments a set commune = found.commune
        from unnest($1::bigint[], $2::int[]) as found (id, commune)
        where a.id = found.id and a.commune is null
        "#,
        ids,
        &communes,
    )
    .execute(db)
    .await?;
    Ok(())
}
