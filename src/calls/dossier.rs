//! What somebody who answers the telephone must know of a customer, in one look.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::{
    appointments::{self, BoardAppointment},
    customers::{self, Customer, Email, Phone, Site},
    promises::{self, Promise},
    tickets,
    values::{CustomerId, TicketId},
};

/// A customer with what is under way.
#[derive(Clone, Debug)]
pub struct Dossier {
    pub customer: Customer,
    pub phones: Vec<Phone>,
    pub emails: Vec<Email>,
    pub sites: Vec<Site>,
    /// Id, number and subject of the requests they wait for, the oldest first.
    pub tickets: Vec<(TicketId, String, String)>,
    /// What is owed to them, the most urgent first.
    pub promises: Vec<Promise>,
    /// What lies ahead, the next first.
    pub appointments: Vec<BoardAppointment>,
}

impl Dossier {
    /// Where a confirmation can go: mobiles as they are read, then e-mail addresses.
    pub fn reachable_at(&self) -> Vec<String> {
        let mobiles = self
            .phones
            .iter()
            .filter_map(|phone| phone.number.as_ref())
            .filter(|number| number.can_receive_sms());
        let mobiles = mobiles.take(2).map(|number| format!("SMS au {}", number.national()));
        let emails = self.emails.iter().take(3).map(|email| format!("e-mail à {}", email.address));
        mobiles.chain(emails).collect()
    }
}

/// None where there is no such customer (any more).
pub async fn dossier(
    db: &PgPool,
    id: CustomerId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Dossier>> {
    // One connection for all of it: each that is lent costs a round trip.
    let mut connection = db.acquire().await?;
    let db = &mut *connection;
    let Some(customer) = customers::find(&mut *db, id).await? else { return Ok(None) };
    let mut promises = promises::of_customer(&mut *db, id).await?;
    promises.retain(|promise| promise.kept_at.is_none());
    Ok(Some(Dossier {
        phones: customers::phones(&mut *db, id).await?,
        emails: customers::emails(&mut *db, id).await?,
        sites: customers::sites(&mut *db, id).await?,
        tickets: tickets::open_of_customer(&mut *db, id).await?,
        appointments: appointments::of_customer(&mut *db, id, now).await?,
        promises,
        customer,
    }))
}
