//! What the page of one request shows.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgExecutor;

use super::{PauseReason, Source, Status};
use crate::{
    catalog::Priority,
    values::{CustomerId, ServiceId, SiteId, StaffId, TicketId},
};

/// One request, and all that its page says.
#[derive(Clone, Debug)]
pub struct TicketDetails {
    pub id: TicketId,
    pub number: String,
    pub subject: String,
    pub description: String,
    pub source: Source,
    pub status: Status,
    pub priority: Priority,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub site_id: Option<SiteId>,
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    pub access_note: Option<String>,
    pub service_id: Option<ServiceId>,
    pub service_name: Option<String>,
    pub owner_id: Option<StaffId>,
    pub owner_name: Option<String>,
    /// Changes with every change, so that nobody overwrites what they have not seen.
    pub version: i32,
    pub next_action: Option<String>,
    pub next_action_at: Option<DateTime<Utc>>,
    pub response_due_at: Option<DateTime<Utc>>,
    pub response_warn_at: Option<DateTime<Utc>>,
    pub responded_at: Option<DateTime<Utc>>,
    pub resolution_due_at: Option<DateTime<Utc>>,
    pub resolution_warn_at: Option<DateTime<Utc>>,
    pub resolved_at: Option<DateTime<Utc>>,
    pub paused_at: Option<DateTime<Utc>>,
    pub pause_reason: Option<PauseReason>,
    /// What was said of the wait that is under way.
    pub pause_note: Option<String>,
    pub reopened_at: Vec<DateTime<Utc>>,
    pub under_warranty: bool,
    pub warranty_ends_on: Option<NaiveDate>,
    /// The name of the danger that was spoken of; `none` where it was asked about and there was none.
    pub triage: Option<String>,
    pub created_at: DateTime<Utc>,
    /// The day around which its visit is wanted, where one was agreed on.
    pub wanted_on: Option<NaiveDate>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// By the number that people say; of a request that was united with another, the other.
pub async fn details(db: impl PgExecutor<'_>, number: &str) -> sqlx::Result<Option<TicketDetails>> {
    sqlx::query_as!(
        TicketDetails,
        r#"
        select t.id, t.number, t.subject, t.description, t.source as "source: Source", t.status as "status: Status",
               t.priority as "priority: Priority", t.customer_id, c.name as customer_name,
               t.site_id, s.street as "street?", s.postcode, s.city, s.access_note,
               t.service_id, v.name as "service_name?", t.owner_id as "owner_id: _", m.name as "owner_name?", t.version,
               t.next_action, t.next_action_at, t.response_due_at, t.response_warn_at, t.responded_at, t.resolution_due_at,
               t.resolution_warn_at, t.resolved_at, t.paused_at, t.pause_reason as "pause_reason: PauseReason",
               (select note from ticket_pauses where ticket_id = t.id and ended_at is null) as pause_note,
               t.reopened_at, t.under_warranty, t.warranty_ends_on, t.triage, t.created_at, t.wanted_on, t.closed_at
        from tickets t
        join customers c on c.id = t.customer_id
        left join sites s on s.id = t.site_id
        left join services v on v.id = t.service_id
        left join staff m on m.id = t.owner_id
        where t.id = (select coalesce(merged_into, id) from tickets where number = $1)
        "#,
        number,
    )
    .fetch_optional(db)
    .await
}
