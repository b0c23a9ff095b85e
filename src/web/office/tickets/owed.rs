//! What is owed next for a request, and how soon, as lists say it.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use crate::{
    tickets::{self, ClockKind, OfficeTime, TicketRow},
    values::french,
};

/// A request and what is owed for it.
#[derive(Clone, Debug)]
pub(in crate::web::office) struct OwedRow {
    pub(in crate::web::office) ticket: TicketRow,
    /// None once it is ended.
    pub(in crate::web::office) owed: Option<Owed>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web::office) struct Owed {
    /// `25 min` of the office's time, `−2 h` where it is late.
    pub(in crate::web::office) countdown: String,
    pub(in crate::web::office) class: &'static str,
    /// `répondre`, `résoudre`, or the next step in the office's words.
    pub(in crate::web::office) what: String,
    pub(in crate::web::office) at: DateTime<Utc>,
}

/// What is owed within so much of the office's time is amber.
const SOON: TimeDelta = TimeDelta::hours(1);

/// A day of the office.
const DAY_HOURS: i64 = 8;

pub(in crate::web::office) async fn owed_rows(
    db: &PgPool,
    rows: Vec<TicketRow>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<OwedRow>> {
    let office = tickets::office_time(db, now).await?;
    Ok(rows
        .into_iter()
        .map(|ticket| OwedRow { owed: owed(&ticket, &office, now), ticket })
        .collect())
}

fn owed(ticket: &TicketRow, office: &OfficeTime, now: DateTime<Utc>) -> Option<Owed> {
    let at = ticket.due_at?;
    let what = if ticket.next_action_at == Some(at) {
        ticket.next_action.clone().unwrap_or_default()
    } else if ticket.responded_at.is_none() && ticket.response_due_at == Some(at) {
        "répondre".to_owned()
    } else {
        "résoudre".to_owned()
    };
    let (countdown, class) = countdown(at, office, ticket.priority.is_danger(), now);
    Some(Owed { countdown, class, what, at })
}

/// How long until then, and the look of that.
pub(super) fn countdown(
    at: DateTime<Utc>,
    office: &OfficeTime,
    is_danger: bool,
    now: DateTime<Utc>,
) -> (String, &'static str) {
    let kind = if is_danger { ClockKind::Calendar } else { ClockKind::Business };
    if at < now {
        let late = office.between(kind, at, now);
        return (format!("−{}", length(late)), "deadline-late");
    }
    let left = office.between(kind, now, at);
    (length(left), if left <= SOON { "deadline-soon" } else { "" })
}

/// `25 min`, `3 h`, `4 j` of the office's eight hours.
fn length(time: TimeDelta) -> String {
    // What has just run out, or is about to, is not counted to nothing.
    let (minutes, hours) = (time.num_minutes().max(1), time.num_hours());
    match hours {
        0 => french::duration(minutes),
        hours if hours < 2 * DAY_HOURS => french::duration(hours * 60),
        hours => format!("{}\u{a0}j", hours / DAY_HOURS),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_countdown_counts_the_hours_of_the_office() {
        let office = OfficeTime::new(BTreeSet::new());
        // Friday 17:30 in Annecy.
        let now: DateTime<Utc> = "2026-11-27T16:30:00Z".parse().unwrap();
        for (at, said, class) in [
            ("2026-11-27T16:55:00Z", "25\u{a0}min", "deadline-soon"),
            ("2026-11-30T07:30:00Z", "1\u{a0}h", "deadline-soon"),
            ("2026-11-30T10:00:00Z", "3\u{a0}h", ""),
            ("2026-12-04T16:30:00Z", "5\u{a0}j", ""),
            ("2026-11-27T14:30:00Z", "−2\u{a0}h", "deadline-late"),
            ("2026-11-27T16:29:40Z", "−1\u{a0}min", "deadline-late"),
            ("2026-11-27T16:30:20Z", "1\u{a0}min", "deadline-soon"),
        ] {
            let at = at.parse().unwrap();
            assert_eq!(countdown(at, &office, false, now), (said.to_owned(), class), "{at}");
        }
        let night = "2026-11-27T20:30:00Z".parse().unwrap();
        assert_eq!(countdown(night, &office, true, now).0, "4\u{a0}h", "danger counts at any hour");
    }
}
