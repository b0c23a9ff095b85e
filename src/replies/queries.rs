//! The SQL statements about what is written on a request.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};

use super::Recipient;
use crate::{
    customers,
    values::{CustomerId, EmailAddress, PhoneNumber, PromiseId, StaffId, TicketId},
};

/// Who may be answered: who wrote last about the request, then the customer's addresses, then their mobiles.
pub async fn recipients(
    db: &mut PgConnection,
    ticket: TicketId,
    customer: CustomerId,
) -> sqlx::Result<Vec<Recipient>> {
    let mut found = Vec::new();
    let mut add = |recipient: Recipient| {
        if !found.contains(&recipient) {
            found.push(recipient);
        }
    };
    let writer = last_writer(&mut *db, ticket).await?;
    if let Some(writer) = writer.and_then(|address| EmailAddress::parse(&address).ok()) {
        add(Recipient::email(&writer));
    }
    for email in customers::emails(&mut *db, customer).await? {
        add(Recipient::email(&email.address));
    }
    for phone in customers::phones(&mut *db, customer).await? {
        if let Some(number) = phone.number.filter(PhoneNumber::can_receive_sms) {
            add(Recipient::sms(&number));
        }
    }
    Ok(found)
}

async fn last_writer(db: impl PgExecutor<'_>, ticket: TicketId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"
        select from_address as "from_address!" from mails
        where ticket_id = $1 and from_address is not null and automatic is null
        order by received_at desc, id desc limit 1
        "#,
        ticket as _,
    )
    .fetch_optional(db)
    .await
}

/// A request about which somebody writes.
#[derive(Clone, Debug)]
pub(super) struct About {
    pub(super) number: String,
    pub(super) subject: String,
    pub(super) customer_id: CustomerId,
    pub(super) customer_name: String,
}

/// Locked until the transaction ends.
pub(super) async fn lock(db: impl PgExecutor<'_>, ticket: TicketId) -> sqlx::Result<Option<About>> {
    sqlx::query_as!(
        About,
        r#"
        select t.number, t.subject, t.customer_id, c.name as customer_name
        from tickets t join customers c on c.id = t.customer_id
        where t.id = $1 for update of t
        "#,
        ticket as _,
    )
    .fetch_optional(db)
    .await
}

/// The Message-ID of the last mail about the request, rather of this address than of another.
pub(super) async fn mail_to_answer(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    address: &str,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"
        select message_id as "message_id!" from mails
        where ticket_id = $1 and message_id is not null and automatic is null
        order by from_address is distinct from $2, received_at desc, id desc limit 1
        "#,
        ticket as _,
        address,
    )
    .fetch_optional(db)
    .await
}

/// What is owed about mails of the request, which an answer keeps.
pub(super) async fn mails_to_read(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
) -> sqlx::Result<Vec<PromiseId>> {
    sqlx::query_scalar!(
        "select id from promises where ticket_id = $1 and kind = 'mail' and kept_at is null order by id",
        ticket as _
    )
    .fetch_all(db)
    .await
}

/// What an answer of that moment had kept.
pub(super) async fn kept_by_answer(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    at: DateTime<Utc>,
) -> sqlx::Result<Vec<PromiseId>> {
    sqlx::query_scalar!(
        "select id from promises where ticket_id = $1 and kind = 'mail' and kept_at = $2 order by id",
        ticket as _,
        at,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn name_of(db: impl PgExecutor<'_>, staff: StaffId) -> sqlx::Result<String> {
    sqlx::query_scalar!("select name from staff where id = $1", staff as _).fetch_one(db).await
}

/// False where that form was sent before.
pub(super) async fn insert_note(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    staff: StaffId,
    body: &str,
    request_key: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        r#"
        insert into ticket_notes (ticket_id, staff_id, body, request_key, at) values ($1, $2, $3, $4, $5)
        on conflict (request_key) do nothing
        "#,
        ticket as _,
        staff as _,
        body,
        format!("{staff}:{request_key}"),
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What somebody noted for the office alone.
#[derive(Clone, Debug)]
pub struct Note {
    pub staff_name: String,
    pub body: String,
    pub at: DateTime<Utc>,
}

/// Those of a request, the newest first.
pub async fn notes(db: impl PgExecutor<'_>, ticket: TicketId) -> sqlx::Result<Vec<Note>> {
    sqlx::query_as!(
        Note,
        r#"
        select s.name as staff_name, n.body, n.at from ticket_notes n join staff s on s.id = n.staff_id
        where n.ticket_id = $1 order by n.at desc, n.id desc limit 100
        "#,
        ticket as _,
    )
    .fetch_all(db)
    .await
}
