//! What the office reads about mails.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{Automatic, Evidence, FileKind, State};
use crate::values::{CustomerId, MailId, TicketId};

/// How many mails a page of the list shows.
const PAGE: usize = 50;

/// A mail as a list shows it.
#[derive(Clone, Debug)]
pub struct MailRow {
    pub id: MailId,
    pub from_address: Option<String>,
    pub from_name: String,
    pub subject: String,
    pub state: State,
    pub automatic: Option<Automatic>,
    pub question: String,
    pub ticket_number: Option<String>,
    pub customer_id: Option<CustomerId>,
    pub customer_name: Option<String>,
    pub received_at: DateTime<Utc>,
    pub attachments: i64,
}

/// A mail, whole.
#[derive(Clone, Debug)]
pub struct ReceivedMail {
    pub id: MailId,
    pub from_address: Option<String>,
    pub from_name: String,
    pub subject: String,
    pub body: String,
    /// What was left out, one sentence a line.
    pub remarks: String,
    pub automatic: Option<Automatic>,
    pub sent_at: Option<DateTime<Utc>>,
    pub received_at: DateTime<Utc>,
    pub state: State,
    pub customer_id: Option<CustomerId>,
    pub customer_name: Option<String>,
    pub ticket_number: Option<String>,
    pub evidence: Option<Evidence>,
    pub proposed_number: Option<String>,
    pub proposed_subject: Option<String>,
    pub question: String,
    pub version: i32,
}

/// A file that a mail carries, without its bytes.
#[derive(Clone, Debug)]
pub struct AttachedFile {
    pub mail_id: MailId,
    pub position: i32,
    pub name: String,
    pub kind: FileKind,
    pub size_bytes: i64,
    /// Else it was too large, and is in the mailbox.
    pub is_kept: bool,
    pub has_picture: bool,
}

/// Which mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    #[default]
    Asking,
    Aside,
    All,
}

/// Some mails, the newest first, and where to go on.
#[derive(Clone, Debug)]
pub struct MailPage {
    pub rows: Vec<MailRow>,
    /// To pass as `before` for older ones.
    pub older: Option<MailId>,
}

/// Each with its state written out, so that it reads the index of that state alone.
macro_rules! rows {
    ($which:literal, $before:expr) => {
        sqlx::query_as!(
            MailRow,
            r#"
            select m.id, m.from_address, m.from_name, m.subject, m.state, m.automatic, m.question,
                   t.number as "ticket_number?", m.customer_id, c.name as "customer_name?", m.received_at,
                   (select count(*) from mail_attachments a where a.mail_id = m.id) as "attachments!"
            from mails m
            left join tickets t on t.id = m.ticket_id
            left join customers c on c.id = m.customer_id
            where m.id < coalesce($1, 9223372036854775807) and "# + $which + " order by m.id desc limit 51",
            $before as _,
        )
    };
}

/// Mails from the newest, or from `before` on.
pub async fn list(
    db: impl PgExecutor<'_>,
    filter: Filter,
    before: Option<MailId>,
) -> sqlx::Result<MailPage> {
    let mut rows = match filter {
        Filter::Asking => rows!("m.state = 'asking'", before).fetch_all(db).await?,
        Filter::Aside => rows!("m.state = 'aside'", before).fetch_all(db).await?,
        Filter::All => rows!("true", before).fetch_all(db).await?,
    };
    let older = if rows.len() > PAGE { rows.get(PAGE - 1).map(|row| row.id) } else { None };
    rows.truncate(PAGE);
    Ok(MailPage { rows, older })
}

/// How many wait for a person to say where they belong, counted up to `most`.
pub async fn count_asking(db: impl PgExecutor<'_>, most: i64) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from (select from mails where state = 'asking' limit $1) asking"#,
        most
    )
    .fetch_one(db)
    .await
}

macro_rules! received {
    ($end:literal, $argument:expr) => {
        sqlx::query_as!(
            ReceivedMail,
            r#"
            select m.id, m.from_address, m.from_name, m.subject, m.body, m.remarks, m.automatic, m.sent_at, m.received_at,
                   m.state, m.customer_id, c.name as "customer_name?", t.number as "ticket_number?", m.evidence,
                   p.number as "proposed_number?", p.subject as "proposed_subject?", m.question, m.version
            from mails m
            left join tickets t on t.id = m.ticket_id
            left join tickets p on p.id = m.proposed_id
            left join customers c on c.id = m.customer_id
            "# + $end,
            $argument as _,
        )
    };
}

/// The mails of a request, the newest first.
pub async fn of_ticket(
    db: impl PgExecutor<'_>,
    ticket: TicketId,
) -> sqlx::Result<Vec<ReceivedMail>> {
    received!("where m.ticket_id = $1 order by m.received_at desc, m.id desc limit 100", ticket)
        .fetch_all(db)
        .await
}

pub async fn find(db: impl PgExecutor<'_>, id: MailId) -> sqlx::Result<Option<ReceivedMail>> {
    received!("where m.id = $1", id).fetch_optional(db).await
}

/// What these mails carry, in their order.
pub async fn attachments_of(
    db: impl PgExecutor<'_>,
    mails: &[MailId],
) -> sqlx::Result<Vec<AttachedFile>> {
    let mails: Vec<i64> = mails.iter().map(|mail| mail.0).collect();
    sqlx::query_as!(
        AttachedFile,
        r#"
        select mail_id, position, name, kind, size_bytes, content is not null as "is_kept!",
               picture is not null as "has_picture!"
        from mail_attachments where mail_id = any($1) order by mail_id, position
        "#,
        &mails,
    )
    .fetch_all(db)
    .await
}

/// A file's name, kind and bytes; none where it is not kept.
pub async fn content(
    db: impl PgExecutor<'_>,
    mail: MailId,
    position: i32,
) -> sqlx::Result<Option<(String, FileKind, Vec<u8>)>> {
    let row = sqlx::query!(
        r#"
        select name, kind, content as "content!" from mail_attachments
        where mail_id = $1 and position = $2 and content is not null
        "#,
        mail as _,
        position,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| (row.name, row.kind, row.content)))
}

/// A picture as it was drawn anew: JPEG.
pub async fn picture(
    db: impl PgExecutor<'_>,
    mail: MailId,
    position: i32,
) -> sqlx::Result<Option<Vec<u8>>> {
    let picture = sqlx::query_scalar!(
        "select picture from mail_attachments where mail_id = $1 and position = $2",
        mail as _,
        position,
    )
    .fetch_optional(db)
    .await?;
    Ok(picture.flatten())
}

/// Who has this address: the sender of a mail that could be several people's.
pub async fn customers_at(
    db: impl PgExecutor<'_>,
    address: &str,
) -> sqlx::Result<Vec<(CustomerId, String)>> {
    let rows = sqlx::query!(
        r#"
        select distinct c.id, c.name from emails e join customers c on c.id = e.customer_id
        where e.address = $1 order by c.name, c.id limit 9
        "#,
        address,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
