//! The SQL of lists of calls.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;

use super::{OutcomeKind, State};
use crate::values::{CallId, CustomerId, PhoneNumber, StaffId};

/// How many calls a page of the list shows.
const PAGE: usize = 50;

/// A telephone that rings longer has hung up without our hearing of it.
const LONGEST_RING: TimeDelta = TimeDelta::minutes(3);

/// A conversation that lasts longer has ended without our hearing of it.
const LONGEST_CALL: TimeDelta = TimeDelta::hours(2);

/// A card that says which colleague took the call has been read by then.
pub const TAKEN_CARD_STAYS: TimeDelta = TimeDelta::seconds(45);

/// The card of a call that ended before anybody opened it stays so long.
const CARD_STAYS: TimeDelta = TimeDelta::minutes(5);

/// A call as a list shows it.
#[derive(Clone, Debug)]
pub struct CallRow {
    pub id: CallId,
    pub state: State,
    pub is_outgoing: bool,
    pub from_raw: String,
    pub number: Option<PhoneNumber>,
    pub customer_id: Option<CustomerId>,
    pub customer_name: Option<String>,
    pub handled_by: Option<StaffId>,
    pub handled_by_name: Option<String>,
    pub note: String,
    pub outcome: Option<OutcomeKind>,
    pub started_at: DateTime<Utc>,
}

/// Which calls a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Without an outcome.
    Open,
    Missed,
    All,
}

/// Some calls, and where to go on.
#[derive(Clone, Debug)]
pub struct CallPage {
    pub rows: Vec<CallRow>,
    /// To pass as `before` for the next page.
    pub next: Option<CallId>,
}

/// The newest first; `before` is the last call of the page before.
pub async fn list(
    db: impl PgExecutor<'_>,
    filter: Filter,
    before: Option<CallId>,
) -> sqlx::Result<CallPage> {
    let mut rows = sqlx::query_as!(
        CallRow,
        r#"
        select k.id, k.state as "state: State", k.direction = 'out' as "is_outgoing!",
               case k.direction when 'out' then k.to_raw else k.from_raw end as "from_raw!",
               k.from_e164 as "number: PhoneNumber", k.customer_id, c.name as "customer_name?",
               k.handled_by, s.name as "handled_by_name?", k.note, k.outcome as "outcome: OutcomeKind", k.started_at
        from calls k
        left join customers c on c.id = k.customer_id
        left join staff s on s.id = k.handled_by
        where ($1::bigint is null or k.id < $1)
          and (not $2 or k.outcome is null)
          and (not $3 or k.state = 'missed')
        order by k.id desc
        limit 51
        "#,
        before as _,
        filter == Filter::Open,
        filter == Filter::Missed,
    )
    .fetch_all(db)
    .await?;
    let next = if rows.len() > PAGE { rows.get(PAGE - 1).map(|row| row.id) } else { None };
    rows.truncate(PAGE);
    Ok(CallPage { rows, next })
}

/// Calls without an outcome, the oldest first.
pub async fn open(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<CallRow>> {
    sqlx::query_as!(
        CallRow,
        r#"
        select k.id, k.state as "state: State", k.direction = 'out' as "is_outgoing!",
               case k.direction when 'out' then k.to_raw else k.from_raw end as "from_raw!",
               k.from_e164 as "number: PhoneNumber", k.customer_id, c.name as "customer_name?",
               k.handled_by, s.name as "handled_by_name?", k.note, k.outcome as "outcome: OutcomeKind", k.started_at
        from calls k
        left join customers c on c.id = k.customer_id
        left join staff s on s.id = k.handled_by
        where k.outcome is null
        order by k.started_at, k.id
        limit 20
        "#
    )
    .fetch_all(db)
    .await
}

/// The calls whose cards this person should see now, the newest first: incoming, not concluded, not
/// put aside and not taken up by this person.
pub async fn current(
    db: impl PgExecutor<'_>,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<CallId>> {
    sqlx::query_scalar!(
        r#"
        select k.id from calls k
        where k.outcome is null and k.direction = 'in' and k.handled_by is distinct from $1
          and (k.state = 'ringing' and k.started_at > $2
               or k.state = 'answered' and coalesce(k.answered_at, k.started_at)
                      > case when k.handled_by is null then $3::timestamptz else $5::timestamptz end
               or k.state = 'ended' and k.handled_by is null and k.ended_at > $4)
          and not exists (select 1 from call_dismissals d where d.call_id = k.id and d.staff_id = $1)
        order by k.started_at desc, k.id desc
        limit 3
        "#,
        staff as _,
        now - LONGEST_RING,
        now - LONGEST_CALL,
        now - CARD_STAYS,
        now - TAKEN_CARD_STAYS,
    )
    .fetch_all(db)
    .await
}
