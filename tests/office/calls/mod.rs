mod afterwards;
mod booking;
mod callers;
mod outcomes;

use chrono::{DateTime, Utc};
use relais::{
    appointments,
    calls::{self, Call},
    staff::Role,
    values::{CallId, StaffId},
};
use serde_json::json;
use sqlx::PgPool;

use crate::support::{Reply, SignedIn, TestApp, factory::Home, instant};

/// The office on Monday at nine, a customer, a technician, and their telephone.
pub(super) struct Office {
    pub(super) test: TestApp,
    pub(super) claire: SignedIn,
    pub(super) dupont: Home,
    pub(super) gaetan: StaffId,
}

impl Office {
    pub(super) async fn open(db: PgPool) -> Self {
        let test = TestApp::new(db);
        let claire = test.sign_in(Role::Office).await;
        let gaetan = test.technician("Gaëtan Morel").await;
        let dupont = test.dupont().await;
        Self { test, claire, dupont, gaetan }
    }

    pub(super) async fn ring(&self, from: &str) -> CallId {
        let payload =
            json!({ "event": "newCall", "from": from, "direction": "in", "callId": from });
        self.test.post_json("/webhooks/cti/cti-token", &payload).await.assert_status(200);
        calls::open(&self.test.app.db).await.unwrap().last().unwrap().id
    }

    pub(super) async fn call(&self, id: CallId) -> Call {
        calls::find(&self.test.app.db, id).await.unwrap().unwrap()
    }

    /// Opens the form as F2 does, and keeps its hidden fields.
    pub(super) async fn form(&self, id: CallId) -> Vec<(String, String)> {
        let reply = self
            .test
            .post_as(&self.claire, &format!("/appels/{id}/prise"), &[("retour", "/planning")])
            .await;
        reply.assert_status(303);
        let page = self.test.get_as(&self.claire, &reply.location.unwrap()).await;
        page.assert_status(200);
        ["version", "request_key", "retour", "client"]
            .map(|name| (name.to_owned(), page.input_value(name)))
            .to_vec()
    }

    pub(super) async fn send(
        &self,
        path: &str,
        hidden: &[(String, String)],
        typed: &[(&str, &str)],
    ) -> Reply {
        let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<(&str, &str)> = hidden.chain(typed.iter().copied()).collect();
        self.test.post_as(&self.claire, path, &fields).await
    }

    pub(super) fn slot(&self, starts_at: &str) -> String {
        format!("{}@{starts_at}", self.gaetan)
    }

    pub(super) fn site(&self) -> String {
        self.dupont.site.to_string()
    }
}

/// The values of the slots that a page proposes.
pub(super) fn slots(reply: &Reply) -> Vec<String> {
    let tags = reply
        .body
        .split('<')
        .filter(|tag| tag.starts_with("input") && tag.contains("name=\"creneau\""));
    tags.map(|tag| tag.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned())
        .collect()
}

pub(super) async fn visits(office: &Office) -> Vec<appointments::BoardAppointment> {
    let (from, until): (DateTime<Utc>, DateTime<Utc>) =
        (instant("2026-11-01T00:00:00Z"), instant("2027-03-01T00:00:00Z"));
    appointments::on_days(&office.test.app.db, from, until, None).await.unwrap()
}
