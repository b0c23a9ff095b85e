//! What would be forgotten if the office closed now; and which requests are late to be planned.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::queries::{self, UnplannedTicket, UnsettledVisit};
use crate::{
    business_time::local,
    calls::{self, CallRow},
    catalog::Priority,
    promises::{self, Filter, Promise},
};

/// What is still open at the end of a day; each list has its beginning only, `more` says where there is more.
#[derive(Debug)]
pub struct Forgotten {
    /// Due before midnight, the late ones too.
    pub promises: Vec<Promise>,
    pub calls: Vec<CallRow>,
    /// Visits that should be over, and of which nobody said how they went.
    pub visits: Vec<UnsettledVisit>,
    /// Requests that are late to be planned and for which nothing is promised.
    pub tickets: Vec<PlannedBy>,
    pub more: bool,
}

impl Forgotten {
    pub fn is_nothing(&self) -> bool {
        self.promises.is_empty()
            && self.calls.is_empty()
            && self.visits.is_empty()
            && self.tickets.is_empty()
    }

    pub fn count(&self) -> usize {
        self.promises.len() + self.calls.len() + self.visits.len() + self.tickets.len()
    }
}

pub async fn forgotten(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<Forgotten> {
    let today = local::day_bounds(local::today(now));
    let filter = Filter { until: Some(today.end), ..Filter::default() };
    let promises = promises::list(db, &filter, None, now).await?;
    let tickets = unplanned(db).await?.into_iter();
    let tickets: Vec<PlannedBy> =
        tickets.filter(|ticket| ticket.by < now && !ticket.ticket.is_promised).collect();
    Ok(Forgotten {
        more: promises.next.is_some(),
        promises: promises.rows,
        calls: calls::open(db).await?,
        visits: queries::unsettled_visits(db, now).await?,
        tickets,
    })
}

/// A request that nobody has planned, and by when it should be.
#[derive(Clone, Debug)]
pub struct PlannedBy {
    pub ticket: UnplannedTicket,
    pub by: DateTime<Utc>,
}

/// The unplanned requests, those first that should be planned first.
pub async fn unplanned(db: &PgPool) -> sqlx::Result<Vec<PlannedBy>> {
    let mut tickets: Vec<PlannedBy> = queries::unplanned_tickets(db)
        .await?
        .into_iter()
        .map(|ticket| PlannedBy { by: planned_by(ticket.priority, ticket.created_at), ticket })
        .collect();
    tickets.sort_by_key(|ticket| (ticket.by, ticket.ticket.id));
    Ok(tickets)
}

/// By when a request is planned (domain.md §5.3): at once, within four hours, a working day, three of them.
fn planned_by(priority: Priority, created_at: DateTime<Utc>) -> DateTime<Utc> {
    let hours = match priority {
        Priority::P0 => return created_at,
        Priority::P1 => 4,
        Priority::P2 => 8,
        Priority::P3 => 24,
        Priority::P4 => 40,
    };
    promises::within_office_hours(created_at, TimeDelta::hours(hours))
}
