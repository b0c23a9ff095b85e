//! Every SQL statement about the times that a routing service told.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Commune, known::KEPT};

pub(super) struct Told {
    pub(super) from_commune: Commune,
    pub(super) to_commune: Commune,
    pub(super) seconds: i32,
}

pub(super) async fn from_and_to(
    db: impl PgExecutor<'_>,
    place: Commune,
) -> sqlx::Result<Vec<Told>> {
    sqlx::query_as!(
        Told,
        r#"
        select from_commune as "from_commune: Commune", to_commune as "to_commune: Commune", seconds
        from travel_times where from_commune = $1 or to_commune = $1
        "#,
        place as _,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn among(
    db: impl PgExecutor<'_>,
    communes: &[Commune],
) -> sqlx::Result<Vec<Told>> {
    let communes: Vec<i32> = communes.iter().map(|commune| commune.0).collect();
    sqlx::query_as!(
        Told,
        r#"
        select from_commune as "from_commune: Commune", to_commune as "to_commune: Commune", seconds
        from travel_times where from_commune = any($1) and to_commune = any($1)
        "#,
        &communes,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn keep(
    db: impl PgExecutor<'_>,
    rows: &[(Commune, Commune, i32)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let from: Vec<i32> = rows.iter().map(|row| row.0.0).collect();
    let to: Vec<i32> = rows.iter().map(|row| row.1.0).collect();
    let seconds: Vec<i32> = rows.iter().map(|row| row.2).collect();
    sqlx::query!(
        r#"
        insert into travel_times (from_commune, to_commune, seconds, told_at)
        select *, $4::timestamptz from unnest($1::int[], $2::int[], $3::int[])
        on conflict (from_commune, to_commune) do update set seconds = excluded.seconds, told_at = excluded.told_at
        "#,
        &from,
        &to,
        &seconds,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets what was told too long ago to be believed.
pub async fn forget_old(db: impl PgExecutor<'_>, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let done =
        sqlx::query!("delete from travel_times where told_at < $1", now - KEPT).execute(db).await?;
    Ok(done.rows_affected())
}
