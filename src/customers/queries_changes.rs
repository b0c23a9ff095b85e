//! What changes a customer, statement by statement.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;

use super::{CustomerName, TypedPhone};
use crate::values::{
    CustomerId, EmailAddress, EmailId, PhoneId, PhoneNumber, PostalAddress, SiteId, text,
};

pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    name: &CustomerName,
    pinned_note: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<CustomerId> {
    sqlx::query_scalar!(
        r#"
        insert into customers (kind, civility, first_name, last_name, name, folded_name, pinned_note, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
        returning id as "id: _"
        "#,
        name.kind.as_str(),
        name.civility.as_deref(),
        name.first_name.as_deref(),
        name.last_name,
        name.filed(),
        name.folded(),
        pinned_note,
        now,
    )
    .fetch_one(db)
    .await
}

/// Changes the customer if they are still at `version`; says whether they were.
pub(super) async fn update(
    db: impl PgExecutor<'_>,
    id: CustomerId,
    version: i32,
    name: &CustomerName,
    pinned_note: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        update customers
        set kind = $3, civility = $4, first_name = $5, last_name = $6, name = $7, folded_name = $8, pinned_note = $9,
            updated_at = $10, version = version + 1
        where id = $1 and version = $2
        ",
        id as _,
        version,
        name.kind.as_str(),
        name.civility.as_deref(),
        name.first_name.as_deref(),
        name.last_name,
        name.filed(),
        name.folded(),
        pinned_note,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes the note of a customer who is still at `version`; says whether they were.
pub(super) async fn update_note(
    db: impl PgExecutor<'_>,
    id: CustomerId,
    version: i32,
    note: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        update customers set pinned_note = $3, updated_at = $4, version = version + 1
        where id = $1 and version = $2
        ",
        id as _,
        version,
        note,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says whether the number was new to the customer.
pub(super) async fn insert_phone(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    phone: &TypedPhone,
    label: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        insert into phones (customer_id, typed, e164, kind, label, created_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict on constraint phones_customer_key do nothing
        ",
        customer as _,
        phone.typed,
        phone.number.as_ref().map(PhoneNumber::as_str),
        phone.kind.as_str(),
        label,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says whether the address was new to the customer.
pub(super) async fn insert_email(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    address: &EmailAddress,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        insert into emails (customer_id, address, created_at)
        values ($1, $2, $3)
        on conflict on constraint emails_customer_key do nothing
        ",
        customer as _,
        address.as_str(),
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The site at this address: the one that was there, with its complement filled in, or a new one.
pub(super) async fn insert_site(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    label: Option<&str>,
    address: &PostalAddress,
    access_note: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<SiteId> {
    sqlx::query_scalar!(
        r#"
        insert into sites
            (customer_id, label, street, complement, postcode, city, folded_address, address_key, access_note, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict on constraint sites_customer_key do update
        set complement = coalesce(sites.complement, excluded.complement),
            access_note = coalesce(sites.access_note, excluded.access_note)
        returning id as "id: _"
        "#,
        customer as _,
        label,
        address.street,
        address.complement,
        address.postcode,
        address.city,
        text::fold(&address.one_line()),
        address.key(),
        access_note,
        now,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn update_access_note(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    site: SiteId,
    access_note: Option<&str>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update sites set access_note = $3 where id = $2 and customer_id = $1",
        customer as _,
        site as _,
        access_note,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The number as it was typed, if it was this customer's.
pub(super) async fn delete_phone(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    phone: PhoneId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "delete from phones where id = $2 and customer_id = $1 returning typed",
        customer as _,
        phone as _,
    )
    .fetch_optional(db)
    .await
}

/// The address, if it was this customer's.
pub(super) async fn delete_email(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    email: EmailId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "delete from emails where id = $2 and customer_id = $1 returning address",
        customer as _,
        email as _,
    )
    .fetch_optional(db)
    .await
}
