//! In which commune visits are.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::queries_places;
use crate::{
    travel::{Commune, locate},
    values::SiteId,
};

/// As many as are looked for at once.
const BATCH: i64 = 1000;

/// Where a site is, as far as its address says.
pub(super) async fn of_site(db: &mut PgConnection, site: SiteId) -> sqlx::Result<Commune> {
    let town = queries_places::town_of(db, site).await?;
    Ok(town.map_or(Commune::NOWHERE, |town| located(&town)))
}

/// Looks for the places of visits still to come that nobody has looked for: imported, or moved to another address.
///
/// Returns how many there were.
pub async fn locate_visits(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<usize> {
    let mut found = 0;
    loop {
        let visits = queries_places::unlocated(db, now, BATCH).await?;
        let communes: Vec<Commune> = visits.iter().map(|visit| located(&visit.town)).collect();
        let ids: Vec<i64> = visits.iter().map(|visit| visit.id.0).collect();
        queries_places::set_communes(db, &ids, &communes).await?;
        found += ids.len();
        if i64::try_from(ids.len()).unwrap_or(BATCH) < BATCH {
            return Ok(found);
        }
    }
}

fn located(town: &queries_places::Town) -> Commune {
    locate(town.postcode.as_deref(), town.city.as_deref()).unwrap_or(Commune::NOWHERE)
}
