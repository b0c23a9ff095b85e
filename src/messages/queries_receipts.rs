//! The SQL statements about receipts and replies.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgExecutor;

use super::Receipt;
use crate::values::{CustomerId, MessageId};

/// The same answer again within this time is a gateway that repeats itself.
const REPEATED: TimeDelta = TimeDelta::minutes(10);

pub(super) async fn keep(
    db: impl PgExecutor<'_>,
    provider_id: &str,
    receipt: &Receipt,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (status, error) = match receipt {
        Receipt::Delivered => ("delivered", None),
        Receipt::Failed { error } => ("failed", error.as_deref()),
    };
    sqlx::query!(
        r#"
        insert into sms_receipts (provider_id, status, error, received_at) values ($1, $2, $3, $4)
        on conflict on constraint sms_receipts_key do nothing
        "#,
        provider_id,
        status,
        error,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn message_of(
    db: impl PgExecutor<'_>,
    provider_id: &str,
) -> sqlx::Result<Option<MessageId>> {
    sqlx::query_scalar!(
        "select id from messages where provider_id = $1 order by id desc limit 1",
        provider_id
    )
    .fetch_optional(db)
    .await
}

/// What was kept for a message, a failure before a delivery.
pub(super) async fn take(db: impl PgExecutor<'_>, provider_id: &str) -> sqlx::Result<Vec<Receipt>> {
    let rows = sqlx::query!(
        "delete from sms_receipts where provider_id = $1 returning status, error",
        provider_id
    )
    .fetch_all(db)
    .await?;
    let (delivered, failed): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.status == "delivered");
    let failed = failed.into_iter().map(|row| Receipt::Failed { error: row.error });
    Ok(if delivered.is_empty() { failed.collect() } else { vec![Receipt::Delivered] })
}

/// The first delivery counts; it also corrects a failure that was reported too early.
pub(super) async fn set_delivered(
    db: impl PgExecutor<'_>,
    id: MessageId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update messages set delivered_at = $2, failed_at = null, last_error = null
        where id = $1 and delivered_at is null
        "#,
        id as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Receipts that found no message by then never will. Returns how many.
pub async fn delete_old_receipts(
    db: impl PgExecutor<'_>,
    before: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let done =
        sqlx::query!("delete from sms_receipts where received_at < $1", before).execute(db).await?;
    Ok(done.rows_affected())
}

/// Until the transaction ends, this sender's other answers wait.
pub(super) async fn lock_sender(db: impl PgExecutor<'_>, sender: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('sms_replies:' || $1, 0)) as locked",
        sender
    )
    .execute(db)
    .await?;
    Ok(())
}

#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) id: CustomerId,
    pub(super) name: String,
}

/// Whom we wrote to at that number last: a number may be several people's.
pub(super) async fn customer_at(
    db: impl PgExecutor<'_>,
    number: &str,
) -> sqlx::Result<Option<Found>> {
    sqlx::query_as!(
        Found,
        r#"
        select c.id, c.name from messages m join customers c on c.id = m.customer_id
        where m.recipient = $1 and m.channel = 'sms' order by m.id desc limit 1
        "#,
        number,
    )
    .fetch_optional(db)
    .await
}

/// Whether the answer is new.
pub(super) async fn keep_reply(
    db: impl PgExecutor<'_>,
    sender: &str,
    recipient: &str,
    body: &str,
    customer: Option<CustomerId>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        r#"
        insert into sms_replies (sender, recipient, body, customer_id, received_at)
        select $1, $2, $3, $4, $5
        where not exists (
            select 1 from sms_replies where sender = $1 and body = $3 and received_at > $6
        )
        "#,
        sender,
        recipient,
        body,
        customer as _,
        now,
        now - REPEATED,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}
