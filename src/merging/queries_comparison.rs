//! How much belongs to customers, counted.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use crate::values::{CustomerId, french};

/// What belongs to one or two customers, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moving {
    pub worksites: i64,
    pub quotes: i64,
    pub calls: i64,
    pub tickets: i64,
    pub appointments: i64,
    pub promises: i64,
    pub messages: i64,
    pub equipment: i64,
    pub contracts: i64,
}

impl Moving {
    /// `3 chantiers, 5 devis et 12 appels`; none where there is nothing.
    pub fn words(&self) -> Option<String> {
        let counted = [
            (self.worksites, "chantier", "chantiers"),
            (self.quotes, "devis", "devis"),
            (self.calls, "appel", "appels"),
            (self.tickets, "demande", "demandes"),
            (self.appointments, "rendez-vous", "rendez-vous"),
            (self.promises, "promesse", "promesses"),
            (self.messages, "message", "messages"),
            (self.equipment, "équipement", "équipements"),
            (self.contracts, "contrat d’entretien", "contrats d’entretien"),
        ];
        let parts: Vec<String> = counted
            .into_iter()
            .filter(|(number, ..)| *number > 0)
            .map(|(number, one, many)| french::count(number, one, many))
            .collect();
        (!parts.is_empty()).then(|| french::list_and(&parts))
    }
}

/// Of both together.
pub(super) async fn of_both(db: impl PgExecutor<'_>, ids: [CustomerId; 2]) -> sqlx::Result<Moving> {
    sqlx::query_as!(
        Moving,
        r#"
        select (select count(*) from worksites where customer_id = any($1)) as "worksites!",
               (select count(*) from quotes where customer_id = any($1)) as "quotes!",
               (select count(*) from calls where customer_id = any($1)) as "calls!",
               (select count(*) from tickets where customer_id = any($1)) as "tickets!",
               (select count(*) from appointments where customer_id = any($1)) as "appointments!",
               (select count(*) from promises where customer_id = any($1)) as "promises!",
               (select count(*) from messages where customer_id = any($1)) as "messages!",
               (select count(*) from equipment where customer_id = any($1)) as "equipment!",
               (select count(*) from maintenance_contracts where customer_id = any($1)) as "contracts!"
        "#,
        &ids.map(|id| id.0) as &[i64],
    )
    .fetch_one(db)
    .await
}

/// What a customer has got since.
pub(super) async fn since(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    at: DateTime<Utc>,
) -> sqlx::Result<Moving> {
    sqlx::query_as!(
        Moving,
        r#"
        select (select count(*) from worksites where customer_id = $1 and imported_at > $2) as "worksites!",
               (select count(*) from quotes where customer_id = $1 and imported_at > $2) as "quotes!",
               (select count(*) from calls where customer_id = $1 and started_at > $2) as "calls!",
               (select count(*) from tickets where customer_id = $1 and created_at > $2) as "tickets!",
               (select count(*) from appointments where customer_id = $1 and created_at > $2) as "appointments!",
               (select count(*) from promises where customer_id = $1 and created_at > $2) as "promises!",
               (select count(*) from messages where customer_id = $1 and created_at > $2) as "messages!",
               (select count(*) from equipment where customer_id = $1 and created_at > $2) as "equipment!",
               (select count(*) from maintenance_contracts where customer_id = $1 and created_at > $2) as "contracts!"
        "#,
        customer as _,
        at,
    )
    .fetch_one(db)
    .await
}
