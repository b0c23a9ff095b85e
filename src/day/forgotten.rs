//! What would be forgotten if the office closed now.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::queries::{self, UnsettledVisit};
use crate::{
    business_time::local,
    calls::{self, CallRow},
    promises::{self, Filter, Promise},
    tickets::{self, TicketRow},
};

/// What is still open at the end of a day; each list has its beginning only, `more` says where there is more.
#[derive(Debug)]
pub struct Forgotten {
    /// Due before midnight, the late ones too.
    pub promises: Vec<Promise>,
    pub calls: Vec<CallRow>,
    /// Visits that should be over, and of which nobody said how they went.
    pub visits: Vec<UnsettledVisit>,
    /// Requests for which something was owed before now, the longest ago first.
    pub tickets: Vec<TicketRow>,
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
    let mut tickets = tickets::list(db, &tickets::Filter::due_before(now), None).await?;
    // Those whose visit began stand among the visits.
    tickets.rows.retain(|ticket| ticket.planned_at.is_none_or(|at| at >= now));
    Ok(Forgotten {
        more: promises.next.is_some() || tickets.next.is_some(),
        promises: promises.rows,
        calls: calls::open(db).await?,
        visits: queries::unsettled_visits(db, now).await?,
        tickets: tickets.rows,
    })
}
