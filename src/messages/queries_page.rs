//! What the office reads about messages.

use chrono::{DateTime, Utc};
use sqlx::{PgExecutor, Postgres, QueryBuilder, Row as _, postgres::PgRow};

use super::{Channel, Kind};
use crate::values::{AppointmentId, CustomerId, MessageId};

/// How many messages a page of the list shows.
const PAGE: usize = 50;

/// Where a message is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It leaves when its time comes.
    Queued,
    /// A worker is handing it over.
    Sending,
    /// It could not leave yet and is tried again.
    Retrying,
    /// A server or gateway accepted it.
    Sent,
    /// A receipt says that it arrived.
    Delivered,
    Failed,
    Withdrawn,
}

impl State {
    /// As the screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued => "à envoyer",
            Self::Sending => "envoi en cours",
            Self::Retrying => "nouvel essai prévu",
            Self::Sent => "envoyé",
            Self::Delivered => "remis",
            Self::Failed => "échec",
            Self::Withdrawn => "retiré",
        }
    }
}

/// A message as a list shows it.
#[derive(Clone, Debug)]
pub struct MessageRow {
    pub id: MessageId,
    pub kind: Kind,
    pub channel: Channel,
    pub recipient: String,
    pub customer_id: Option<CustomerId>,
    pub customer_name: Option<String>,
    pub created_at: DateTime<Utc>,
    pub send_after: DateTime<Utc>,
    pub attempts: i32,
    pub locked_until: Option<DateTime<Utc>>,
    pub sent_at: Option<DateTime<Utc>>,
    pub delivered_at: Option<DateTime<Utc>>,
    pub failed_at: Option<DateTime<Utc>>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
}

impl MessageRow {
    pub fn state(&self, now: DateTime<Utc>) -> State {
        if self.failed_at.is_some() {
            State::Failed
        } else if self.withdrawn_at.is_some() {
            State::Withdrawn
        } else if self.delivered_at.is_some() {
            State::Delivered
        } else if self.sent_at.is_some() {
            State::Sent
        } else if self.locked_until.is_some_and(|until| until > now) {
            State::Sending
        } else if self.attempts > 0 {
            State::Retrying
        } else {
            State::Queued
        }
    }
}

/// One message, whole.
#[derive(Clone, Debug)]
pub struct Message {
    pub row: MessageRow,
    pub subject: Option<String>,
    pub body: String,
    /// The METHOD of the calendar entry it carries.
    pub ics_method: Option<String>,
    pub reference: String,
    pub provider_id: Option<String>,
    pub expires_at: Option<DateTime<Utc>>,
    pub appointment_id: Option<AppointmentId>,
}

/// Which messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    Waiting,
    Sent,
    Failed,
    #[default]
    All,
}

/// Some messages, the newest first, and where to go on.
#[derive(Clone, Debug)]
pub struct MessagePage {
    pub rows: Vec<MessageRow>,
    /// To pass as `before` for older ones.
    pub older: Option<MessageId>,
}

/// Messages from the newest, or from `before` on.
pub async fn page(
    db: impl PgExecutor<'_>,
    filter: Filter,
    channel: Option<Channel>,
    before: Option<MessageId>,
) -> sqlx::Result<MessagePage> {
    let mut query = QueryBuilder::<Postgres>::new(ROWS);
    query.push(" where true");
    query.push(match filter {
        Filter::Waiting => {
            " and m.sent_at is null and m.failed_at is null and m.withdrawn_at is null"
        }
        Filter::Sent => " and m.sent_at is not null and m.failed_at is null",
        Filter::Failed => " and m.failed_at is not null",
        Filter::All => "",
    });
    if let Some(channel) = channel {
        query.push(" and m.channel = ").push_bind(channel);
    }
    if let Some(before) = before {
        query.push(" and m.id < ").push_bind(before);
    }
    query.push(" order by m.id desc limit 51");
    let rows = query.build().fetch_all(db).await?;
    let mut rows = rows.iter().map(read).collect::<sqlx::Result<Vec<MessageRow>>>()?;
    let older = if rows.len() > PAGE { rows.get(PAGE - 1).map(|row| row.id) } else { None };
    rows.truncate(PAGE);
    Ok(MessagePage { rows, older })
}

const ROWS: &str = "select m.id, m.kind, m.channel, m.recipient, m.customer_id, c.name as customer_name, m.created_at, \
     m.send_after, m.attempts, m.locked_until, m.sent_at, m.delivered_at, m.failed_at, m.withdrawn_at, m.last_error \
     from messages m left join customers c on c.id = m.customer_id";

fn read(row: &PgRow) -> sqlx::Result<MessageRow> {
    Ok(MessageRow {
        id: row.try_get("id")?,
        kind: row.try_get("kind")?,
        channel: row.try_get("channel")?,
        recipient: row.try_get("recipient")?,
        customer_id: row.try_get("customer_id")?,
        customer_name: row.try_get("customer_name")?,
        created_at: row.try_get("created_at")?,
        send_after: row.try_get("send_after")?,
        attempts: row.try_get("attempts")?,
        locked_until: row.try_get("locked_until")?,
        sent_at: row.try_get("sent_at")?,
        delivered_at: row.try_get("delivered_at")?,
        failed_at: row.try_get("failed_at")?,
        withdrawn_at: row.try_get("withdrawn_at")?,
        last_error: row.try_get("last_error")?,
    })
}

pub async fn find(db: impl PgExecutor<'_>, id: MessageId) -> sqlx::Result<Option<Message>> {
    let found = sqlx::query!(
        r#"
        select m.id, m.kind, m.channel, m.recipient, m.customer_id, c.name as "customer_name?", m.created_at,
               m.send_after, m.attempts, m.locked_until, m.sent_at, m.delivered_at, m.failed_at, m.withdrawn_at,
               m.last_error, m.subject, m.body, m.ics_method, m.reference, m.provider_id, m.expires_at,
               m.appointment_id
        from messages m left join customers c on c.id = m.customer_id
        where m.id = $1
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|found| Message {
        row: MessageRow {
            id: found.id,
            kind: found.kind,
            channel: found.channel,
            recipient: found.recipient,
            customer_id: found.customer_id,
            customer_name: found.customer_name,
            created_at: found.created_at,
            send_after: found.send_after,
            attempts: found.attempts,
            locked_until: found.locked_until,
            sent_at: found.sent_at,
            delivered_at: found.delivered_at,
            failed_at: found.failed_at,
            withdrawn_at: found.withdrawn_at,
            last_error: found.last_error,
        },
        subject: found.subject,
        body: found.body,
        ics_method: found.ics_method,
        reference: found.reference,
        provider_id: found.provider_id,
        expires_at: found.expires_at,
        appointment_id: found.appointment_id,
    }))
}

/// How many wait, by channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub emails: i64,
    pub texts: i64,
}

pub async fn waiting(db: impl PgExecutor<'_>) -> sqlx::Result<Waiting> {
    sqlx::query_as!(
        Waiting,
        r#"
        select count(*) filter (where channel = 'email') as "emails!", count(*) filter (where channel = 'sms') as "texts!"
        from messages where sent_at is null and failed_at is null and withdrawn_at is null
        "#,
    )
    .fetch_one(db)
    .await
}
