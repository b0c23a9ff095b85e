//! What the office does to a customer: each change is told in the time line, in the same transaction.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{Customer, CustomerName, TypedPhone, queries, queries_changes};
use crate::{
    db,
    timeline::{self, Event},
    values::{CustomerId, EmailAddress, EmailId, PhoneId, PostalAddress, SiteId, StaffId},
};

/// Somebody who is not in the base yet.
#[derive(Clone, Debug)]
pub struct NewCustomer {
    pub name: CustomerName,
    /// As typed, one or several numbers in each; blank ones are passed over.
    pub phones: Vec<String>,
    pub email: Option<EmailAddress>,
    pub address: Option<PostalAddress>,
    pub access_note: Option<String>,
    pub pinned_note: Option<String>,
}

impl NewCustomer {
    /// A name and nothing else yet.
    pub fn named(name: CustomerName) -> Self {
        Self {
            name,
            phones: Vec::new(),
            email: None,
            address: None,
            access_note: None,
            pinned_note: None,
        }
    }
}

/// Why a customer could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Holds the customer as somebody else left them.
    #[error(
        "Cette fiche a été modifiée entre-temps\u{a0}: comparez les deux versions, puis enregistrez."
    )]
    Stale(Box<Customer>),
    #[error("Cette fiche n’existe plus.")]
    Gone,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Adds a customer, within the caller's transaction.
pub async fn create(
    db: &mut PgConnection,
    customer: &NewCustomer,
    staff: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<CustomerId> {
    let id =
        queries_changes::insert(&mut *db, &customer.name, customer.pinned_note.as_deref(), now)
            .await?;
    for phone in customer.phones.iter().flat_map(|typed| TypedPhone::read(typed)) {
        queries_changes::insert_phone(&mut *db, id, &phone, None, now).await?;
    }
    if let Some(email) = &customer.email {
        queries_changes::insert_email(&mut *db, id, email, now).await?;
    }
    if let Some(address) = &customer.address {
        let access_note = customer.access_note.as_deref();
        queries_changes::insert_site(&mut *db, id, None, address, access_note, now).await?;
    }
    record(db, id, staff, "customer_created", "Fiche créée.".to_owned(), now).await?;
    Ok(id)
}

/// Changes name and pinned note of a customer whom the office saw at `version`.
pub async fn change(
    db: &PgPool,
    id: CustomerId,
    version: i32,
    name: &CustomerName,
    pinned_note: Option<&str>,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), ChangeError> {
    let mut tx = db::begin(db).await?;
    if !queries_changes::update(&mut *tx, id, version, name, pinned_note, now).await? {
        let current = queries::find(&mut *tx, id).await?.ok_or(ChangeError::Gone)?;
        return Err(ChangeError::Stale(Box::new(current)));
    }
    record(
        &mut tx,
        id,
        Some(staff),
        "customer_changed",
        format!("Fiche modifiée\u{a0}: {}.", name.filed()),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Pins another note to a customer whom the office saw at `version`; none takes it away.
pub async fn change_note(
    db: &PgPool,
    id: CustomerId,
    version: i32,
    note: Option<&str>,
    staff: StaffId,
    now: DateTime<Utc>,
) -> Result<(), ChangeError> {
    let mut tx = db::begin(db).await?;
    if !queries_changes::update_note(&mut *tx, id, version, note, now).await? {
        let current = queries::find(&mut *tx, id).await?.ok_or(ChangeError::Gone)?;
        return Err(ChangeError::Stale(Box::new(current)));
    }
    let text = if note.is_some() { "Note épinglée." } else { "Note épinglée retirée." };
    record(&mut tx, id, Some(staff), "note_changed", text.to_owned(), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Adds all numbers that stand in what was typed; says how many were new.
pub async fn add_phones(
    db: &PgPool,
    id: CustomerId,
    typed: &str,
    label: Option<&str>,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<usize> {
    let mut tx = db::begin(db).await?;
    let mut added = 0;
    for phone in TypedPhone::read(typed) {
        if queries_changes::insert_phone(&mut *tx, id, &phone, label, now).await? {
            added += 1;
            let text = format!("Téléphone ajouté\u{a0}: {}.", phone.shown());
            record(&mut tx, id, Some(staff), "phone_added", text, now).await?;
        }
    }
    tx.commit().await?;
    Ok(added)
}

/// Adds an address within the caller's transaction; says whether it was new.
pub async fn add_email(
    db: &mut PgConnection,
    id: CustomerId,
    address: &EmailAddress,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let is_new = queries_changes::insert_email(&mut *db, id, address, now).await?;
    if is_new {
        let text = format!("E-mail ajouté\u{a0}: {address}.");
        record(db, id, Some(staff), "email_added", text, now).await?;
    }
    Ok(is_new)
}

/// Adds a site within the caller's transaction, or finds the one that has this address.
pub async fn add_site(
    db: &mut PgConnection,
    id: CustomerId,
    address: &PostalAddress,
    access_note: Option<&str>,
    staff: Option<StaffId>,
    now: DateTime<Utc>,
) -> sqlx::Result<SiteId> {
    let known = queries::sites(&mut *db, id).await?;
    let site = queries_changes::insert_site(&mut *db, id, None, address, access_note, now).await?;
    if !known.iter().any(|known| known.id == site) {
        let text = format!("Lieu d’intervention ajouté\u{a0}: {}.", address.one_line());
        record(db, id, staff, "site_added", text, now).await?;
    }
    Ok(site)
}

/// Says whether the customer has such a site.
pub async fn change_access_note(
    db: &PgPool,
    id: CustomerId,
    site: SiteId,
    access_note: Option<&str>,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let is_known = queries_changes::update_access_note(&mut *tx, id, site, access_note).await?;
    if is_known {
        let text = "Consigne d’accès modifiée.".to_owned();
        record(&mut tx, id, Some(staff), "site_changed", text, now).await?;
    }
    tx.commit().await?;
    Ok(is_known)
}

/// Says whether the customer had such a number.
pub async fn remove_phone(
    db: &PgPool,
    id: CustomerId,
    phone: PhoneId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let removed = queries_changes::delete_phone(&mut *tx, id, phone).await?;
    if let Some(typed) = &removed {
        let text = format!("Téléphone retiré\u{a0}: {typed}.");
        record(&mut tx, id, Some(staff), "phone_removed", text, now).await?;
    }
    tx.commit().await?;
    Ok(removed.is_some())
}

/// Says whether the customer had such an address.
pub async fn remove_email(
    db: &PgPool,
    id: CustomerId,
    email: EmailId,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut tx = db::begin(db).await?;
    let removed = queries_changes::delete_email(&mut *tx, id, email).await?;
    if let Some(address) = &removed {
        let text = format!("E-mail retiré\u{a0}: {address}.");
        record(&mut tx, id, Some(staff), "email_removed", text, now).await?;
    }
    tx.commit().await?;
    Ok(removed.is_some())
}

async fn record(
    db: &mut PgConnection,
    id: CustomerId,
    staff: Option<StaffId>,
    kind: &str,
    text: String,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    timeline::record(db, &Event { staff, kind, customer: Some(id), text, ..Event::default() }, now)
        .await
}
