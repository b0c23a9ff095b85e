//! Where a request is in its life, and how it goes on: locked, changed here, and saved as a whole.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{
    PauseReason, Status,
    clock::{Deadline, OfficeTime, Target},
    queries_course as queries,
};
use crate::{
    business_time::Span,
    catalog::Priority,
    values::{CustomerId, StaffId, TicketId},
};

/// What is done next where nobody said otherwise.
pub(super) const ANSWER: &str = "Répondre au client";
pub(super) const PLAN: &str = "Proposer un rendez-vous";
const PLAN_AGAIN: &str = "Proposer un nouveau rendez-vous";
const ATTEND: &str = "S’assurer que le rendez-vous est fait";
const RESUME: &str = "Reprendre la demande";

/// A request as far as it moves, with what its visits say.
#[derive(Clone, Debug)]
pub(super) struct Course {
    pub(super) id: TicketId,
    pub(super) number: String,
    pub(super) customer_id: CustomerId,
    pub(super) created_at: DateTime<Utc>,
    pub(super) version: i32,

    pub(super) status: Status,
    pub(super) priority: Priority,
    pub(super) owner_id: Option<StaffId>,
    pub(super) next_action: Option<String>,
    pub(super) next_action_at: Option<DateTime<Utc>>,
    pub(super) response_due_at: Option<DateTime<Utc>>,
    pub(super) response_warn_at: Option<DateTime<Utc>>,
    pub(super) responded_at: Option<DateTime<Utc>>,
    pub(super) resolution_due_at: Option<DateTime<Utc>>,
    pub(super) resolution_warn_at: Option<DateTime<Utc>>,
    pub(super) resolved_at: Option<DateTime<Utc>>,
    pub(super) paused_at: Option<DateTime<Utc>>,
    pub(super) pause_reason: Option<PauseReason>,
    pub(super) reopened_at: Vec<DateTime<Utc>>,
    pub(super) closed_at: Option<DateTime<Utc>>,

    /// Somebody is on the way or there.
    pub(super) is_under_way: bool,
    /// Somebody will come.
    pub(super) is_ahead: bool,
    pub(super) latest_is_done: bool,
    /// The end of the next visit that is not over.
    pub(super) visit_ends_at: Option<DateTime<Utc>>,
}

/// What its times are reckoned with.
pub(super) struct Reckoning {
    pub(super) office: OfficeTime,
    pub(super) target: Target,
}

impl Reckoning {
    pub(super) async fn load(
        db: &mut PgConnection,
        priority: Priority,
        from: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Self> {
        let target = queries::target(&mut *db, priority).await?;
        Ok(Self { office: OfficeTime::load(db, from, now).await?, target })
    }

    /// For what begins with a pause that may be under way.
    pub(super) async fn of(
        db: &mut PgConnection,
        course: &Course,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Self> {
        Self::load(db, course.priority, course.paused_at.unwrap_or(now), now).await
    }
}

impl Course {
    /// Whether somebody will come or is there.
    pub(super) fn is_visited(&self) -> bool {
        self.is_under_way || self.is_ahead
    }

    pub(super) fn do_next(&mut self, what: &str, at: DateTime<Utc>) {
        self.next_action = Some(what.to_owned());
        self.next_action_at = Some(at);
    }

    pub(super) fn is_to_do(&self, what: &str) -> bool {
        self.next_action.as_deref() == Some(what)
    }

    /// The customer has heard of us. False where they had before.
    pub(super) fn answer(&mut self, with: &Reckoning, at: DateTime<Utc>) -> bool {
        if self.responded_at.is_some() {
            return false;
        }
        self.responded_at = Some(at);
        if self.is_to_do(ANSWER) {
            self.do_next(PLAN, with.office.usual_next(with.target, at));
        }
        true
    }

    pub(super) fn pause(&mut self, reason: PauseReason, now: DateTime<Utc>) {
        self.paused_at = Some(now);
        self.pause_reason = Some(reason);
    }

    /// Lets the clocks run on: what was not due yet is due as much later as the pause took of the office's time.
    pub(super) fn resume(&mut self, with: &Reckoning, now: DateTime<Utc>) {
        let Some(since) = self.paused_at.take() else { return };
        self.pause_reason = None;
        let pause = Span::new(since, now);
        let later = |due: &mut Option<DateTime<Utc>>| {
            *due = due.map(|due| with.office.resumed(with.target.clock, due, pause));
        };
        later(&mut self.resolution_due_at);
        later(&mut self.resolution_warn_at);
        if self.responded_at.is_none() {
            later(&mut self.response_due_at);
            later(&mut self.response_warn_at);
        }
    }

    /// What was awaited has come: what is done next is what was before the wait, as far as that is known.
    pub(super) fn go_on(&mut self, with: &Reckoning, now: DateTime<Utc>) {
        match (self.responded_at, self.response_due_at, self.visit_ends_at) {
            (_, _, Some(ends_at)) => self.do_next(ATTEND, ends_at),
            (None, Some(due_at), None) => self.do_next(ANSWER, due_at.max(now)),
            _ => self.do_next(PLAN, with.office.usual_next(with.target, now)),
        }
    }

    /// Sets both clocks, by its priority and the pauses there were.
    pub(super) fn set_clocks(&mut self, with: &Reckoning, pauses: &[Span]) {
        let reopened = self.reopened_at.last().copied();
        let clocks = with.office.clocks(with.target, self.created_at, reopened, pauses);
        let split = |deadline: Option<Deadline>| {
            (deadline.map(|it| it.due_at), deadline.map(|it| it.warn_at))
        };
        (self.response_due_at, self.response_warn_at) = split(Some(clocks.response));
        (self.resolution_due_at, self.resolution_warn_at) = split(clocks.resolution);
    }

    /// There is something left to do: the time for the solution begins anew.
    pub(super) fn reopen(&mut self, with: &Reckoning, now: DateTime<Utc>) {
        self.reopened_at.push(now);
        self.resolved_at = None;
        self.status = Status::Open;
        self.set_clocks(with, &[]);
        self.do_next(RESUME, with.office.usual_next(with.target, now));
    }

    /// Nothing is left to do.
    pub(super) fn end(&mut self, status: Status, with: &Reckoning, now: DateTime<Utc>) {
        self.resume(with, now);
        self.status = status;
        self.resolved_at = self.resolved_at.or(Some(now));
    }

    /// Is where its visits are: under way, planned, done; else to be planned, also where nobody was there. A closed one
    /// stays closed unless a visit lies ahead.
    pub(super) fn follow_visits(&mut self, with: &Reckoning, now: DateTime<Utc>) {
        let to = if self.is_under_way {
            Status::InProgress
        } else if self.is_ahead {
            Status::Planned
        } else if self.status == Status::Closed {
            return;
        } else if self.latest_is_done {
            Status::Done
        } else {
            Status::Open
        };
        let from = self.status;
        if from == Status::Closed {
            self.reopen(with, now);
        }
        match to {
            Status::Planned | Status::InProgress => {
                // Who has an appointment was answered, and is not waited for any more.
                self.answer(with, now);
                self.resume(with, now);
                self.resolved_at = None;
                if from != to || self.is_to_do(ATTEND) {
                    self.do_next(ATTEND, self.visit_ends_at.unwrap_or(now));
                }
            }
            Status::Done => self.end(Status::Done, with, now),
            Status::Open | Status::Closed => {
                self.resolved_at = None;
                if from != Status::Open {
                    self.do_next(PLAN_AGAIN, with.office.usual_next(with.target, now));
                }
            }
        }
        self.status = to;
    }
}
