//! What leaves a customer with one of their records. What an import wrote bears its instant; what the
//! office wrote does not, and stays.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, types::Json};

use super::{Source, rows::Raw};
use crate::values::{CustomerId, SourceRecordId};

pub(super) struct Record {
    pub(super) id: SourceRecordId,
    pub(super) source: Source,
    pub(super) code: String,
    pub(super) raw: Raw,
    /// When the import began that wrote it.
    pub(super) imported_at: DateTime<Utc>,
}

/// All records of a customer, locked.
pub(super) async fn records_of(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
) -> sqlx::Result<Vec<Record>> {
    let rows = sqlx::query!(
        r#"
        select id, source as "source: Source", external_id, raw as "raw: Json<BTreeMap<String, String>>", imported_at
        from source_records
        where customer_id = $1
        for update
        "#,
        customer as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Record {
            id: row.id,
            source: row.source,
            code: row.external_id,
            raw: row.raw.0,
            imported_at: row.imported_at,
        })
        .collect())
}

/// Whether an import made the customer; else somebody did.
pub async fn is_imported(db: impl PgExecutor<'_>, customer: CustomerId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        select exists (select from customers join imports on imports.started_at = customers.created_at
                       where customers.id = $1) as "is_imported!"
        "#,
        customer as _,
    )
    .fetch_one(db)
    .await
}

pub(super) async fn delete_phones(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    identities: &[String],
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        delete from phones
        where customer_id = $1 and coalesce(e164, typed) = any($2) and label is null and contact_id is null
          and exists (select from imports where started_at = phones.created_at)
        ",
        customer as _,
        identities,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn delete_emails(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    addresses: &[String],
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        delete from emails
        where customer_id = $1 and address = any($2) and contact_id is null
          and exists (select from imports where started_at = emails.created_at)
        ",
        customer as _,
        addresses,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Leaves the sites where something happened or stands, and those with the office's notes.
pub(super) async fn delete_sites(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    keys: &[String],
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        delete from sites
        where customer_id = $1 and address_key = any($2) and access_note is null and label is null
          and exists (select from imports where started_at = sites.created_at)
          and not exists (select from tickets where site_id = sites.id)
          and not exists (select from appointments where site_id = sites.id)
          and not exists (select from equipment where site_id = sites.id)
        ",
        customer as _,
        keys,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Who is alone, whether the one that left or the one that is left, needs no reason to be there.
pub(super) async fn move_record(
    db: &mut PgConnection,
    record: SourceRecordId,
    to: CustomerId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update source_records left_alone set link_reasons = null
        from source_records leaving
        where leaving.id = $1 and left_alone.customer_id = leaving.customer_id and left_alone.id <> $1
          and left_alone.link_reasons is not null
          and not exists (select from source_records third
                          where third.customer_id = leaving.customer_id and third.id not in ($1, left_alone.id))
        ",
        record as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update source_records set customer_id = $2, link_reasons = null where id = $1",
        record as _,
        to as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Worksites, quotes, follow-ups and what went back to the program go with the code that they name.
pub(super) async fn move_dealings(
    db: &mut PgConnection,
    source: Source,
    code: &str,
    from: CustomerId,
    to: CustomerId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update worksites set customer_id = $4 where source = $1 and client_code = $2 and customer_id = $3",
        source.as_str(),
        code,
        from as _,
        to as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update quotes set customer_id = $4 where source = $1 and client_code = $2 and customer_id = $3",
        source.as_str(),
        code,
        from as _,
        to as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "
        update follow_ups set customer_id = $4
        where $1 = 'relances' and external_id = $2 and customer_id = $3
        ",
        source.as_str(),
        code,
        from as _,
        to as _,
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update return_rows set customer_id = $4 where program = $1 and external_id = $2 and customer_id = $3",
        source.as_str(),
        code,
        from as _,
        to as _,
    )
    .execute(db)
    .await?;
    Ok(())
}
