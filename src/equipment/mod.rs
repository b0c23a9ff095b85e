//! What is installed at a customer's, and what covers it.

mod queries;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgPool;

use crate::{
    db,
    timeline::{self, Event},
    values::{CustomerId, EquipmentId, SiteId, StaffId},
    warranties::{self, Warranty, Work},
};

pub use queries::{find, of_customer};

/// What the office writes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    pub site_id: Option<SiteId>,
    /// `Tableau électrique`
    pub label: String,
    pub brand: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    /// The day of the réception.
    pub received_on: Option<NaiveDate>,
    /// Only an invoice tells that day.
    pub received_is_estimated: bool,
    pub work: Work,
    pub note: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Equipment {
    pub id: EquipmentId,
    pub description: Description,
    /// Counts changes, so that nobody overwrites what they have not seen.
    pub version: i32,
}

impl Description {
    /// None where nobody noted the réception.
    pub fn warranties(&self) -> Vec<Warranty> {
        self.received_on
            .map(|day| warranties::of(self.work, day, self.received_is_estimated))
            .unwrap_or_default()
    }

    /// `Hager, Volta, n° 12`
    pub fn make(&self) -> String {
        let serial = self.serial.as_ref().map(|serial| format!("n°\u{a0}{serial}"));
        let parts = [self.brand.clone(), self.model.clone(), serial];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// Adds it; none where the customer has no such site, or is no more.
pub async fn add(
    db: &PgPool,
    customer: CustomerId,
    new: &Description,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<EquipmentId>> {
    let mut tx = db::begin(db).await?;
    let id = queries::insert(&mut *tx, customer, new, now).await?;
    if id.is_some() {
        let text = format!("Équipement ajouté\u{a0}: {}.", new.label);
        record(&mut tx, customer, staff, "equipment_added", text, now).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// Changes it, if it is still at `version`; says whether it was.
pub async fn change(
    db: &PgPool,
    customer: CustomerId,
    id: EquipmentId,
    version: i32,
    new: &Description,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let is_done = queries::update(&mut *tx, customer, id, version, new, now).await?;
    if is_done {
        let text = format!("Équipement modifié\u{a0}: {}.", new.label);
        record(&mut tx, customer, staff, "equipment_changed", text, now).await?;
    }
    tx.commit().await?;
    Ok(is_done)
}

/// Says whether the customer had it.
pub async fn remove(
    db: &PgPool,
    customer: CustomerId,
    id: EquipmentId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let removed = queries::delete(&mut *tx, customer, id).await?;
    if let Some(label) = &removed {
        let text = format!("Équipement retiré\u{a0}: {label}.");
        record(&mut tx, customer, staff, "equipment_removed", text, now).await?;
    }
    tx.commit().await?;
    Ok(removed.is_some())
}

async fn record(
    db: &mut sqlx::PgConnection,
    customer: CustomerId,
    staff: StaffId,
    kind: &str,
    text: String,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let event =
        Event { staff: Some(staff), kind, customer: Some(customer), text, ..Event::default() };
    timeline::record(db, &event, now).await
}
