//! What can be proposed now, from what the database knows.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};
use sqlx::{PgConnection, PgPool};

use super::{
    Diary, Need, Offer, PlanningRules, Refusal, Stop, first_per_window, free_slots, judge,
    one_per_window, queries,
    queries_diaries::{Asked, diaries},
    queries_rules,
};
use crate::{
    app::App,
    business_time::{holidays, local},
    catalog::Service,
    company,
    travel::{self, Commune},
    values::{AppointmentId, StaffId},
};

/// Between possible starts. Finer shows more than anybody can choose from; coarser leaves gaps.
const STEP: TimeDelta = TimeDelta::minutes(30);

/// What slots are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    pub service: &'a Service,
    /// Where; `None` where that is not known yet.
    pub place: Option<Commune>,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// A visit that is about to be moved: it takes no time, and keeps its length.
    pub moving: Option<Moving>,
}

impl<'a> Search<'a> {
    /// Wherever it is.
    pub fn anywhere(service: &'a Service, from: DateTime<Utc>, until: DateTime<Utc>) -> Self {
        Self { service, place: None, from, until, moving: None }
    }
}

/// A visit that stands.
#[derive(Clone, Copy, Debug)]
pub struct Moving {
    pub id: AppointmentId,
    pub duration: TimeDelta,
}

/// A visit that somebody wants, at one time.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub technician: StaffId,
    pub service: &'a Service,
    pub place: Option<Commune>,
    pub starts_at: DateTime<Utc>,
    pub moving: Option<Moving>,
}

