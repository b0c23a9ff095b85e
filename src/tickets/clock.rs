//! The two clocks of a request: when the first answer and the solution are due. They run in the office's time, or in the
//! calendar's for danger, and stand still in pauses (domain.md §3.3, §5.3).

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use sqlx::PgConnection;

use crate::{
    business_time::{
        OpeningHours, Span, add_business, add_calendar, business_between, holidays, local,
    },
    company,
};

/// Which hours count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ClockKind {
    Business,
    Calendar,
}

/// What is promised for a priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    pub response: TimeDelta,
    /// None where the date is agreed on with the customer.
    pub resolution: Option<TimeDelta>,
    pub clock: ClockKind,
}

/// When a clock runs out, and when most of its time is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    pub due_at: DateTime<Utc>,
    pub warn_at: DateTime<Utc>,
}

/// Both clocks of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    pub response: Deadline,
    pub resolution: Option<Deadline>,
}

/// The share of its time, in percent, after which the owner is told.
const WARNED_AFTER: i32 = 80;

/// How far ahead holidays and closures are read.
const HORIZON: Days = Days::new(400);

/// The office's hours around some time, with its holidays and closures.
#[derive(Clone, Debug)]
pub struct OfficeTime {
    hours: OpeningHours,
    closed: BTreeSet<NaiveDate>,
}

impl OfficeTime {
    /// For what begins no earlier than `from`, and is due more than a year after `now` at most.
    pub async fn load(
        db: &mut PgConnection,
        from: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Self> {
        let first = local::today(from.min(now));
        let last = local::today(now) + HORIZON;
        let mut closed = holidays::between(first, last);
        closed.extend(company::closed_days(db, first, last).await?);
        Ok(Self::new(closed))
    }

    pub fn new(closed: BTreeSet<NaiveDate>) -> Self {
        Self { hours: OpeningHours::of_the_office(), closed }
    }

    pub fn add(&self, kind: ClockKind, from: DateTime<Utc>, time: TimeDelta) -> DateTime<Utc> {
        match kind {
            ClockKind::Business => add_business(from, time, &self.hours, &self.closed),
            ClockKind::Calendar => add_calendar(from, time),
        }
    }

    /// How much of a clock's time lies between two instants; zero where the second is not later.
    pub fn between(&self, kind: ClockKind, from: DateTime<Utc>, until: DateTime<Utc>) -> TimeDelta {
        match kind {
            ClockKind::Business => business_between(from, until, &self.hours, &self.closed),
            ClockKind::Calendar => (until - from).max(TimeDelta::zero()),
        }
    }

    /// When what was due at `due_at` is due after a pause. What was late before it stays as late.
    pub fn resumed(&self, kind: ClockKind, due_at: DateTime<Utc>, pause: Span) -> DateTime<Utc> {
        if due_at <= pause.start {
            return due_at;
        }
        let left = self.between(kind, pause.start, due_at);
        self.add(kind, pause.end, left)
    }

    /// When a clock runs out that was set at `from` and stood still in these pauses, which ascend.
    pub fn due(
        &self,
        kind: ClockKind,
        from: DateTime<Utc>,
        time: TimeDelta,
        pauses: &[Span],
    ) -> DateTime<Utc> {
        let due_at = self.add(kind, from, time);
        let after = pauses.iter().map(|pause| Span::new(pause.start.max(from), pause.end));
        after
            .filter(|pause| !pause.is_empty())
            .fold(due_at, |due_at, pause| self.resumed(kind, due_at, pause))
    }

    fn deadline(
        &self,
        kind: ClockKind,
        from: DateTime<Utc>,
        time: TimeDelta,
        pauses: &[Span],
    ) -> Deadline {
        Deadline {
            due_at: self.due(kind, from, time, pauses),
            warn_at: self.due(kind, from, time * WARNED_AFTER / 100, pauses),
        }
    }

    /// The clocks of a request of `created_at`; that of the solution was set anew at `reopened_at`.
    pub fn clocks(
        &self,
        target: Target,
        created_at: DateTime<Utc>,
        reopened_at: Option<DateTime<Utc>>,
        pauses: &[Span],
    ) -> Clocks {
        let solved_from = reopened_at.unwrap_or(created_at);
        Clocks {
            response: self.deadline(target.clock, created_at, target.response, pauses),
            resolution: target
                .resolution
                .map(|time| self.deadline(target.clock, solved_from, time, pauses)),
        }
    }

    /// By when somebody should have done something, where nobody said: half of the time for the solution from `from`,
    /// or the time for the first answer where there is none.
    pub fn usual_next(&self, target: Target, from: DateTime<Utc>) -> DateTime<Utc> {
        self.add(target.clock, from, target.resolution.map_or(target.response, |time| time / 2))
    }
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
