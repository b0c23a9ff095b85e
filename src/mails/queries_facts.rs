//! The SQL statements that ask what is known about a mail.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::values::{CustomerId, PromiseId, TicketId};

/// The request that a message of ours was about, by the names that an answer cites, the nearest first.
pub(super) async fn by_our_message(
    db: impl PgExecutor<'_>,
    references: &[String],
) -> sqlx::Result<Option<TicketId>> {
    sqlx::query_scalar!(
        r#"
        select coalesce(m.ticket_id, a.ticket_id) as "ticket!: TicketId"
        from messages m left join appointments a on a.id = m.appointment_id
        where m.channel = 'email' and coalesce(m.ticket_id, a.ticket_id) is not null
          and (m.reference = any($1) or (m.former_references <> '{}' and m.former_references && $1))
        order by array_position($1, m.reference) nulls last, m.id desc
        limit 1
        "#,
        references,
    )
    .fetch_optional(db)
    .await
}

/// The request of a mail that this one answers, the nearest first.
pub(super) async fn by_their_mail(
    db: impl PgExecutor<'_>,
    message_ids: &[String],
) -> sqlx::Result<Option<TicketId>> {
    sqlx::query_scalar!(
        r#"
        select ticket_id as "ticket!: TicketId" from mails
        where message_id = any($1) and ticket_id is not null
        order by array_position($1, message_id), id desc limit 1
        "#,
        message_ids,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn by_number(
    db: impl PgExecutor<'_>,
    number: &str,
) -> sqlx::Result<Option<TicketId>> {
    sqlx::query_scalar!(
        r#"select coalesce(merged_into, id) as "id!: TicketId" from tickets where number = $1"#,
        number
    )
    .fetch_optional(db)
    .await
}

/// Whether the address is its customer's or of who shares their home, was written to about it, or had written.
pub(super) async fn knows_sender(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    sender: &str,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select exists (
                select from emails e
                where e.address = $2
                  and (e.customer_id = t.customer_id
                       or exists (select from match_verdicts v
                                  where v.verdict = 'household'
                                    and v.customer_a = least(e.customer_id, t.customer_id)
                                    and v.customer_b = greatest(e.customer_id, t.customer_id))))
            or exists (
                select from messages m left join appointments a on a.id = m.appointment_id
                where m.recipient = $2 and m.channel = 'email' and coalesce(m.ticket_id, a.ticket_id) = t.id)
            or exists (select from mails where ticket_id = t.id and from_address = $2) as "knows!"
        from tickets t where t.id = $1
        "#,
        ticket as _,
        sender,
    )
    .fetch_one(db)
    .await
}

/// Who has this address; a few are as good as many.
pub(super) async fn customers_with(
    db: impl PgExecutor<'_>,
    address: &str,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        "select distinct customer_id from emails where address = $1 order by customer_id limit 9",
        address
    )
    .fetch_all(db)
    .await
}

/// Their open requests that something happened with since then, or that somebody is still to come for; at most two.
pub(super) async fn active_of(
    db: impl PgExecutor<'_>,
    customers: &[CustomerId],
    since: DateTime<Utc>,
) -> sqlx::Result<Vec<TicketId>> {
    let customers: Vec<i64> = customers.iter().map(|customer| customer.0).collect();
    sqlx::query_scalar!(
        r#"
        select id from tickets t
        where customer_id = any($1) and status in ('open', 'planned', 'in_progress')
          and (updated_at >= $2
               or exists (select from appointments a
                          where a.ticket_id = t.id and a.status in ('booked', 'en_route', 'started')))
        order by updated_at desc limit 2
        "#,
        &customers,
        since,
    )
    .fetch_all(db)
    .await
}

/// What is still owed about mails of this request.
pub(super) async fn promise_of_request(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
) -> sqlx::Result<Option<PromiseId>> {
    sqlx::query_scalar!(
        "select id from promises where ticket_id = $1 and kind = 'mail' and kept_at is null order by id limit 1",
        ticket as _
    )
    .fetch_optional(db)
    .await
}

/// What is still owed about mails of this sender that nobody has put on a request.
pub(super) async fn promise_of_sender(
    db: impl PgExecutor<'_>,
    sender: &str,
) -> sqlx::Result<Option<PromiseId>> {
    sqlx::query_scalar!(
        r#"
        select p.id as "id!: PromiseId" from mails m join promises p on p.id = m.promise_id
        where m.from_address = $1 and m.state = 'asking' and p.kept_at is null and p.kind = 'mail' limit 1
        "#,
        sender,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn acknowledges(db: impl PgExecutor<'_>) -> sqlx::Result<bool> {
    let acknowledges =
        sqlx::query_scalar!("select acknowledges from mail_settings").fetch_optional(db).await?;
    Ok(acknowledges.unwrap_or(false))
}
