//! What changed, told to every screen of every process: names and ids, never personal data.
//!
//! It rides on PostgreSQL's `notify`, which speaks when the transaction commits and never
//! before. It may be lost while a listener reconnects, so screens read the state again on
//! every connection, and nothing but freshness depends on it.

use std::{sync::Arc, time::Duration};

use sqlx::{PgExecutor, PgPool, postgres::PgListener};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tracing::warn;

const CHANNEL: &str = "relais_live";

/// How many announcements a slow screen may lag behind before it must read everything again.
const BACKLOG: usize = 256;

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    Call,
    Planning,
    Messages,
    Promises,
    Tickets,
    Mails,
    /// Who looks at a request.
    Presence,
    /// For the workers alone: no screen listens.
    Imports,
}

impl Topic {
    /// The name of the event in the stream.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Planning => "planning",
            Self::Messages => "messages",
            Self::Promises => "promises",
            Self::Tickets => "tickets",
            Self::Mails => "mails",
            Self::Presence => "presence",
            Self::Imports => "imports",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [
            Self::Call,
            Self::Planning,
            Self::Messages,
            Self::Promises,
            Self::Tickets,
            Self::Mails,
            Self::Presence,
            Self::Imports,
        ]
        .into_iter()
        .find(|topic| topic.name() == name)
    }
}

/// One announcement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announcement {
    pub topic: Topic,
    pub id: i64,
}

/// The announcements as this process hears them.
#[derive(Clone, Debug)]
pub struct Announcements {
    sender: Arc<broadcast::Sender<Announcement>>,
}

impl Default for Announcements {
    fn default() -> Self {
        Self { sender: Arc::new(broadcast::Sender::new(BACKLOG)) }
    }
}

impl Announcements {
    pub fn subscribe(&self) -> broadcast::Receiver<Announcement> {
        self.sender.subscribe()
    }

    /// Listens until `shutdown`, through losses of the database.
    pub async fn listen(self, db: PgPool, shutdown: CancellationToken) {
        while shutdown.run_until_cancelled(self.listen_once(&db)).await.is_some() {
            // The listener ended: the database went away. A second's pause keeps this from spinning.
            shutdown.run_until_cancelled(tokio::time::sleep(Duration::from_secs(1))).await;
        }
    }

    async fn listen_once(&self, db: &PgPool) {
        let outcome: sqlx::Result<()> = async {
            let mut listener = PgListener::connect_with(db).await?;
            listener.listen(CHANNEL).await?;
            loop {
                let notification = listener.recv().await?;
                if let Some(announcement) = read(notification.payload()) {
                    // An error says that no screen is open, which is no error.
                    self.sender.send(announcement).ok();
                }
            }
        }
        .await;
        if let Err(error) = outcome {
            warn!(%error, "live announcements interrupted, listening again");
        }
    }
}

/// Tells every screen, when the transaction of `db` commits.
pub async fn announce(db: impl PgExecutor<'_>, topic: Topic, id: i64) -> sqlx::Result<()> {
    sqlx::query!("select pg_notify($1, $2)", CHANNEL, format!("{} {id}", topic.name()))
        .execute(db)
        .await?;
    Ok(())
}

fn read(payload: &str) -> Option<Announcement> {
    let (name, id) = payload.split_once(' ')?;
    Some(Announcement { topic: Topic::from_name(name)?, id: id.parse().ok()? })
}
