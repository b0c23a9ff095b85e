//! What can be proposed now, from what the database knows.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc, Weekday};
use sqlx::{PgConnection, PgPool};

use super::{Need, Offer, first_per_window, free_slots, one_per_window, queries};
use crate::{
    business_time::{holidays, local},
    catalog::Service,
    values::StaffId,
};

/// Between possible starts. Finer shows more than anybody can choose from; coarser leaves gaps.
const STEP: TimeDelta = TimeDelta::minutes(30);

/// The least notice at which a customer can book alone: somebody must see it and drive.
pub const ONLINE_NOTICE: TimeDelta = TimeDelta::hours(2);

/// How far ahead customers can book alone.
pub const ONLINE_HORIZON: TimeDelta = TimeDelta::days(60);

/// For the office: each technician's first slot of each window, from `from` until `until`, never in the past.
pub async fn offers(
    db: &PgPool,
    service: &Service,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Offer>> {
    let mut db = db.acquire().await?;
    let need = need(&mut db, service, from.max(now), until).await?;
    let diaries = queries::diaries(
        &mut db,
        None,
        need.earliest,
        need.latest + service.duration() + service.buffer(),
        now,
    )
    .await?;
    Ok(first_per_window(&free_slots(&need, &diaries)))
}

/// For the portal: one slot a window, with the notice that customers owe us.
pub async fn online_offers(
    db: &PgPool,
    service: &Service,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Offer>> {
    let mut db = db.acquire().await?;
    let (from, until) = (from.max(now + ONLINE_NOTICE), until.min(now + ONLINE_HORIZON));
    let need = need(&mut db, service, from, until).await?;
    let diaries = queries::diaries(
        &mut db,
        None,
        need.earliest,
        need.latest + service.duration() + service.buffer(),
        now,
    )
    .await?;
    Ok(one_per_window(&free_slots(&need, &diaries), &diaries))
}

/// Whether this visit lies in the technician's working time on an open day.
pub async fn is_worked(
    db: &mut PgConnection,
    technician: StaffId,
    service: &Service,
    starts_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let until = starts_at + TimeDelta::seconds(1);
    let need =
        Need { step: TimeDelta::minutes(1), ..need(&mut *db, service, starts_at, until).await? };
    let mut diaries = queries::diaries(&mut *db, Some(technician), starts_at, until, now).await?;
    for diary in &mut diaries {
        diary.taken.clear();
        diary.absences.clear();
    }
    Ok(!free_slots(&need, &diaries).is_empty())
}

async fn need(
    db: &mut PgConnection,
    service: &Service,
    earliest: DateTime<Utc>,
    latest: DateTime<Utc>,
) -> sqlx::Result<Need> {
    let (first, last) = (local::today(earliest), local::today(latest));
    let mut closed = holidays::between(first, last);
    closed.extend(queries::closures(&mut *db, first, last).await?);
    Ok(Need {
        duration: service.duration(),
        buffer: service.buffer(),
        earliest,
        latest,
        step: STEP,
        closed,
    })
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
