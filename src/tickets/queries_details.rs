//! What the page of one request shows, and what its closing must know.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Source, Status};
use crate::{
    catalog::Priority,
    values::{CustomerId, ServiceId, SiteId, TicketId},
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
    pub owner_name: Option<String>,
    pub created_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// By the number that people say.
pub async fn details(db: impl PgExecutor<'_>, number: &str) -> sqlx::Result<Option<TicketDetails>> {
    sqlx::query_as!(
        TicketDetails,
        r#"
        select t.id, t.number, t.subject, t.description, t.source as "source: Source", t.status as "status: Status",
               t.priority as "priority: Priority", t.customer_id, c.name as customer_name,
               t.site_id, s.street as "street?", s.postcode, s.city, s.access_note,
               t.service_id, v.name as "service_name?", m.name as "owner_name?", t.created_at, t.closed_at
        from tickets t
        join customers c on c.id = t.customer_id
        left join sites s on s.id = t.site_id
        left join services v on v.id = t.service_id
        left join staff m on m.id = t.owner_id
        where t.number = $1
        "#,
        number,
    )
    .fetch_optional(db)
    .await
}

/// Where a request is, locked until the transaction ends.
pub(super) struct Standing {
    pub(super) number: String,
    pub(super) status: Status,
    pub(super) customer_id: CustomerId,
    /// Whether somebody is still to come for it, or is there.
    pub(super) is_visited_ahead: bool,
}

pub(super) async fn lock(db: impl PgExecutor<'_>, id: TicketId) -> sqlx::Result<Option<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"
        select number, status as "status: Status", customer_id,
               exists (select from appointments a
                       where a.ticket_id = t.id and a.status in ('booked', 'en_route', 'started')) as "is_visited_ahead!"
        from tickets t where id = $1 for update
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}
