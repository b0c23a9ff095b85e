//! What is read of quotes.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::Quote;
use crate::values::CustomerId;

/// Those of a customer before that moment, the latest first.
pub async fn of_customer(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    before: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Quote>> {
    sqlx::query_as!(
        Quote,
        r#"
        select external_id, quoted_on, subject, coalesce(total_gross_cents, total_net_cents) as "total: _",
               total_gross_cents is null as "is_net!", status, valid_until, at as "at!"
        from quotes
        cross join lateral (
            select coalesce(quoted_on::timestamp at time zone 'Europe/Paris', imported_at) as at
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
