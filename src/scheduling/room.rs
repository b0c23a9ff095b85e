//! How much room is left, day by day: the month at a glance.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    Diary,
    queries_diaries::{Asked, diaries_of},
    queries_team, skills,
};
use crate::{
    business_time::{Span, holidays, local, local::LocalDay, merge, subtract},
    company,
    values::{StaffId, ZoneId},
};

/// One day of one technician.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRoom {
    pub date: NaiveDate,
    /// That begin then.
    pub visits: usize,
    /// Of the working hours; nothing on a day off.
    pub worked: TimeDelta,
    /// What is left of them, without visits and what is kept after each, absences and outside agendas.
    pub free: TimeDelta,
    /// Works that day, but is away for all of it.
    pub is_away: bool,
}

/// What a technician must have to be looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Able {
    pub skill: Option<String>,
    pub zone: Option<ZoneId>,
}

/// The active technicians who hold the skill on a day and go to the zone.
pub async fn able_on(db: &PgPool, able: &Able, on: NaiveDate) -> sqlx::Result<BTreeSet<StaffId>> {
    let needed: BTreeSet<String> = able.skill.iter().cloned().collect();
    let team = queries_team::in_zone(db, able.zone).await?;
    let held = queries_team::held_by(db, &team).await?;
    let holds = |person: &StaffId| {
        let theirs: Vec<skills::Held> =
            held.iter().filter(|(id, _)| id == person).map(|(_, held)| held.clone()).collect();
        skills::missing(&needed, &theirs, on).is_none()
    };
    Ok(team.into_iter().filter(holds).collect())
}

/// The days from `first` to `last` of some technicians, each in the order of the days.
///
/// Holds that have run out by `now` take no room.
pub async fn rooms(
    db: &mut PgConnection,
    technicians: &[StaffId],
    (first, last): (NaiveDate, NaiveDate),
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(StaffId, Vec<DayRoom>)>> {
    let asked = Asked {
        technician: None,
        from: local::day_bounds(first).start,
        until: local::day_bounds(last).end,
        except: None,
    };
    let mut closed = holidays::between(first, last);
    closed.extend(company::closed_days(&mut *db, first, last).await?);
    let diaries = diaries_of(db, technicians, asked, now).await?;
    let days: Vec<LocalDay> =
        first.iter_days().take_while(|day| *day <= last).map(LocalDay::of).collect();
    Ok(diaries.iter().map(|diary| (diary.technician, room_of(diary, &days, &closed))).collect())
}

fn room_of(diary: &Diary, days: &[LocalDay], closed: &BTreeSet<NaiveDate>) -> Vec<DayRoom> {
    let absent = merge(diary.absences.clone());
    let taken = diary.taken.iter().map(|stop| Span::new(stop.visit.start, stop.blocked_until));
    let busy = merge(diary.absences.iter().copied().chain(taken).collect());
    let mut starts: Vec<DateTime<Utc>> = diary.taken.iter().map(|stop| stop.visit.start).collect();
    starts.sort_unstable();
    let total = |spans: &[Span]| spans.iter().map(Span::duration).sum();
    days.iter()
        .map(|day| {
            let hours = diary.hours.iter().filter(|period| period.applies_on(day.date));
            let working = if closed.contains(&day.date) {
                Vec::new()
            } else {
                merge(hours.map(|period| day.span(period.starts, period.ends)).collect())
            };
            let until = |at: DateTime<Utc>| starts.partition_point(|start| *start < at);
            DayRoom {
                date: day.date,
                visits: until(day.bounds.end) - until(day.bounds.start),
                worked: total(&working),
                free: total(&subtract(&working, &busy)),
                is_away: !working.is_empty() && subtract(&working, &absent).is_empty(),
            }
        })
        .collect()
}
