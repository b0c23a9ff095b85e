//! The SQL of promises that calls made.

use sqlx::PgExecutor;

use super::{Kind, Promise};
use crate::values::{CallId, CustomerId, PhoneNumber, StaffId};

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

/// What is still owed because of this call, the soonest first.
pub async fn open_of_call(db: impl PgExecutor<'_>, call: CallId) -> sqlx::Result<Vec<Promise>> {
    sqlx::query_as!(
        Promise,
        r#"
        select p.id, p.kind as "kind: Kind", p.what, p.customer_id, null::text as customer_name,
               k.from_e164 as "phone?: PhoneNumber", p.call_id, t.number as "ticket_number?", p.owner_id as "owner_id: StaffId",
               s.name as "owner_name?", p.not_before, p.due_at, p.kept_at, p.outcome
        from promises p
        join calls k on k.id = p.call_id
        left join tickets t on t.id = p.ticket_id
        left join staff s on s.id = p.owner_id
        where p.call_id = $1 and p.kept_at is null
        order by p.due_at limit 20
        "#,
        call as _,
    )
    .fetch_all(db)
    .await
}
