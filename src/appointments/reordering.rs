//! A technician's day in another order: all visits at once, or none; and back.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    AppointmentDetails, BookError, By, MoveError, NewTime, Status, booking, details, moving,
    places, queries, queries_tours, undoing,
};
use crate::{
    app::App,
    business_time::local,
    catalog, db,
    scheduling::{self, Moving, Tour, TourDay, TourVisit, Wanted},
    values::{AppointmentId, StaffId},
};

pub use super::queries_tours::DayVisit;

/// One visit of a tour: its version as the person saw it, and its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reordered {
    pub id: AppointmentId,
    pub version: i32,
    pub starts_at: DateTime<Utc>,
}

/// A day as it stands, and a better order if there is one that is worth it.
#[derive(Clone, Debug)]
pub struct TourProposal {
    pub visits: Vec<DayVisit>,
    /// On the road today, as it stands.
    pub driving: chrono::TimeDelta,
    pub better: Option<Tour>,
}

/// Looks for a better order of a day. What is past, begun or done stays as it is.
pub async fn propose_tour(
    app: &App,
    technician: StaffId,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> sqlx::Result<TourProposal> {
    let mut db = app.db.acquire().await?;
    let visits = queries_tours::of_day(&mut *db, technician, local::day_bounds(day)).await?;
    let movable: Vec<TourVisit> = visits
        .iter()
        .filter(|visit| visit.status == Status::Booked && visit.starts_at > now)
        .map(|visit| TourVisit { id: visit.id, stop: visit.stop() })
        .collect();
    let tour_day = TourDay { technician, day };
    let (driving, better) = scheduling::propose_order(&mut db, tour_day, &movable, now).await?;
    Ok(TourProposal { visits, driving, better })
}

/// Gives the visits of one technician other times of their day, and tells the customers whose time changes.
///
/// Refused as a whole where one of them was changed meanwhile, or would break a rule.
pub async fn reorder(
    app: &App,
    technician: StaffId,
    visits: &[Reordered],
    by: StaffId,
    now: DateTime<Utc>,
) -> Result<(), MoveError> {
    let before = standing(app, visits, technician).await?;
    let mut tx = db::begin(&app.db).await?;
    scheduling::queries::lock_technicians(&mut *tx, &[technician]).await?;
    for visit in visits {
        check_version(&mut tx, visit).await?;
    }
    queries::delete_dead_holds_of(&mut *tx, technician, now).await?;
    park(&mut tx, visits).await?;
    let mut services = Vec::new();
    for (visit, before) in visits.iter().zip(&before) {
        let service =
            catalog::find(&mut *tx, before.service_id).await?.ok_or(MoveError::NotFound)?;
        let ends_at = visit.starts_at + (before.ends_at - before.starts_at);
        let blocked_until = ends_at + service.buffer();
        let start = visit.starts_at;
        if start == before.starts_at {
            queries_tours::unpark(&mut *tx, visit.id, start, ends_at, blocked_until).await?;
        } else {
            queries::set_time(&mut *tx, visit.id, technician, start, ends_at, blocked_until)
                .await?;
        }
        services.push(service);
    }
    // With all of them in place.
    for ((visit, before), service) in visits.iter().zip(&before).zip(&services) {
        if visit.starts_at == before.starts_at {
            continue;
        }
        let wanted = Wanted {
            technician,
            service,
            place: Some(places::of_site(&mut tx, before.site_id).await?),
            starts_at: visit.starts_at,
            moving: Some(Moving { id: visit.id, duration: before.ends_at - before.starts_at }),
        };
        booking::check_time(&mut tx, wanted, false, now).await?;
        moving::tell_moved(app, &mut tx, before, By::Staff(by), now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Puts the visits back to where they were; `visits` hold the versions after the reordering and the times before it.
pub async fn undo_reorder(
    app: &App,
    technician: StaffId,
    visits: &[Reordered],
    by: StaffId,
    now: DateTime<Utc>,
) -> Result<(), MoveError> {
    let standing = standing(app, visits, technician).await?;
    if visits.iter().any(|visit| visit.starts_at <= now) {
        return Err(MoveError::Time(BookError::Past));
    }
    let mut tx = db::begin(&app.db).await?;
    scheduling::queries::lock_technicians(&mut *tx, &[technician]).await?;
    queries::delete_dead_holds_of(&mut *tx, technician, now).await?;
    for visit in visits {
        check_version(&mut tx, visit).await?;
    }
    park(&mut tx, visits).await?;
    for (visit, before) in visits.iter().zip(&standing) {
        let service =
            catalog::find(&mut *tx, before.service_id).await?.ok_or(MoveError::NotFound)?;
        let back = NewTime { technician, starts_at: visit.starts_at, forced: true };
        undoing::put_back(app, &mut tx, before, &service, back, by, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn standing(
    app: &App,
    visits: &[Reordered],
    technician: StaffId,
) -> Result<Vec<AppointmentDetails>, MoveError> {
    let mut found = Vec::with_capacity(visits.len());
    for visit in visits {
        let visit = details::find(&app.db, visit.id).await?.ok_or(MoveError::NotFound)?;
        if visit.technician_id != technician {
            return Err(MoveError::Stale);
        }
        found.push(visit);
    }
    Ok(found)
}

async fn check_version(db: &mut sqlx::PgConnection, visit: &Reordered) -> Result<(), MoveError> {
    let standing = queries::lock(&mut *db, visit.id).await?.ok_or(MoveError::NotFound)?;
    if standing.version != visit.version {
        return Err(MoveError::Stale);
    }
    if standing.status.is_ahead() { Ok(()) } else { Err(MoveError::TooLate) }
}

/// Out of each other's way until each has its new time: the constraint looks at every row as it is written.
async fn park(db: &mut sqlx::PgConnection, visits: &[Reordered]) -> sqlx::Result<()> {
    let ids: Vec<i64> = visits.iter().map(|visit| visit.id.0).collect();
    queries_tours::park(db, &ids).await
}
