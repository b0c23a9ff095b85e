//! Who is told that time is short for a request, or over: its owner before, the manager after.
//!
//! In the office's hours only, but for danger; never after the answer; once for each time it is due, whichever process
//! asks and whenever it dies: the notices and the mark on the request are one statement.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::{going_on, queries_escalation as queries};
use crate::{
    announcements::{Topic, announce},
    business_time::local,
    company, db, promises,
    values::StaffId,
};

pub use queries::{Notice, notices, see};

/// Tells whoever must know by now, and returns of how many requests.
pub async fn escalate(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<usize> {
    going_on::set_missing_clocks(db, now).await?;
    hear_answers(db, now).await?;
    let today = local::today(now);
    let closed = company::closed_days(db, today, today).await?;
    let danger_only = !promises::is_office_open(now, &closed);
    let mut told = 0;
    loop {
        let late = queries::tell_late(db, danger_only, now).await?;
        let soon = queries::tell_soon(db, danger_only, now).await?;
        for id in late.iter().chain(&soon) {
            announce(db, Topic::Tickets, id.0).await?;
        }
        if late.is_empty() && soon.is_empty() {
            return Ok(told);
        }
        told += late.len() + soon.len();
    }
}

/// Whoever was called, or had what was promised, has been answered, before anybody is told otherwise.
async fn hear_answers(db: &PgPool, now: DateTime<Utc>) -> sqlx::Result<()> {
    for (id, at) in queries::answered_elsewhere(db, now).await? {
        let mut tx = db::begin(db).await?;
        going_on::answer_in(&mut tx, id, None, at, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

impl Notice {
    pub fn is_late(&self) -> bool {
        self.stage == "late"
    }

    pub fn is_mine(&self, staff: StaffId) -> bool {
        self.owner_id == Some(staff)
    }
}
