//! What is read of worksites.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::Worksite;
use crate::values::CustomerId;

/// Those of a customer before that moment, the latest first.
pub async fn of_customer(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    before: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Worksite>> {
    sqlx::query_as!(
        Worksite,
        r#"
        select external_id, label, address, started_on, ended_on, status, received_on,
               amount_cents as "amount: _", at as "at!"
        from worksites
        cross join lateral (
            select coalesce(greatest(received_on, ended_on, started_on)::timestamp at time zone 'Europe/Paris', imported_at)
                   as at
        ) as dated
        where customer_id = $1 and at < $2
        order by at desc, id desc
        limit $3
        "#,
        customer as _,
        before,
        limit,
    )
    .fetch_all(db)
    .await
}
