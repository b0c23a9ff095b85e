//! What customers write, against a real IMAP server: Debian's Dovecot on loopback.

mod bounces;
mod broken;
mod letters;
mod loops;
mod moving;
mod once;
mod queue;
mod threads;
mod watching;

use relais::{delivery::Mailbox, mails};
use sqlx::PgPool;

use crate::support::{TestApp, dovecot::Dovecot, outbox::Office};

/// An office whose customers write to it.
pub struct PostOffice {
    pub office: Office,
    pub dovecot: Dovecot,
    pub mailbox: Mailbox,
}

impl PostOffice {
    pub async fn open(db: PgPool) -> Self {
        let dovecot = Dovecot::start().await;
        let mailbox = dovecot.mailbox();
        let mut office = Office::open(db).await;
        let set = mailbox.clone();
        let (smtp, sms) = (office.smtp.mailer(), office.sms.texter());
        office.test = TestApp::with(office.test.app.db.clone(), |app| {
            app.mailer = Some(smtp);
            app.texter = Some(sms);
            app.mailbox = Some(set);
        });
        // Somebody sees to what comes in.
        office.test.staff("Anne Roux", relais::staff::Role::Office).await;
        Self { office, dovecot, mailbox }
    }

    pub fn test(&self) -> &TestApp {
        &self.office.test
    }

    /// Puts a mail into the mailbox, got now.
    pub fn post(&self, raw: impl AsRef<[u8]>) {
        self.dovecot.deliver(raw.as_ref(), self.test().now());
    }

    /// Takes what is new; how many mails that were.
    pub async fn take(&self) -> usize {
        mails::take_new(&self.test().app, &self.mailbox).await.unwrap()
    }

    /// Puts a mail into the mailbox and takes it.
    pub async fn get(&self, raw: impl AsRef<[u8]>) {
        self.post(raw);
        assert_eq!(self.take().await, 1);
    }

    /// Each mail: its subject, where it stands, the number of its request, and what spoke for it.
    pub async fn mails(&self) -> Vec<(String, String, Option<String>, Option<String>)> {
        sqlx::query_as(
            "select m.subject, m.state, t.number, m.evidence from mails m left join tickets t on t.id = m.ticket_id order by m.id",
        )
        .fetch_all(&self.test().app.db)
        .await
        .unwrap()
    }

    /// Of the latest mail: the number of its request, and what spoke for it.
    pub async fn place(&self) -> (Option<String>, Option<String>) {
        let (_, _, number, evidence) = self.mails().await.pop().unwrap();
        (number, evidence)
    }

    pub async fn count(&self, table: &str) -> i64 {
        let sql = format!("select count(*) from {table}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&self.test().app.db).await.unwrap()
    }

    /// What a column of the latest mail says.
    pub async fn latest(&self, column: &str) -> String {
        let sql = format!("select {column}::text from mails order by id desc limit 1");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&self.test().app.db).await.unwrap()
    }
}
