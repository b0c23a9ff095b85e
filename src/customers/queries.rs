//! One customer, and what belongs to them.

use std::collections::BTreeMap;

use sqlx::{PgExecutor, types::Json};

use super::{Contact, Customer, Email, LinkReason, Phone, Site, SourceRecord};
use crate::values::{CustomerId, SiteId};

pub async fn find(db: impl PgExecutor<'_>, id: CustomerId) -> sqlx::Result<Option<Customer>> {
    sqlx::query_as!(
        Customer,
        r#"
        select id, kind as "kind: _", civility, first_name, last_name, name, pinned_note, created_at, updated_at, version
        from customers
        where id = $1
        "#,
        id as _,
    )
    .fetch_optional(db)
    .await
}

/// Mobiles first, since they can be texted.
pub async fn phones(db: impl PgExecutor<'_>, customer: CustomerId) -> sqlx::Result<Vec<Phone>> {
    sqlx::query_as!(
        Phone,
        r#"
        select id, contact_id as "contact_id: _", typed, e164 as "number: _", kind as "kind: _", label
        from phones
        where customer_id = $1
        order by kind <> 'mobile', e164 is null, id
        "#,
        customer as _,
    )
    .fetch_all(db)
    .await
}

pub async fn emails(db: impl PgExecutor<'_>, customer: CustomerId) -> sqlx::Result<Vec<Email>> {
    sqlx::query_as!(
        Email,
        r#"
        select id, contact_id as "contact_id: _", address as "address: _"
        from emails
        where customer_id = $1
        order by id
        "#,
        customer as _,
    )
    .fetch_all(db)
    .await
}

pub async fn sites(db: impl PgExecutor<'_>, customer: CustomerId) -> sqlx::Result<Vec<Site>> {
    sqlx::query_as!(
        Site,
        r#"
        select id, customer_id, label, street, complement, postcode, city, access_note
        from sites
        where customer_id = $1
        order by id
        "#,
        customer as _,
    )
    .fetch_all(db)
    .await
}

/// A site, if it is this customer's.
pub async fn site(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    id: SiteId,
) -> sqlx::Result<Option<Site>> {
    sqlx::query_as!(
        Site,
        r#"
        select id, customer_id, label, street, complement, postcode, city, access_note
        from sites
        where id = $2 and customer_id = $1
        "#,
        customer as _,
        id as _,
    )
    .fetch_optional(db)
    .await
}

pub async fn contacts(db: impl PgExecutor<'_>, customer: CustomerId) -> sqlx::Result<Vec<Contact>> {
    sqlx::query_as!(
        Contact,
        "select id, name, role from contacts where customer_id = $1 order by name, id",
        customer as _,
    )
    .fetch_all(db)
    .await
}

pub async fn source_records(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
) -> sqlx::Result<Vec<SourceRecord>> {
    let rows = sqlx::query!(
        r#"
        select id, source, external_id, line, imported_at, raw as "raw: Json<BTreeMap<String, String>>",
               link_reasons as "reasons: Json<Vec<LinkReason>>"
        from source_records
        where customer_id = $1
        order by source, external_id
        "#,
        customer as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SourceRecord {
            id: row.id,
            source: row.source,
            external_id: row.external_id,
            line: row.line,
            imported_at: row.imported_at,
            cells: row.raw.0.into_iter().filter(|(_, cell)| !cell.trim().is_empty()).collect(),
            link_reasons: row.reasons.map(|reasons| reasons.0).unwrap_or_default(),
        })
        .collect())
}
