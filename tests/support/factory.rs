//! Customers and appointments to test with, made through the real use cases where these are not what is tested.

use chrono::{DateTime, Utc};
use relais::{
    appointments::{self, NewAppointment, Source},
    catalog::{self, Priority, Service},
    db,
    tickets::{self, NewTicket},
    values::{AppointmentId, CustomerId, SiteId, StaffId, TicketId, address_key, text::fold},
};

use super::TestApp;

/// A customer with a home.
#[derive(Clone, Copy, Debug)]
pub struct Home {
    pub customer: CustomerId,
    pub site: SiteId,
}

impl TestApp {
    /// Pierre Dupont, 12 rue de la Mairie, with a mobile number and an e-mail address.
    pub async fn dupont(&self) -> Home {
        self.customer("Dupont Pierre", Some("+33639981234"), Some("pierre.dupont@laposte.example"))
            .await
    }

    pub async fn customer(&self, name: &str, mobile: Option<&str>, email: Option<&str>) -> Home {
        let now = self.now();
        let customer = sqlx::query_scalar!(
            r#"
            insert into customers (last_name, name, folded_name, created_at, updated_at)
            values ($1, $1, $2, $3, $3) returning id
            "#,
            name,
            fold(name),
            now,
        )
        .fetch_one(&self.app.db)
        .await
        .unwrap();
        if let Some(mobile) = mobile {
            sqlx::query!(
                "insert into phones (customer_id, typed, e164, kind, created_at) values ($1, $2, $2, 'mobile', $3)",
                customer as _,
                mobile,
                now,
            )
            .execute(&self.app.db)
            .await
            .unwrap();
        }
        if let Some(email) = email {
            sqlx::query!(
                "insert into emails (customer_id, address, created_at) values ($1, $2, $3)",
                customer as _,
                email,
                now,
            )
            .execute(&self.app.db)
            .await
            .unwrap();
        }
        let street = "12 rue de la Mairie";
        let site = sqlx::query_scalar!(
            r#"
            insert into sites (customer_id, street, postcode, city, folded_address, address_key, created_at)
            values ($1, $2, '74000', 'Annecy', $3, $4, $5) returning id
            "#,
            customer as _,
            street,
            fold(&format!("{street} 74000 Annecy")),
            address_key(street, Some("74000"), Some("Annecy")),
            now,
        )
        .fetch_one(&self.app.db)
        .await
        .unwrap();
        Home { customer, site }
    }

    pub async fn service(&self, code: &str) -> Service {
        catalog::find_by_code(&self.app.db, code).await.unwrap().unwrap()
    }

    /// Of priority P2, written down by nobody in particular. Somebody of the office sees to it: where nobody works
    /// yet, a colleague is added.
    pub async fn ticket(&self, home: Home) -> TicketId {
        if relais::staff::everyone(&self.app.db).await.unwrap().is_empty() {
            self.staff("Anne Roux", relais::staff::Role::Office).await;
        }
        let number = tickets::next_number(&self.app.db, self.now()).await.unwrap();
        let new = NewTicket {
            number,
            customer: home.customer,
            site: Some(home.site),
            service: None,
            source: tickets::Source::Office,
            subject: "Tableau".to_owned(),
            description: String::new(),
            priority: Priority::P2,
            created_by: None,
        };
        let mut connection = self.app.db.acquire().await.unwrap();
        tickets::create(&mut connection, &new, self.now()).await.unwrap()
    }

    /// A visit for the switchboard (two hours), booked as the office does.
    pub async fn appointment(
        &self,
        technician: StaffId,
        home: Home,
        starts_at: DateTime<Utc>,
    ) -> AppointmentId {
        let service = self.service("TABLEAU").await;
        let ticket = self.ticket(home).await;
        let new = NewAppointment {
            technician,
            service: &service,
            starts_at,
            ticket,
            customer: home.customer,
            site: home.site,
            source: Source::Office,
            created_by: None,
            request_key: None,
            forced: false,
        };
        let mut tx = db::begin(&self.app.db).await.unwrap();
        let id = appointments::book(&self.app, &mut tx, &new, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        id
    }
}
