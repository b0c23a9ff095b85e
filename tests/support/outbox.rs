//! The program with its servers, and what leaves by them.

use relais::{
    jobs::{DeliverEmails, DeliverTexts, Job},
    messages::{Filter, MessageRow, page},
};
use sqlx::PgPool;

use super::{TestApp, sms_gateway::SmsGateway, smtp_sink::SmtpSink};

/// A program whose messages really leave.
#[derive(Clone)]
pub struct Office {
    pub test: TestApp,
    pub smtp: SmtpSink,
    pub sms: SmsGateway,
}

impl Office {
    pub async fn open(db: PgPool) -> Self {
        let (smtp, sms) = (SmtpSink::start().await, SmsGateway::start().await);
        let test = TestApp::with(db, |app| {
            app.mailer = Some(smtp.mailer());
            app.texter = Some(sms.texter());
        });
        Self { test, smtp, sms }
    }

    /// Lets everything leave that is due. Returns how many messages did.
    pub async fn deliver(&self) -> usize {
        self.test.run::<DeliverEmails>().await + self.test.run::<DeliverTexts>().await
    }
}

impl TestApp {
    pub async fn run<J: Job>(&self) -> usize {
        J::run(self.app.clone()).await.unwrap()
    }

    /// All messages, the oldest first.
    pub async fn messages(&self) -> Vec<MessageRow> {
        let mut rows = page(&self.app.db, Filter::All, None, None).await.unwrap().rows;
        rows.reverse();
        rows
    }

    /// What somebody of the office is asked to do, the oldest first.
    pub async fn promises(&self) -> Vec<String> {
        sqlx::query_scalar!("select what from promises order by id")
            .fetch_all(&self.app.db)
            .await
            .unwrap()
    }
}
