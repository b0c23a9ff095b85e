use proptest::prelude::*;

use super::*;
use crate::business_time::naive;

/// Days searched, from a Monday.
const DAYS: i64 = 8;

fn period(monday: NaiveDate) -> impl Strategy<Value = WorkingPeriod> {
    let day = move || {
        prop::option::weighted(0.2, (0..DAYS).prop_map(move |n| monday + TimeDelta::days(n)))
    };
    (naive::weekdays(), naive::times(), naive::times(), day(), day()).prop_map(
        |(weekday, a, b, valid_from, valid_until)| WorkingPeriod {
            weekday,
            starts: a.min(b),
            ends: a.max(b),
            valid_from,
            valid_until,
        },
    )
}

/// Five minutes is as fine as diaries need be; some spans are empty, some overlap.
fn spans(monday: NaiveDate, most: usize) -> impl Strategy<Value = Vec<Span>> {
    let first = local::day_bounds(monday).start;
    let span = (-24..DAYS * 288, 0..60_i64).prop_map(move |(start, long)| {
        let start = first + TimeDelta::minutes(5 * start);
        Span::new(start, start + TimeDelta::minutes(5 * long))
    });
    prop::collection::vec(span, 0..most)
}

fn diary(technician: i64, monday: NaiveDate) -> impl Strategy<Value = Diary> {
    (prop::collection::vec(period(monday), 1..12), spans(monday, 4), spans(monday, 12)).prop_map(
        move |(hours, absences, taken)| Diary {
            technician: StaffId(technician),
            hours,
            absences,
            taken,
        },
    )
}

fn need(monday: NaiveDate) -> impl Strategy<Value = Need> {
    let first = local::day_bounds(monday).start;
    let closed =
        prop::collection::btree_set((0..DAYS).prop_map(move |n| monday + TimeDelta::days(n)), 0..2);
    (1..40_i64, 0..10_i64, 0..1440_i64, 1440..DAYS * 1440, 3..13_i64, closed).prop_map(
        move |(duration, buffer, earliest, latest, step, closed)| Need {
            duration: TimeDelta::minutes(5 * duration),
            buffer: TimeDelta::minutes(5 * buffer),
            earliest: first + TimeDelta::minutes(earliest),
            latest: first + TimeDelta::minutes(latest),
            step: TimeDelta::minutes(5 * step),
            closed,
        },
    )
}

fn searches() -> impl Strategy<Value = (NaiveDate, Need, Vec<Diary>)> {
    naive::mondays().prop_flat_map(|monday| {
        let diaries = (diary(1, monday), diary(2, monday)).prop_map(|(one, two)| vec![one, two]);
        (Just(monday), need(monday), diaries)
    })
}

/// The slots as somebody with a minute-by-minute diary would find them.
fn counted_slots(
    monday: NaiveDate,
    need: &Need,
    diaries: &[Diary],
) -> BTreeSet<(DateTime<Utc>, StaffId)> {
    let mut found = BTreeSet::new();
    for date in monday.iter_days().take(9).filter(|date| !need.closed.contains(date)) {
        let day = naive::minutes_of(date);
        for diary in diaries {
            let free =
                |minute| !diary.absences.iter().chain(&diary.taken).any(|s| s.contains(minute));
            for period in diary.hours.iter().filter(|period| {
                period.weekday == date.weekday()
                    && period.valid_from.is_none_or(|from| date >= from)
                    && period.valid_until.is_none_or(|until| date <= until)
            }) {
                let working = naive::minutes_between(&day, period.starts, period.ends);
                for (n, (starts_at, wall)) in working.iter().enumerate() {
                    let on_grid = *wall >= period.starts
                        && *wall < period.ends
                        && (*wall - period.starts).num_minutes() % need.step.num_minutes() == 0;
                    let wanted = *starts_at >= need.earliest && *starts_at < need.latest;
                    let worked = working.len() - n >= minutes(need.duration);
                    let undisturbed = || {
                        (0..minutes(need.duration + need.buffer)).all(|n| {
                            free(*starts_at + TimeDelta::minutes(i64::try_from(n).unwrap()))
                        })
                    };
                    if on_grid && wanted && worked && undisturbed() {
                        found.insert((*starts_at, diary.technician));
                    }
                }
            }
        }
    }
    found
}

fn minutes(duration: TimeDelta) -> usize {
    usize::try_from(duration.num_minutes()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn slots_are_those_found_by_counting_minutes((monday, need, diaries) in searches()) {
        let slots = free_slots(&need, &diaries);
        let found: Vec<_> = slots.iter().map(|slot| (slot.starts_at, slot.technician)).collect();
        let counted: Vec<_> = counted_slots(monday, &need, &diaries).into_iter().collect();
        prop_assert_eq!(found, counted, "neither one too many nor one missed, in order, once each");
        for slot in slots {
            prop_assert_eq!(slot.ends_at - slot.starts_at, need.duration);
            prop_assert_eq!(slot.blocked_until - slot.ends_at, need.buffer);
        }
    }
}
