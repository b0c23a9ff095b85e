//! The SQL statements that take a mail in and move it.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Attachment, Automatic, Evidence, Mail, State};
use crate::{
    catalog::Priority,
    values::{CustomerId, EmailAddress, MailId, PromiseId, StaffId, TicketId},
};

/// Where a mail was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin<'a> {
    pub(super) mailbox: &'a str,
    pub(super) uid_validity: u32,
    pub(super) uid: u32,
    pub(super) size_bytes: u32,
    pub(super) received_at: DateTime<Utc>,
}

/// Mails of one mailbox are taken one after the other, whoever reads it.
pub(super) async fn lock_mailbox(db: impl PgExecutor<'_>, name: &str) -> sqlx::Result<()> {
    sqlx::query!("select name from mailboxes where name = $1 for update", name)
        .fetch_optional(db)
        .await?;
    Ok(())
}

/// Up to here all is taken; with `mail_at` a mail was.
pub(super) async fn advance(
    db: impl PgExecutor<'_>,
    origin: Origin<'_>,
    mail_at: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update mailboxes set last_uid = greatest(last_uid, $3), last_mail_at = coalesce($4, last_mail_at)
        where name = $1 and uid_validity = $2
        "#,
        origin.mailbox,
        i64::from(origin.uid_validity),
        i64::from(origin.uid),
        mail_at,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// None where it, or a copy of it, was taken before.
pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    origin: Origin<'_>,
    mail: &Mail,
    fingerprint: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<MailId>> {
    sqlx::query_scalar!(
        r#"
        insert into mails (mailbox, uid_validity, uid, fingerprint, message_id, from_address, from_name, subject, body,
                           remarks, automatic, size_bytes, sent_at, received_at, taken_at, state)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'asking')
        on conflict do nothing
        returning id
        "#,
        origin.mailbox,
        i64::from(origin.uid_validity),
        i64::from(origin.uid),
        fingerprint,
        mail.message_id,
        mail.from.as_ref().map(EmailAddress::as_str),
        mail.from_name,
        mail.subject,
        mail.text,
        mail.remarks.join("\n"),
        mail.automatic as Option<Automatic>,
        i64::from(origin.size_bytes),
        mail.sent_at,
        origin.received_at,
        now,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn insert_attachment(
    db: impl PgExecutor<'_>,
    mail: MailId,
    position: i32,
    attachment: &Attachment,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        insert into mail_attachments (mail_id, position, name, kind, size_bytes, content, picture)
        values ($1, $2, $3, $4, $5, $6, $7)
        "#,
        mail as _,
        position,
        attachment.name,
        attachment.kind as _,
        attachment.size_bytes,
        attachment.content,
        attachment.picture,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Where a mail stands, and why.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub(super) state: State,
    pub(super) customer: Option<CustomerId>,
    pub(super) ticket: Option<TicketId>,
    pub(super) evidence: Option<Evidence>,
    pub(super) proposed: Option<TicketId>,
    pub(super) question: &'static str,
    pub(super) promise: Option<PromiseId>,
}

pub(super) async fn place(
    db: impl PgExecutor<'_>,
    mail: MailId,
    standing: &Standing,
) -> sqlx::Result<()> {
    sqlx::query!(
        r#"
        update mails
        set state = $2, customer_id = $3, ticket_id = $4, evidence = $5, proposed_id = $6, question = $7, promise_id = $8,
            version = version + 1
        where id = $1
        "#,
        mail as _,
        standing.state as _,
        standing.customer as _,
        standing.ticket as _,
        standing.evidence as Option<Evidence>,
        standing.proposed as _,
        standing.question,
        standing.promise as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// What a request says to whoever adds a mail to it.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) id: TicketId,
    pub(super) number: String,
    pub(super) customer_id: CustomerId,
    pub(super) owner_id: Option<StaffId>,
    pub(super) priority: Priority,
}

pub(super) async fn request(db: impl PgExecutor<'_>, id: TicketId) -> sqlx::Result<Request> {
    sqlx::query_as!(
        Request,
        r#"
        select id, number, customer_id, owner_id, priority as "priority: Priority" from tickets
        where id = (select coalesce(merged_into, id) from tickets where id = $1)
        "#,
        id as _
    )
    .fetch_one(db)
    .await
}

pub(super) async fn request_numbered(
    db: impl PgExecutor<'_>,
    number: &str,
) -> sqlx::Result<Option<Request>> {
    sqlx::query_as!(
        Request,
        r#"
        select id, number, customer_id, owner_id, priority as "priority: Priority" from tickets
        where id = (select coalesce(merged_into, id) from tickets where number = $1)
        "#,
        number
    )
    .fetch_optional(db)
    .await
}

/// A mail about to be moved, locked until the transaction ends.
pub(super) struct ToMove {
    pub(super) from_address: Option<String>,
    pub(super) from_name: String,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) automatic: Option<Automatic>,
    pub(super) state: State,
    pub(super) ticket_id: Option<TicketId>,
    pub(super) ticket_number: Option<String>,
    pub(super) customer_id: Option<CustomerId>,
    pub(super) evidence: Option<Evidence>,
    pub(super) promise_id: Option<PromiseId>,
    pub(super) received_at: DateTime<Utc>,
    pub(super) version: i32,
}

pub(super) async fn lock(db: impl PgExecutor<'_>, id: MailId) -> sqlx::Result<Option<ToMove>> {
    sqlx::query_as!(
        ToMove,
        r#"
        select m.from_address, m.from_name, m.subject, m.body, m.automatic, m.state, m.ticket_id,
               t.number as "ticket_number?", m.customer_id, m.evidence, m.promise_id,
               m.received_at, m.version
        from mails m left join tickets t on t.id = m.ticket_id
        where m.id = $1 for update of m
        "#,
        id as _
    )
    .fetch_optional(db)
    .await
}

/// Whether a request holds nothing but this mail, so that it ends when the mail goes elsewhere.
pub(super) async fn is_emptied(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
    mail: MailId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select status = 'open'
            and not exists (select from mails where ticket_id = t.id and id <> $2)
            and not exists (select from appointments where ticket_id = t.id)
            and not exists (select from calls where ticket_id = t.id) as "is_emptied!"
        from tickets t where id = $1
        "#,
        ticket as _,
        mail as _,
    )
    .fetch_one(db)
    .await
}

/// Whether other mails still wait for what was promised about this one.
pub(super) async fn is_promise_shared(
    db: impl PgExecutor<'_>,
    promise: PromiseId,
    mail: MailId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from mails where promise_id = $1 and id <> $2) as "is_shared!""#,
        promise as _,
        mail as _,
    )
    .fetch_one(db)
    .await
}
