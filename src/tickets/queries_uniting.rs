//! The SQL that makes one of two requests.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use super::Source;
use crate::values::{CustomerId, TicketId};

/// A request that may be united with another.
#[derive(Clone, Debug)]
pub(super) struct Numbered {
    pub(super) id: TicketId,
    pub(super) number: String,
    pub(super) subject: String,
    pub(super) customer_id: CustomerId,
    pub(super) version: i32,
    pub(super) merged_into: Option<TicketId>,
}

/// Locked until the transaction ends, whoever comes always in the same order.
pub(super) async fn lock_numbered(
    db: impl PgExecutor<'_>,
    numbers: &[&str],
) -> sqlx::Result<Vec<Numbered>> {
    let numbers: Vec<String> = numbers.iter().map(|&number| number.to_owned()).collect();
    sqlx::query_as!(
        Numbered,
        r#"
        select id, number, subject, customer_id, version, merged_into as "merged_into: TicketId"
        from tickets where number = any($1) order by id for update
        "#,
        &numbers,
    )
    .fetch_all(db)
    .await
}

/// Moves all that is on one request to another.
pub(super) async fn move_all(
    db: &mut PgConnection,
    from: TicketId,
    to: TicketId,
) -> sqlx::Result<()> {
    macro_rules! moved {
        ($($table:literal),*) => {$(
            sqlx::query!(
                "update " + $table + " set ticket_id = $2 where ticket_id = $1",
                from as _,
                to as _,
            )
            .execute(&mut *db)
            .await?;
        )*};
    }
    moved!("promises", "appointments", "calls", "messages", "mails", "events", "ticket_notes");
    sqlx::query!("update mails set proposed_id = $2 where proposed_id = $1", from as _, to as _)
        .execute(&mut *db)
        .await?;
    // Whoever was typing on both finds both.
    sqlx::query!(
        r#"
        update ticket_drafts k set body = k.body || E'\n\n' || d.body
        from ticket_drafts d where d.ticket_id = $1 and k.ticket_id = $2 and k.staff_id = d.staff_id
        "#,
        from as _,
        to as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        r#"
        update ticket_drafts d set ticket_id = $2
        where ticket_id = $1 and not exists (select from ticket_drafts k where k.ticket_id = $2 and k.staff_id = d.staff_id)
        "#,
        from as _,
        to as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        r#"
        insert into relay_items (relay_id, ticket_id) select relay_id, $2 from relay_items where ticket_id = $1
        on conflict do nothing
        "#,
        from as _,
        to as _,
    )
    .execute(&mut *db)
    .await?;
    // What is left was for it alone: nobody needs to be told of it any more.
    macro_rules! removed {
        ($($table:literal),*) => {$(
            sqlx::query!("delete from " + $table + " where ticket_id = $1", from as _)
                .execute(&mut *db)
                .await?;
        )*};
    }
    removed!("ticket_drafts", "relay_items", "ticket_notices");
    Ok(())
}

/// Also those that were united with it before.
pub(super) async fn close_into(
    db: impl PgExecutor<'_>,
    from: TicketId,
    to: TicketId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update tickets set merged_into = $2 where id = $1 or merged_into = $1",
        from as _,
        to as _
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A request that is now part of another, as it was written down.
#[derive(Clone, Debug)]
pub struct UnitedTicket {
    pub number: String,
    pub subject: String,
    pub description: String,
    pub source: Source,
    pub created_at: DateTime<Utc>,
}

/// Those that were united with this one, the oldest first.
pub async fn united_with(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
) -> sqlx::Result<Vec<UnitedTicket>> {
    sqlx::query_as!(
        UnitedTicket,
        r#"
        select number, subject, description, source as "source: Source", created_at
        from tickets where merged_into = $1 order by created_at, id limit 50
        "#,
        ticket as _,
    )
    .fetch_all(db)
    .await
}

/// An open request that another may be united with.
#[derive(Clone, Debug)]
pub struct OtherTicket {
    pub id: TicketId,
    pub number: String,
    pub subject: String,
    pub version: i32,
}

/// What else its customer waits for, the oldest first; enough of it for a list.
pub async fn others_of_customer(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    customer: CustomerId,
) -> sqlx::Result<Vec<OtherTicket>> {
    sqlx::query_as!(
        OtherTicket,
        r#"
        select id, number, subject, version from tickets
        where customer_id = $2 and id <> $1 and status in ('open', 'planned', 'in_progress')
        order by created_at, id limit 20
        "#,
        ticket as _,
        customer as _,
    )
    .fetch_all(db)
    .await
}
