//! A technician's day, read from the database, as a tour.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{
    Diary, Need, PlanningRules, Stop, Tour, TourVisit,
    queries_diaries::{Asked, diaries},
    tours::{better_order, driving},
};
use crate::{
    business_time::{holidays, local},
    company,
    travel::{self, Commune, TravelTimes},
    values::StaffId,
};

/// Whose day.
#[derive(Clone, Copy, Debug)]
pub struct TourDay {
    pub technician: StaffId,
    pub day: NaiveDate,
}

/// The time on the road of a day as it stands, and a better order of those visits that may move.
pub async fn propose_order(
    db: &mut PgConnection,
    TourDay { technician, day }: TourDay,
    movable: &[TourVisit],
    now: DateTime<Utc>,
) -> sqlx::Result<(TimeDelta, Option<Tour>)> {
    let bounds = local::day_bounds(day);
    let rules = PlanningRules::load(&mut *db).await?;
    let mut closed = holidays::between(day, day);
    closed.extend(company::closed_days(&mut *db, day, day).await?);
    let mut need = Need {
        duration: TimeDelta::zero(),
        buffer: TimeDelta::zero(),
        earliest: bounds.start,
        latest: bounds.end,
        step: TimeDelta::minutes(15),
        closed,
        place: None,
        skills: std::collections::BTreeSet::new(),
        lunch: rules.lunch(),
        travel: TravelTimes::default(),
    };
    let asked =
        Asked { technician: Some(technician), from: bounds.start, until: bounds.end, except: None };
    let Some(diary) = diaries(&mut *db, &need, asked, now).await?.pop() else {
        return Ok((TimeDelta::zero(), None));
    };
    let stops: Vec<Stop> =
        diary.taken.iter().filter(|stop| bounds.contains(stop.visit.start)).copied().collect();
    let mut places: Vec<Commune> =
        stops.iter().filter_map(|stop| stop.place).chain(diary.base).collect();
    places.sort_unstable();
    places.dedup();
    if let Some(first) = places.first() {
        need.travel = travel::times_between(&mut *db, *first, &places).await?;
    }
    let total = driving(diary.base, &stops, &need.travel);
    let moves = |stop: &Stop| movable.iter().any(|visit| visit.stop.visit == stop.visit);
    let fixed = Diary { taken: stops.into_iter().filter(|stop| !moves(stop)).collect(), ..diary };
    Ok((total, better_order(&need, &fixed, movable, now)))
}
