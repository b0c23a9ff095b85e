//! What must be known of requests to give them an appointment.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgExecutor;

use super::Status;
use crate::{
    catalog::Priority,
    values::{CustomerId, ServiceId, SiteId, TicketId},
};

/// A request that waits for an appointment.
#[derive(Clone, Debug)]
pub struct ToPlace {
    pub id: TicketId,
    pub number: String,
    pub status: Status,
    pub customer_id: CustomerId,
    pub customer_name: String,
    /// That of the request, or the only one of the customer.
    pub site_id: Option<SiteId>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    pub service_id: Option<ServiceId>,
    /// As long as the service takes.
    pub minutes: Option<i32>,
    pub priority: Priority,
    pub created_at: DateTime<Utc>,
    /// The day around which the visit is wanted, where one was agreed on.
    pub wanted_on: Option<NaiveDate>,
    /// How many it has had, called off or not.
    pub appointments: i64,
}

/// By their numbers, in any order.
pub async fn to_place(db: impl PgExecutor<'_>, numbers: &[String]) -> sqlx::Result<Vec<ToPlace>> {
    sqlx::query_as!(
        ToPlace,
        r#"
        select t.id as "id!: TicketId", t.number as "number!", t.status as "status!: Status",
               t.customer_id as "customer_id!: CustomerId", c.name as "customer_name!",
               s.id as "site_id?: SiteId", s.postcode as "postcode?", s.city as "city?",
               v.id as "service_id?: ServiceId", v.duration_minutes as "minutes?",
               t.priority as "priority!: Priority", t.created_at as "created_at!",
               t.wanted_on,
               (select count(*) from appointments a where a.ticket_id = t.id) as "appointments!"
        from tickets t
        join customers c on c.id = t.customer_id
        left join services v on v.id = t.service_id and v.active
        left join sites s on s.id = coalesce(
            t.site_id,
            (select min(o.id) from sites o where o.customer_id = t.customer_id having count(*) = 1)
        )
        where t.number = any($1)
        "#,
        numbers,
    )
    .fetch_all(db)
    .await
}
