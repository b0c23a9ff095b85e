//! The SQL of promises that calls made.

use sqlx::PgExecutor;

use crate::values::{CallId, CustomerId};

/// What is owed for these calls is owed to this customer, where nobody knew to whom.
pub async fn name_customer_of_calls(
    db: impl PgExecutor<'_>,
    calls: &[CallId],
    customer: CustomerId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update promises set customer_id = $2 where call_id = any($1) and customer_id is null",
        calls as _,
        customer as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
