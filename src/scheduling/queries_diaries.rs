//! The SQL that fills the diaries: who may come at all, and what takes their time.

use chrono::{DateTime, TimeDelta, Utc, Weekday};
use sqlx::PgConnection;

use super::{Diary, Need, Stop, WorkingPeriod, Zone, rules, skills::Held};
use crate::{
    business_time::Span,
    travel::{Commune, locate},
    values::{AppointmentId, StaffId},
};

/// No visit with its buffer is longer: `services_duration_sane`, `services_buffer_sane`.
const LONGEST: TimeDelta = TimeDelta::hours(14);

/// Whose time is asked for, and between when.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// One technician, or all that can serve the need.
    pub technician: Option<StaffId>,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// A visit that is about to be moved takes no time.
    pub except: Option<AppointmentId>,
}

/// The diaries of the active technicians who can serve a need, or of one who perhaps cannot.
///
/// Holds that have run out by `now` take no time.
pub async fn diaries(
    db: &mut PgConnection,
    need: &Need,
    asked: Asked,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Diary>> {
    let mut diaries = technicians(&mut *db, asked.technician).await?;
    add_skills(&mut *db, &mut diaries).await?;
    add_zones(&mut *db, &mut diaries).await?;
    if asked.technician.is_none() {
        // Nobody reads the days of those who cannot come.
        diaries.retain(|diary| rules::can_ever(need, diary).is_ok());
    }
    add_hours(&mut *db, &mut diaries).await?;
    add_absences(&mut *db, &mut diaries, asked).await?;
    add_stops(&mut *db, &mut diaries, asked, now).await?;
    Ok(diaries)
}

/// The hours of some technicians and what takes them, without what they can do and where.
pub(super) async fn diaries_of(
    db: &mut PgConnection,
    technicians: &[StaffId],
    asked: Asked,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Diary>> {
    let mut diaries: Vec<Diary> = technicians.iter().map(|id| Diary::empty(*id)).collect();
    diaries.sort_unstable_by_key(|diary| diary.technician);
    add_hours(&mut *db, &mut diaries).await?;
    add_absences(&mut *db, &mut diaries, asked).await?;
    add_stops(&mut *db, &mut diaries, asked, now).await?;
    Ok(diaries)
}

fn of(diaries: &mut [Diary], id: StaffId) -> Option<&mut Diary> {
    let at = diaries.binary_search_by_key(&id, |diary| diary.technician).ok()?;
    diaries.get_mut(at)
}

fn ids(diaries: &[Diary]) -> Vec<i64> {
    diaries.iter().map(|diary| diary.technician.0).collect()
}

async fn technicians(db: &mut PgConnection, one: Option<StaffId>) -> sqlx::Result<Vec<Diary>> {
    let rows = sqlx::query!(
        r#"
        select s.id, l.base as "base?: Commune", l.most_visits as "most_visits?"
        from staff s left join technician_limits l on l.staff_id = s.id
        where s.role = 'technician' and s.active and ($1::bigint is null or s.id = $1) order by s.id
        "#,
        one as _,
    )
    .fetch_all(db)
    .await?;
    let diary = |id, base, most: Option<i32>| Diary {
        base,
        most_visits: most.and_then(|most| usize::try_from(most).ok()),
        ..Diary::empty(id)
    };
    Ok(rows.into_iter().map(|row| diary(row.id, row.base, row.most_visits)).collect())
}

async fn add_skills(db: &mut PgConnection, diaries: &mut [Diary]) -> sqlx::Result<()> {
    let rows = sqlx::query!(
        r#"select staff_id as "staff_id: StaffId", skill, valid_until from staff_skills where staff_id = any($1)"#,
        &ids(diaries),
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        if let Some(diary) = of(diaries, row.staff_id) {
            diary.skills.push(Held { skill: row.skill, valid_until: row.valid_until });
        }
    }
    Ok(())
}

/// Those of a technician, or all of the company's for one who has none of their own.
async fn add_zones(db: &mut PgConnection, diaries: &mut [Diary]) -> sqlx::Result<()> {
    let rows = sqlx::query!(
        r#"
        select z.commune as "commune: Commune", z.reach_minutes, s.staff_id as "staff_id?: StaffId"
        from zones z left join staff_zones s on s.zone_id = z.id order by z.id
        "#
    )
    .fetch_all(db)
    .await?;
    let zone = |commune, reach: i32| Zone { commune, reach: TimeDelta::minutes(reach.into()) };
    for row in &rows {
        if let Some(diary) = row.staff_id.and_then(|id| of(diaries, id)) {
            diary.zones.push(zone(row.commune, row.reach_minutes));
        }
    }
    for diary in diaries.iter_mut().filter(|diary| diary.zones.is_empty()) {
        for row in &rows {
            let zone = zone(row.commune, row.reach_minutes);
            if !diary.zones.contains(&zone) {
                diary.zones.push(zone);
            }
        }
    }
    Ok(())
}

async fn add_hours(db: &mut PgConnection, diaries: &mut [Diary]) -> sqlx::Result<()> {
    let rows = sqlx::query!(
        "select staff_id, weekday, starts, ends, valid_from, valid_until from working_hours where staff_id = any($1)",
        &ids(diaries),
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        let weekday =
            u8::try_from(row.weekday - 1).ok().and_then(|day| Weekday::try_from(day).ok());
        if let (Some(diary), Some(weekday)) = (of(diaries, row.staff_id), weekday) {
            diary.hours.push(WorkingPeriod {
                weekday,
                starts: row.starts,
                ends: row.ends,
                valid_from: row.valid_from,
                valid_until: row.valid_until,
            });
        }
    }
    Ok(())
}

async fn add_absences(
    db: &mut PgConnection,
    diaries: &mut [Diary],
    asked: Asked,
) -> sqlx::Result<()> {
    // Whatever takes them elsewhere: away, or busy by an agenda of their own.
    let rows = sqlx::query!(
        r#"
        select staff_id as "staff_id!: StaffId", starts_at as "starts_at!", ends_at as "ends_at!"
        from absences where staff_id = any($1) and ends_at > $2 and starts_at < $3
        union all
        select technician_id, starts_at, ends_at
        from busy_times where technician_id = any($1) and ends_at > $2 and starts_at < $3
        "#,
        &ids(diaries),
        asked.from,
        asked.until,
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        if let Some(diary) = of(diaries, row.staff_id) {
            diary.absences.push(Span::new(row.starts_at, row.ends_at));
        }
    }
    Ok(())
}

async fn add_stops(
    db: &mut PgConnection,
    diaries: &mut [Diary],
    asked: Asked,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    // One row a technician: to read many thousands of rows one by one costs more than to find them.
    let rows = sqlx::query!(
        r#"
        select technician_id as "technician: StaffId",
               array_agg(starts_at) as "starts!", array_agg(ends_at) as "ends!",
               array_agg(blocked_until) as "blocked!", array_agg(coalesce(commune, -1)) as "communes!"
        from appointments
        where technician_id = any($1) and status <> 'cancelled'
          and starts_at > $2 and starts_at < $3 and blocked_until > $4
          and (status <> 'held' or held_until > $5) and ($6::bigint is null or id <> $6)
        group by technician_id
        "#,
        &ids(diaries),
        asked.from - LONGEST,
        asked.until,
        asked.from,
        now,
        asked.except as _,
    )
    .fetch_all(&mut *db)
    .await?;
    for row in rows {
        let Some(diary) = of(diaries, row.technician) else { continue };
        let times = row.starts.into_iter().zip(row.ends).zip(row.blocked).zip(row.communes);
        diary.taken = times
            .map(|(((start, end), blocked_until), commune)| Stop {
                visit: Span::new(start, end),
                blocked_until,
                place: (commune >= 0).then_some(Commune(commune)),
            })
            .collect();
    }
    locate_stops(db, diaries, asked).await
}

/// The places of visits that nobody has looked for yet.
async fn locate_stops(
    db: &mut PgConnection,
    diaries: &mut [Diary],
    asked: Asked,
) -> sqlx::Result<()> {
    if diaries.iter().all(|diary| diary.taken.iter().all(|stop| stop.place.is_some())) {
        return Ok(());
    }
    let rows = sqlx::query!(
        r#"
        select a.technician_id, a.starts_at, s.postcode, s.city
        from appointments a join sites s on s.id = a.site_id
        where a.commune is null and a.starts_at > $2 and a.starts_at < $3 and a.technician_id = any($1)
          and a.status <> 'cancelled'
        "#,
        &ids(diaries),
        asked.from - LONGEST,
        asked.until,
    )
    .fetch_all(db)
    .await?;
    for row in rows {
        let Some(diary) = of(diaries, row.technician_id) else { continue };
        let place = locate(row.postcode.as_deref(), row.city.as_deref());
        for stop in diary.taken.iter_mut().filter(|stop| stop.visit.start == row.starts_at) {
            stop.place = Some(place.unwrap_or(Commune::NOWHERE));
        }
    }
    Ok(())
}
