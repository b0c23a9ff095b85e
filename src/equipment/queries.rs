//! The SQL of equipment.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgExecutor;

use super::{Description, Equipment};
use crate::{
    values::{CustomerId, EquipmentId, SiteId},
    warranties::Work,
};

struct Row {
    id: EquipmentId,
    site_id: Option<SiteId>,
    label: String,
    brand: Option<String>,
    model: Option<String>,
    serial: Option<String>,
    received_on: Option<NaiveDate>,
    received_is_estimated: bool,
    work: String,
    note: Option<String>,
    version: i32,
}

impl From<Row> for Equipment {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            version: row.version,
            description: Description {
                site_id: row.site_id,
                label: row.label,
                brand: row.brand,
                model: row.model,
                serial: row.serial,
                received_on: row.received_on,
                received_is_estimated: row.received_is_estimated,
                work: Work::read(&row.work).unwrap_or(Work::Replacement),
                note: row.note,
            },
        }
    }
}

/// What was received last first.
pub async fn of_customer(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
) -> sqlx::Result<Vec<Equipment>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select id as "id: _", site_id as "site_id: _", label, brand, model, serial, received_on, received_is_estimated, work,
               note, version
        from equipment
        where customer_id = $1
        order by received_on desc nulls last, id
        "#,
        customer as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Equipment::from).collect())
}

/// One, if it is this customer's.
pub async fn find(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    id: EquipmentId,
) -> sqlx::Result<Option<Equipment>> {
    let row = sqlx::query_as!(
        Row,
        r#"
        select id as "id: _", site_id as "site_id: _", label, brand, model, serial, received_on, received_is_estimated, work,
               note, version
        from equipment
        where id = $2 and customer_id = $1
        "#,
        customer as _,
        id as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Equipment::from))
}

pub(super) async fn insert(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    new: &Description,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<EquipmentId>> {
    sqlx::query_scalar!(
        r#"
        insert into equipment
            (customer_id, site_id, label, brand, model, serial, received_on, received_is_estimated, work, note,
             created_at, updated_at)
        select customers.id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11
        from customers
        where customers.id = $1
          and ($2::bigint is null or exists (select from sites where sites.id = $2 and customer_id = $1))
        returning id as "id: _"
        "#,
        customer as _,
        new.site_id as _,
        new.label,
        new.brand,
        new.model,
        new.serial,
        new.received_on,
        new.received_is_estimated,
        new.work.name(),
        new.note,
        now,
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn update(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    id: EquipmentId,
    version: i32,
    new: &Description,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        update equipment
        set site_id = $4, label = $5, brand = $6, model = $7, serial = $8, received_on = $9, received_is_estimated = $10,
            work = $11, note = $12, updated_at = $13, version = version + 1
        where id = $2 and customer_id = $1 and version = $3
          and ($4::bigint is null or exists (select from sites where sites.id = $4 and sites.customer_id = $1))
        ",
        customer as _,
        id as _,
        version,
        new.site_id as _,
        new.label,
        new.brand,
        new.model,
        new.serial,
        new.received_on,
        new.received_is_estimated,
        new.work.name(),
        new.note,
        now,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What it was called, if it was this customer's.
pub(super) async fn delete(
    db: impl PgExecutor<'_>,
    customer: CustomerId,
    id: EquipmentId,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "delete from equipment where id = $2 and customer_id = $1 returning label",
        customer as _,
        id as _,
    )
    .fetch_optional(db)
    .await
}
