//! What customers do alone, without a script and without signing in.

mod abuse;
mod appointment;
mod booking;
mod callback;
mod danger;
mod earlier;
mod following;
mod input;
mod look;
mod photos;
mod races;

use relais::values::StaffId;

use crate::support::{Reply, TestApp};

/// The answers with which a visitor comes to the slots.
const ANSWERS: [(&str, &str); 3] =
    [("service", "TABLEAU"), ("safety", "rien"), ("address", "4 rue des Alpes, 74000 Annecy")];

const SLOTS: &str =
    "/rdv/creneaux?service=TABLEAU&safety=rien&address=4+rue+des+Alpes%2C+74000+Annecy";

const MANON: [(&str, &str); 2] = [("name", "Manon Roux"), ("phone", "06 39 98 45 67")];

/// Gaëtan works the usual hours, and nobody else does.
async fn with_gaetan(db: sqlx::PgPool) -> (TestApp, StaffId) {
    let app = TestApp::new(db);
    let gaetan = app.technician("Gaëtan Morel").await;
    (app, gaetan)
}

impl TestApp {
    /// Opens the slots and presses one: the page's fields as a browser sends them.
    async fn press_slot(&self, page: &Reply, slot: &str) -> Reply {
        let hold = page.input_value("hold");
        let fields = [&ANSWERS[..], &[("hold", &hold), ("slot", slot)]].concat();
        self.post("/rdv/creneaux", &fields).await
    }

    /// Holds the first slot there is; its token.
    async fn hold_first_slot(&self) -> String {
        let page = self.get(SLOTS).await;
        let reply = self.press_slot(&page, &slots(&page)[0]).await;
        reply.assert_status(303);
        query_value(reply.location.as_deref().unwrap(), "hold")
    }

    async fn confirm(&self, hold: &str, who: &[(&str, &str)]) -> Reply {
        let fields = [&ANSWERS[..], &[("hold", hold)], who].concat();
        self.post("/rdv/coordonnees", &fields).await
    }

    /// Books the first slot for Manon Roux; the address to follow it.
    async fn book_first_slot(&self) -> String {
        let hold = self.hold_first_slot().await;
        let reply = self.confirm(&hold, &MANON).await;
        reply.assert_status(303);
        follow_path(&reply)
    }

    async fn number_of(&self, table: &str) -> i64 {
        let sql = format!("select count(*) from {table}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&self.app.db).await.unwrap()
    }
}

/// The values of the page's slot buttons, in its order.
fn slots(page: &Reply) -> Vec<String> {
    let mut found: Vec<String> = page
        .body
        .split("name=\"slot\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    found.dedup();
    found
}

/// Where a redirection leads, without its query.
fn follow_path(reply: &Reply) -> String {
    reply.location.as_deref().unwrap().split('?').next().unwrap().to_owned()
}

fn query_value(location: &str, name: &str) -> String {
    let (_, query) = location.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes())
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
        .unwrap()
}
