//! Who is told that a promise is about to be broken, or is: the owner before, colleagues and the manager after.
//!
//! In the office's hours only, but for danger; never once it is kept; once for each time it is due, whichever process asks
//! and whenever it dies: the notices, the mark on the promise and its story are one statement.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{due, queries_escalation as queries};
use crate::{
    announcements::{Topic, announce},
    business_time::local,
    company,
    values::StaffId,
};

pub use queries::{Notice, notices, see};

/// Tells whoever must know by now, and returns of how many promises.
pub async fn escalate(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<usize> {
    let today = local::today(now);
    let closed = company::closed_days(db, today, today + chrono::Days::new(60)).await?;
    let mut told = all(db, now, Told::Late { danger_only: true }).await?;
    if due::is_office_open(now, &closed) {
        told += all(db, now, Told::Late { danger_only: false }).await?;
        told += all(db, now, Told::Soon { until: due::soon_until(now, &closed) }).await?;
    }
    Ok(told)
}

#[derive(Clone, Copy)]
enum Told {
    Late { danger_only: bool },
    Soon { until: DateTime<Utc> },
}

/// In runs, so that no statement holds many rows.
async fn all(db: &PgPool, now: DateTime<Utc>, which: Told) -> sqlx::Result<usize> {
    let mut count = 0;
    loop {
        let told = match which {
            Told::Late { danger_only } => queries::tell_late(db, danger_only, now).await?,
            Told::Soon { until } => queries::tell_soon(db, until, now).await?,
        };
        for id in &told {
            announce(db, Topic::Promises, id.0).await?;
        }
        count += told.len();
        if told.is_empty() {
            return Ok(count);
        }
    }
}

/// What a notice says of who is told.
impl Notice {
    pub fn is_late(&self) -> bool {
        self.stage == "late"
    }

    pub fn is_mine(&self, staff: StaffId) -> bool {
        self.owner_id == Some(staff)
    }
}