/// For the office: each technician's first slot of each window, from `from` until `until`, never in the past.
pub async fn offers(
    db: &PgPool,
    search: Search<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Offer>> {
    offers_beside(db, search, &[], now).await
}

/// As [`offers`], where more stands than the database knows: proposals that nobody has accepted yet.
pub(super) async fn offers_beside(
    db: &PgPool,
    search: Search<'_>,
    beside: &[(StaffId, Stop)],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Offer>> {
    let mut db = db.acquire().await?;
    let rules = PlanningRules::load(&mut *db).await?;
    let search = Search { from: search.from.max(now), ..search };
    let (need, mut diaries) = read(&mut db, &rules, search, now).await?;
    for diary in &mut diaries {
        let theirs = beside.iter().filter(|(technician, _)| *technician == diary.technician);
        diary.taken.extend(theirs.map(|(_, stop)| *stop));
    }
    Ok(first_per_window(&free_slots(&need, &diaries)))
}

/// For the portal: one slot a window, with the notice that customers owe us.
pub async fn online_offers(
    db: &PgPool,
    search: Search<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Offer>> {
    let mut db = db.acquire().await?;
    let rules = PlanningRules::load(&mut *db).await?;
    let from = search.from.max(rules.online_from(now));
    let until = search.until.min(rules.online_until(now));
    let (need, diaries) = read(&mut db, &rules, Search { from, until, ..search }, now).await?;
    Ok(one_per_window(&free_slots(&need, &diaries)))
}

/// Asks the routing service, where there is one, for the ways that a search needs.
pub async fn learn_ways(app: &App, search: Search<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
    let (Some(service), Some(place)) = (&app.routing, search.place) else { return Ok(()) };
    let places = {
        let mut db = app.db.acquire().await?;
        let rules = PlanningRules::load(&mut *db).await?;
        places_of(&read(&mut db, &rules, search, now).await?.1)
    };
    travel::learn(&app.db, service, place, &places, now).await
}

/// Whether a visit can be then, by the rule that the offers go by. Under the technician's lock, in the transaction that
/// books, the answer stands until that ends.
pub async fn check(
    db: &mut PgConnection,
    wanted: Wanted<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Result<(), Refusal>> {
    let rules = PlanningRules::load(&mut *db).await?;
    // The whole day counts: its number of visits, the ways, the lunch.
    let day = local::day_bounds(local::today(wanted.starts_at));
    let Wanted { technician, service, place, starts_at, moving } = wanted;
    let search = Search { service, place, from: day.start, until: day.end, moving };
    let need = need(&mut *db, &rules, search).await?;
    let asked = Asked {
        technician: Some(technician),
        from: day.start,
        until: starts_at.max(day.end) + need.duration + need.buffer,
        except: moving.map(|moving| moving.id),
    };
    let mut diaries = diaries(&mut *db, &need, asked, now).await?;
    let need = with_travel(&mut *db, need, &diaries).await?;
    Ok(diaries.pop().map_or(Err(Refusal::OutsideHours), |diary| judge(&need, &diary, starts_at)))
}

/// Whether anybody comes to a place at all.
pub async fn is_served(db: &PgPool, place: Commune) -> sqlx::Result<bool> {
    let zones = queries_rules::zones(db).await?;
    let inside = |zone: &queries_rules::ZoneRow| {
        place != Commune::NOWHERE
            && travel::minutes(zone.commune, place) <= i64::from(zone.reach_minutes)
    };
    Ok(zones.is_empty() || zones.iter().any(inside))
}

async fn read(
    db: &mut PgConnection,
    rules: &PlanningRules,
    search: Search<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<(Need, Vec<Diary>)> {
    let need = need(&mut *db, rules, search).await?;
    // From midnight to midnight: what stands earlier and later that day counts for ways, number and lunch.
    let asked = Asked {
        technician: None,
        from: local::day_bounds(local::today(need.earliest)).start,
        until: local::day_bounds(local::today(need.latest)).end + need.duration + need.buffer,
        except: search.moving.map(|moving| moving.id),
    };
    let diaries = diaries(&mut *db, &need, asked, now).await?;
    let need = with_travel(db, need, &diaries).await?;
    Ok((need, diaries))
}

async fn need(
    db: &mut PgConnection,
    rules: &PlanningRules,
    search: Search<'_>,
) -> sqlx::Result<Need> {
    let (first, last) = (local::today(search.from), local::today(search.until));
    let mut closed = holidays::between(first, last);
    closed.extend(company::closed_days(&mut *db, first, last).await?);
    let skills = queries_rules::skills_of_service(&mut *db, search.service.id).await?;
    Ok(Need {
        duration: search.moving.map_or(search.service.duration(), |moving| moving.duration),
        buffer: search.service.buffer(),
        earliest: search.from,
        latest: search.until,
        step: STEP,
        closed,
        place: search.place,
        skills: skills.into_iter().collect(),
        lunch: rules.lunch(),
        travel: travel::TravelTimes::default(),
    })
}

/// With what a routing service told before of the ways between the place and those of the diaries.
async fn with_travel(db: &mut PgConnection, need: Need, diaries: &[Diary]) -> sqlx::Result<Need> {
    let Some(place) = need.place else { return Ok(need) };
    Ok(Need { travel: travel::times_between(db, place, &places_of(diaries)).await?, ..need })
}

fn places_of(diaries: &[Diary]) -> Vec<Commune> {
    let stops = diaries.iter().flat_map(|diary| diary.taken.iter().filter_map(|stop| stop.place));
    let bases = diaries.iter().filter_map(|diary| diary.base);
    let mut places: Vec<Commune> = stops.chain(bases).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The hours of the trade (domain.md §3.3): Monday to Friday, 8–12 and 14–18. For a new technician.
pub async fn give_usual_hours(db: &mut PgConnection, staff: StaffId) -> sqlx::Result<()> {
    let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
    let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let hours: Vec<(i32, NaiveTime, NaiveTime)> = week
        .iter()
        .flat_map(|day| {
            let day = i32::try_from(day.number_from_monday()).unwrap_or(1);
            [(day, at(8), at(12)), (day, at(14), at(18))]
        })
        .collect();
    queries::replace_hours(db, staff, &hours).await
}
