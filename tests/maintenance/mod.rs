//! Contracts of maintenance, and the visits that they make due.

mod bulk;
mod pages;
mod sweep;

use chrono::{NaiveDate, TimeDelta};
use relais::{
    appointments::{self, NewAppointment, Source},
    db,
    maintenance::{self, Contract, Frequency, Terms, Visit},
    staff::Role,
    tickets,
    values::{ContractId, StaffId},
};
use sqlx::PgPool;

use crate::support::{SignedIn, TestApp, factory::Home};

pub struct Office {
    pub test: TestApp,
    pub claire: SignedIn,
    pub home: Home,
}

pub async fn office(db: PgPool) -> Office {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let home = test.dupont().await;
    Office { test, claire, home }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl Office {
    pub async fn terms(&self, frequency: Frequency, first_on: &str) -> Terms {
        let first_on = day(first_on);
        Terms {
            site: Some(self.home.site),
            equipment: None,
            service: self.test.service("ENTRET").await.id,
            rule: frequency.rule(first_on).unwrap(),
            first_on,
            last_on: None,
            lead_days: 28,
            notes: "Clé chez le gardien".to_owned(),
        }
    }

    /// On a day of each month, asked for four weeks ahead.
    pub async fn monthly(&self, of_month: u32, key: &str) -> ContractId {
        let frequency = Frequency::Months { every: 1, month: 1, day: of_month };
        let terms = self.terms(frequency, "2026-11-01").await;
        self.add(&terms, key).await
    }

    /// Once a year.
    pub async fn yearly(&self, month: u32, of_month: u32, key: &str) -> ContractId {
        let frequency = Frequency::Months { every: 12, month, day: of_month };
        let terms = self.terms(frequency, "2026-11-01").await;
        self.add(&terms, key).await
    }

    pub async fn add(&self, terms: &Terms, key: &str) -> ContractId {
        let (db, staff) = (&self.test.app.db, self.claire.staff);
        maintenance::add(db, self.home.customer, terms, key, staff, self.test.now()).await.unwrap()
    }

    pub async fn sweep(&self) -> usize {
        maintenance::make_due_visits(&self.test.app.db, self.test.now()).await.unwrap()
    }

    pub async fn contract(&self, id: ContractId) -> Contract {
        maintenance::find(&self.test.app.db, id).await.unwrap().unwrap()
    }

    pub async fn visits(&self, id: ContractId) -> Vec<Visit> {
        maintenance::visits(&self.test.app.db, id, None, 50).await.unwrap()
    }

    pub async fn close(&self, number: &str) {
        let db = &self.test.app.db;
        let ticket = tickets::details(db, number).await.unwrap().unwrap();
        tickets::close(db, ticket.id, "fait", self.claire.staff, self.test.now()).await.unwrap();
    }

    pub fn pass(&self, days: i64) {
        self.test.app.clock.advance(TimeDelta::days(days));
    }

    /// Books the visit of a request a day ahead, as the office does.
    pub async fn book(&self, number: &str, technician: StaffId) {
        let test = &self.test;
        let ticket = tickets::details(&test.app.db, number).await.unwrap().unwrap();
        let service = test.service("ENTRET").await;
        let new = NewAppointment {
            technician,
            service: &service,
            starts_at: test.now() + TimeDelta::days(1),
            ticket: ticket.id,
            customer: self.home.customer,
            site: self.home.site,
            source: Source::Office,
            created_by: None,
            request_key: None,
            forced: false,
        };
        let mut tx = db::begin(&test.app.db).await.unwrap();
        appointments::book(&test.app, &mut tx, &new, test.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
}
