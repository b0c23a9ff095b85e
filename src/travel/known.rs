//! What a routing service told, kept in the database: nothing is asked twice within a season.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};
use tracing::warn;

use super::{Commune, TravelTimes, communes::GAZETTEER, queries};
use crate::delivery::RoutingService;

/// How long a time that was told is believed: roads are built and closed.
pub(super) const KEPT: TimeDelta = TimeDelta::days(120);

/// Above so many communes the times between all of them are not read, only those from and to the place.
const MANY: usize = 60;

/// The times between a place and others, both ways; those that nobody told come from the map of the roads.
pub async fn times_between(
    db: &mut PgConnection,
    place: Commune,
    others: &[Commune],
) -> sqlx::Result<TravelTimes> {
    let mut told = queries::from_and_to(&mut *db, place).await?;
    if !told.is_empty() && others.len() <= MANY {
        told.extend(queries::among(&mut *db, others).await?);
    }
    let told = told.into_iter().map(|row| {
        let seconds = TimeDelta::seconds(row.seconds.into());
        ((row.from_commune, row.to_commune), seconds)
    });
    Ok(TravelTimes::told(told.collect::<HashMap<_, _>>()))
}

/// Asks the service for the ways from and to a place that are not known yet, and keeps them.
///
/// Without an answer the map of the roads serves, and the log says so: nobody waits longer than the service's time-out.
pub async fn learn(
    db: &PgPool,
    service: &RoutingService,
    place: Commune,
    others: &[Commune],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let known: HashSet<(Commune, Commune)> = queries::from_and_to(db, place)
        .await?
        .into_iter()
        .map(|row| (row.from_commune, row.to_commune))
        .collect();
    let position = |commune| GAZETTEER.position(commune);
    let Some(here) = position(place) else { return Ok(()) };
    let is_new = |other: &Commune| {
        *other != place && !(known.contains(&(place, *other)) && known.contains(&(*other, place)))
    };
    let asked: Vec<(Commune, (f64, f64))> = others
        .iter()
        .copied()
        .filter(is_new)
        .filter_map(|other| Some((other, position(other)?)))
        .take(RoutingService::MOST)
        .collect();
    if asked.is_empty() {
        return Ok(());
    }
    let points: Vec<(f64, f64)> = asked.iter().map(|(_, point)| *point).collect();
    let from = [here];
    let (out, back) =
        tokio::join!(service.seconds(&from, &points), service.seconds(&points, &from),);
    let (out, back) = match (out, back) {
        (Ok(out), Ok(back)) => (out, back),
        (Err(error), _) | (_, Err(error)) => {
            warn!(%error, "the routing service gave no times: the map of the roads serves instead");
            return Ok(());
        }
    };
    let mut rows = Vec::new();
    for (at, (other, _)) in asked.iter().enumerate() {
        let there = out.first().and_then(|row| row.get(at)).copied().flatten();
        let here = back.get(at).and_then(|row| row.first()).copied().flatten();
        rows.extend(there.map(|seconds| (place, *other, seconds)));
        rows.extend(here.map(|seconds| (*other, place, seconds)));
    }
    queries::keep(db, &rows, now).await
}
