//! Free time found by trying every minute, without cleverness: what the fast reckoning is compared with.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{Diary, Need, Stop, WorkingPeriod, Zone};
use crate::{
    business_time::{local, naive},
    travel::{self, Commune},
    values::StaffId,
};

/// Nine days from a Monday.
pub(super) fn counted_slots(
    monday: NaiveDate,
    need: &Need,
    diaries: &[Diary],
) -> BTreeSet<(DateTime<Utc>, StaffId)> {
    let mut found = BTreeSet::new();
    for date in monday.iter_days().take(9).filter(|date| !need.closed.contains(date)) {
        let day = naive::minutes_of(date);
        for diary in diaries.iter().filter(|diary| is_able(need, diary, date)) {
            for period in diary.hours.iter().filter(|period| holds(period, date)) {
                let working = naive::minutes_between(&day, period.starts, period.ends);
                for (n, (starts_at, wall)) in working.iter().enumerate() {
                    let on_grid = *wall >= period.starts
                        && *wall < period.ends
                        && (*wall - period.starts).num_minutes() % need.step.num_minutes() == 0;
                    let wanted = *starts_at >= need.earliest && *starts_at < need.latest;
                    let worked = working.len() - n >= minutes(need.duration);
                    if on_grid
                        && wanted
                        && worked
                        && is_undisturbed(need, diary, *starts_at)
                        && is_reached(need, diary, date, *starts_at)
                        && is_lunch_kept(need, diary, &day, *starts_at)
                    {
                        found.insert((*starts_at, diary.technician));
                    }
                }
            }
        }
    }
    found
}

fn holds(period: &WorkingPeriod, date: NaiveDate) -> bool {
    use chrono::Datelike as _;
    period.weekday == date.weekday()
        && period.valid_from.is_none_or(|from| date >= from)
        && period.valid_until.is_none_or(|until| date <= until)
}

/// Skill, zone, and room in the day.
fn is_able(need: &Need, diary: &Diary, date: NaiveDate) -> bool {
    let holds_today: Vec<&str> = diary
        .skills
        .iter()
        .filter(|held| held.valid_until.is_none_or(|last| last >= date))
        .map(|held| held.skill.as_str())
        .collect();
    let has = |skill: &str| {
        holds_today.contains(&skill) || (skill == "BS" && holds_today.contains(&"BR"))
    };
    let reaches = |zone: &Zone, place: Commune| {
        place.0 != 0 && travel::minutes(zone.commune, place) <= zone.reach.num_minutes()
    };
    let in_zone = match need.place {
        Some(place) if !diary.zones.is_empty() => {
            diary.zones.iter().any(|zone| reaches(zone, place))
        }
        _ => true,
    };
    let room = diary.most_visits.is_none_or(|most| on(diary, date).len() < most);
    need.skills.iter().all(|skill| has(skill)) && in_zone && room
}

fn on(diary: &Diary, date: NaiveDate) -> Vec<&Stop> {
    diary.taken.iter().filter(|stop| local::today(stop.visit.start) == date).collect()
}

fn is_undisturbed(need: &Need, diary: &Diary, starts_at: DateTime<Utc>) -> bool {
    (0..minutes(need.duration + need.buffer)).all(|n| {
        let minute = later(starts_at, n);
        !diary.absences.iter().any(|span| span.contains(minute))
            && !diary
                .taken
                .iter()
                .any(|stop| stop.visit.start <= minute && minute < stop.blocked_until)
    })
}

fn drive(need: &Need, from: Option<Commune>, to: Option<Commune>) -> usize {
    match (need.place, from, to) {
        (Some(_), Some(from), Some(to)) => usize::try_from(travel::minutes(from, to)).unwrap(),
        _ => 0,
    }
}

/// Drives minute by minute to the visit and away from it.
fn is_reached(need: &Need, diary: &Diary, date: NaiveDate, starts_at: DateTime<Utc>) -> bool {
    let ends_at = starts_at + need.duration;
    on(diary, date).into_iter().all(|stop| {
        let way = drive(need, stop.place, need.place);
        let is_next = |from: DateTime<Utc>, until: DateTime<Utc>| {
            // Nobody else is visited in between.
            !diary.taken.iter().any(|other| {
                local::today(other.visit.start) == date
                    && other.visit.start >= from
                    && other.visit.start < until
            })
        };
        let arrives = (0..way).all(|n| later(stop.visit.end, n) < starts_at);
        let leaves = (0..way).all(|n| later(ends_at, n) < stop.visit.start);
        if stop.visit.start <= starts_at {
            arrives || !is_next(later(stop.visit.start, 1), starts_at)
        } else {
            leaves || !is_next(ends_at, stop.visit.start)
        }
    })
}

/// Tries to eat from every minute on; a day that had no lunch anyway is not spoilt.
fn is_lunch_kept(
    need: &Need,
    diary: &Diary,
    day: &[(DateTime<Utc>, NaiveTime)],
    starts_at: DateTime<Utc>,
) -> bool {
    let Some(lunch) = need.lunch else { return true };
    let date = local::today(starts_at);
    let before: Vec<(DateTime<Utc>, DateTime<Utc>, Option<Commune>)> =
        on(diary, date).iter().map(|s| (s.visit.start, s.visit.end, s.place)).collect();
    let mut after = before.clone();
    after.push((starts_at, starts_at + need.duration, need.place));
    let window = naive::minutes_between(day, lunch.from, lunch.until);
    let eats = |visits: &[(DateTime<Utc>, DateTime<Utc>, Option<Commune>)]| {
        (0..window.len()).any(|n| {
            let long = minutes(lunch.duration);
            let Some(meal) = window.get(n..n + long) else { return false };
            let (from, until) = (meal[0].0, later(meal[0].0, long));
            if visits.iter().any(|(start, end, _)| meal.iter().any(|(m, _)| start <= m && m < end))
            {
                return false;
            }
            let last = visits.iter().filter(|(_, end, _)| *end <= from).max_by_key(|v| v.0);
            let next = visits.iter().filter(|(start, ..)| *start >= until).min_by_key(|v| v.0);
            let (Some(last), Some(next)) = (last, next) else { return true };
            let way = drive(need, last.2, next.2);
            later(last.1, way) <= from || later(until, way) <= next.0
        })
    };
    !eats(&before) || eats(&after)
}

fn later(instant: DateTime<Utc>, minutes: usize) -> DateTime<Utc> {
    instant + TimeDelta::minutes(i64::try_from(minutes).unwrap())
}

fn minutes(duration: TimeDelta) -> usize {
    usize::try_from(duration.num_minutes()).unwrap()
}
