//! A desk in the office: Claire with her booking form.

use relais::{
    appointments::{self, Status},
    business_time::Span,
    messages,
    staff::Role,
    values::{AppointmentId, StaffId},
};
use sqlx::PgPool;

use crate::support::{Reply, SignedIn, TestApp, factory::Home, instant};

pub const TUESDAY_10: &str = "2026-11-24T09:00:00Z";

/// A booking form as Claire fills it in.
pub struct Desk {
    pub app: TestApp,
    pub claire: SignedIn,
    pub gaetan: StaffId,
    pub home: Home,
    pub service: String,
}

impl Desk {
    pub async fn open(db: PgPool) -> Self {
        let app = TestApp::new(db);
        Self {
            claire: app.sign_in(Role::Office).await,
            gaetan: app.technician("Gaëtan Morel").await,
            home: app.dupont().await,
            service: app.service("TABLEAU").await.id.to_string(),
            app,
        }
    }

    pub fn slot(&self, starts_at: &str) -> String {
        format!("{}@{starts_at}", self.gaetan)
    }

    pub async fn book(&self, slot: &str, key: &str, more: &[(&str, &str)]) -> Reply {
        let (customer, site) = (self.home.customer.to_string(), self.home.site.to_string());
        let mut fields = vec![
            ("customer", customer.as_str()),
            ("site", site.as_str()),
            ("service", self.service.as_str()),
            ("slot", slot),
            ("request_key", key),
            ("note", "Code portail 4821"),
        ];
        fields.extend_from_slice(more);
        self.app.post_as(&self.claire, "/rendez-vous/nouveau", &fields).await
    }

    pub async fn booked(&self) -> AppointmentId {
        let reply = self.book(&self.slot(TUESDAY_10), "first", &[]).await;
        reply.assert_status(303);
        id_of(&reply)
    }

    pub async fn visits(&self) -> usize {
        let span = Span::new(instant("2026-11-01T00:00:00Z"), instant("2027-01-01T00:00:00Z"));
        appointments::visits_within(&self.app.app.db, span).await.unwrap().len()
    }

    pub async fn status(&self, id: AppointmentId) -> Status {
        appointments::find(&self.app.app.db, id).await.unwrap().unwrap().status
    }

    pub async fn waiting_messages(&self, id: AppointmentId) -> Vec<&'static str> {
        let rows = messages::of_appointment(&self.app.app.db, id).await.unwrap();
        rows.iter().filter(|row| row.withdrawn_at.is_none()).map(|row| row.kind.name()).collect()
    }
}

pub fn id_of(reply: &Reply) -> AppointmentId {
    let location = reply.location.as_deref().unwrap();
    location.strip_prefix("/rendez-vous/").unwrap().parse().unwrap()
}
