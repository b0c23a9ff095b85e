//! Requests that no visit belongs to: settled by telephone years ago, or still open in every way a request can be.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use rand::{RngExt as _, rngs::StdRng};
use sqlx::PgPool;

use super::{
    Size,
    copy::{NULL, Table},
    people::pick,
    words::SUBJECTS,
};
use crate::{
    business_time::{holidays, local},
    catalog::Priority,
    tickets::{self, OfficeTime, Source, Target},
    values::StaffId,
};

/// What is promised for each priority, and the office's hours.
pub(super) struct Clocks {
    office: OfficeTime,
    targets: BTreeMap<Priority, Target>,
}

impl Clocks {
    pub(super) async fn load(db: &PgPool, size: Size, now: DateTime<Utc>) -> sqlx::Result<Self> {
        let today = local::today(now);
        let years = TimeDelta::days(366 * i64::from(size.years + 1));
        let office = OfficeTime::new(holidays::between(today - years, today + years));
        let mut targets = BTreeMap::new();
        for priority in Priority::ALL {
            targets.insert(priority, tickets::target(db, priority).await?);
        }
        Ok(Self { office, targets })
    }

    /// Due and warned of, for the first answer and for the solution, as COPY takes them.
    pub(super) fn of(&self, priority: Priority, asked_at: DateTime<Utc>) -> [String; 4] {
        let null = || NULL.to_owned();
        let Some(target) = self.targets.get(&priority) else {
            return [null(), null(), null(), null()];
        };
        let clocks = self.office.clocks(*target, asked_at, None, &[]);
        let (due, warned) = clocks
            .resolution
            .map_or_else(|| (null(), null()), |it| (it.due_at.to_string(), it.warn_at.to_string()));
        let response = clocks.response;
        [response.due_at.to_string(), response.warn_at.to_string(), due, warned]
    }
}

/// Writes `size.requests` of them, of which `size.open` are open, and returns how many; `first` is the id of the first.
pub(super) async fn write(
    db: &PgPool,
    size: Size,
    clocks: &Clocks,
    office: &[StaffId],
    first: u64,
    random: &mut StdRng,
    now: DateTime<Utc>,
) -> anyhow::Result<u64> {
    let mut table = Table::open(
        db,
        "tickets (id, number, customer_id, site_id, source, subject, priority, status, created_at, updated_at, closed_at, \
         resolved_at, responded_at, owner_id, next_action, next_action_at, response_due_at, response_warn_at, \
         resolution_due_at, resolution_warn_at, paused_at, pause_reason, under_warranty)",
    )
    .await?;
    let closed = size.requests.saturating_sub(size.open);
    let days = i64::from(size.years.max(1)) * 365;
    for n in 0..size.requests {
        let is_open = n >= closed;
        let age = if is_open {
            TimeDelta::minutes(random.random_range(5..20 * 24 * 60))
        } else {
            TimeDelta::minutes(random.random_range(3 * 24 * 60..days * 24 * 60))
        };
        let asked_at = now - age;
        let ended_at = asked_at + TimeDelta::hours(random.random_range(1..60));
        let priority = *pick(random, &PRIORITIES);
        let source = *pick(random, &Source::ALL);
        let paused = is_open && random.random_bool(0.15);
        let answered = !is_open || random.random_bool(0.8);
        let [due, warned, solved, solution_warned] = clocks.of(priority, asked_at);
        let null = NULL.to_owned();
        let at_end = if is_open { null.clone() } else { ended_at.to_string() };
        let step_at = now + TimeDelta::minutes(random.random_range(-2000..6000));
        table
            .row(&[
                &(first + u64::from(n)),
                &format!("SAV-VOL-{n}"),
                &random.random_range(1..=size.customers),
                &NULL,
                &source.name(),
                pick::<&str>(random, &SUBJECTS),
                &priority.name(),
                if is_open { &"open" } else { &"closed" },
                &asked_at,
                &asked_at,
                &at_end,
                &at_end,
                if answered { &asked_at } else { &NULL },
                pick::<StaffId>(random, office),
                &"Rappeler",
                &step_at,
                &due,
                &warned,
                &solved,
                &solution_warned,
                if paused { &asked_at } else { &NULL },
                if paused { pick::<&str>(random, &["customer", "part"]) } else { &NULL },
                &random.random_bool(0.1),
            ])
            .await?;
    }
    table.close().await
}

/// As often as they are asked for.
const PRIORITIES: [Priority; 10] = [
    Priority::P1,
    Priority::P2,
    Priority::P2,
    Priority::P3,
    Priority::P3,
    Priority::P3,
    Priority::P3,
    Priority::P3,
    Priority::P4,
    Priority::P4,
];
