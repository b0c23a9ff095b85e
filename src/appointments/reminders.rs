//! When a customer is reminded of a visit.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use sqlx::PgExecutor;

use super::queries_reminders::{self, Candidate};
use crate::{
    business_time::{Span, local},
    messages::{Kind, REMINDERS_END},
    values::AppointmentId,
};

/// A reminder of the day before leaves from this hour of the office's clock on.
const DAY_BEFORE_AT: NaiveTime =
    NaiveTime::from_hms_opt(18, 0, 0).expect("6 in the evening exists");

/// The other one leaves so long before the first moment somebody may come.
const HOURS_BEFORE: TimeDelta = TimeDelta::hours(2);

/// But it wakes nobody: for a visit at eight it leaves at seven.
const MORNING: NaiveTime = NaiveTime::from_hms_opt(7, 0, 0).expect("7 in the morning exists");

/// Who heard of the visit so shortly before it knows without a reminder.
const KNOWN_ANYWAY: TimeDelta = TimeDelta::hours(3);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reminder {
    /// On the evening before.
    DayBefore,
    /// Two hours before.
    HoursBefore,
}

/// The booked visits whose customers should be reminded now and were not, in the state they are in.
/// Customers without an address are left out.
pub async fn due_for_reminder(
    db: impl PgExecutor<'_>,
    reminder: Reminder,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<AppointmentId>> {
    let Some(starts) = starts_to_remind(reminder, now) else { return Ok(Vec::new()) };
    let kind = match reminder {
        Reminder::DayBefore => Kind::ReminderDay,
        Reminder::HoursBefore => Kind::ReminderHours,
    };
    let candidates = queries_reminders::without_reminder(db, kind, starts).await?;
    Ok(candidates
        .into_iter()
        .filter(|visit| is_worth_it(reminder, visit))
        .map(|visit| visit.id)
        .collect())
}

/// Between which the windows begin that are to be remembered now.
fn starts_to_remind(reminder: Reminder, now: DateTime<Utc>) -> Option<Span> {
    let time = local::to_local(now).time();
    match reminder {
        Reminder::DayBefore => (DAY_BEFORE_AT <= time && time < REMINDERS_END)
            .then(|| local::today(now).succ_opt().map(local::day_bounds))
            .flatten(),
        Reminder::HoursBefore => (MORNING <= time).then(|| Span::new(now, now + HOURS_BEFORE)),
    }
}

/// Not where the customer has only just been told.
fn is_worth_it(reminder: Reminder, visit: &Candidate) -> bool {
    match reminder {
        Reminder::DayBefore => {
            let day_before = local::today(visit.window_starts_at).pred_opt();
            day_before.is_some_and(|day| {
                visit.told_at < local::paris(day.and_time(DAY_BEFORE_AT)).start()
            })
        }
        Reminder::HoursBefore => visit.told_at <= visit.window_starts_at - KNOWN_ANYWAY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn the_evening_before_is_six_on_the_office_clock_in_winter_and_in_summer() {
        // The clocks change between these two evenings: 2027-03-27 18:00 is 17:00 UTC, the next day 16:00 UTC.
        assert_eq!(starts_to_remind(Reminder::DayBefore, at("2027-03-27T16:59:00Z")), None);
        let sunday = starts_to_remind(Reminder::DayBefore, at("2027-03-27T17:00:00Z")).unwrap();
        assert_eq!(
            (sunday.start, sunday.end),
            (at("2027-03-27T23:00:00Z"), at("2027-03-28T22:00:00Z"))
        );
        assert_eq!(starts_to_remind(Reminder::DayBefore, at("2027-03-28T15:59:00Z")), None);
        assert!(starts_to_remind(Reminder::DayBefore, at("2027-03-28T16:00:00Z")).is_some());
        assert_eq!(
            starts_to_remind(Reminder::DayBefore, at("2027-03-28T19:00:00Z")),
            None,
            "9 in the evening"
        );
    }

    #[test]
    fn nobody_is_woken_for_a_visit_at_eight() {
        assert_eq!(starts_to_remind(Reminder::HoursBefore, at("2026-11-24T05:30:00Z")), None);
        let morning = starts_to_remind(Reminder::HoursBefore, at("2026-11-24T06:00:00Z")).unwrap();
        assert!(morning.end >= at("2026-11-24T07:00:00Z"));
    }
}
