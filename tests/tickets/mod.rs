//! Requests: clocks that run and pause, somebody who sees to each, notices in time, lists that hold a million.

mod bulk;
mod canned;
mod clocks;
mod escalation;
mod following;
mod lists;
mod presence;
mod replies;
mod targets;
mod uniting;

use relais::{
    catalog::Priority,
    staff::Role,
    tickets::{self, NewTicket, Source, TicketDetails},
    values::{StaffId, TicketId},
};
use sqlx::PgPool;

use crate::support::{TestApp, factory::Home, instant};

/// An office: Claire and Sofia, the manager Denis, and a customer.
pub struct Office {
    pub test: TestApp,
    pub claire: StaffId,
    pub sofia: StaffId,
    pub denis: StaffId,
    pub home: Home,
}

pub async fn office(db: PgPool) -> Office {
    let test = TestApp::new(db);
    let claire = test.staff("Claire Martin", Role::Office).await;
    let sofia = test.staff("Sofia Rossi", Role::Office).await;
    let denis = test.staff("Denis Duret", Role::Manager).await;
    let home = test.dupont().await;
    Office { test, claire, sofia, denis, home }
}

impl Office {
    /// A request through that door, of that priority.
    pub async fn ticket(
        &self,
        source: Source,
        priority: Priority,
        by: Option<StaffId>,
    ) -> (TicketId, String) {
        let app = &self.test.app;
        let number = tickets::next_number(&app.db, self.test.now()).await.unwrap();
        let new = NewTicket {
            number: number.clone(),
            customer: self.home.customer,
            site: Some(self.home.site),
            service: None,
            source,
            subject: "Tableau".to_owned(),
            description: String::new(),
            priority,
            created_by: by,
        };
        let mut connection = app.db.acquire().await.unwrap();
        let id = tickets::create(&mut connection, &new, self.test.now()).await.unwrap();
        (id, number)
    }

    pub async fn details(&self, number: &str) -> TicketDetails {
        tickets::details(&self.test.app.db, number).await.unwrap().unwrap()
    }

    pub fn until(&self, at: &str) {
        self.test.app.clock.advance(instant(at) - self.test.now());
    }
}
