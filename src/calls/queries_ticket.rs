//! The calls about a request.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Direction, OutcomeKind, State};
use crate::values::{CallId, TicketId};

/// A call, as the page of its request lists it.
#[derive(Clone, Debug)]
pub struct TicketCall {
    pub id: CallId,
    pub direction: Direction,
    pub state: State,
    pub outcome: Option<OutcomeKind>,
    pub handled_by_name: Option<String>,
    pub note: String,
    pub started_at: DateTime<Utc>,
}

/// The latest first.
pub async fn of_ticket(db: impl PgExecutor<'_>, ticket: TicketId) -> sqlx::Result<Vec<TicketCall>> {
    sqlx::query_as!(
        TicketCall,
        r#"
        select k.id, k.direction as "direction: Direction", k.state as "state: State", k.outcome as "outcome: OutcomeKind",
               s.name as "handled_by_name?", k.note, k.started_at
        from calls k left join staff s on s.id = k.handled_by
        where k.ticket_id = $1
        order by k.started_at desc, k.id desc
        limit 50
        "#,
        ticket as _,
    )
    .fetch_all(db)
    .await
}
