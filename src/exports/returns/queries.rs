//! The SQL of what goes back to other programs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::{PgExecutor, types::Json};

use super::{Card, Kind, Program};
use crate::values::{CustomerId, PostalAddress, StaffId};

/// A row of a program's file, as it came.
pub(super) struct Record {
    pub(super) source: String,
    pub(super) customer: CustomerId,
    pub(super) code: String,
    pub(super) raw: BTreeMap<String, String>,
}

/// A file that left.
#[derive(Clone, Debug)]
pub struct Batch {
    pub id: i64,
    pub program: String,
    pub kind: String,
    pub staff_name: Option<String>,
    pub made_at: DateTime<Utc>,
    pub rows: i32,
}

/// One at a time takes a program's changes.
pub(super) async fn lock(db: impl PgExecutor<'_>, program: Program) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('returns:' || $1::text))", program.name())
        .execute(db)
        .await?;
    Ok(())
}

/// The program's rows of customers whose card somebody changed since the row came and since it last left.
pub(super) async fn changed(
    db: impl PgExecutor<'_>,
    program: Program,
    limit: i64,
) -> sqlx::Result<Vec<Record>> {
    let rows = sqlx::query!(
        r#"
        select record.source, record.customer_id as "customer: CustomerId", record.external_id as code,
               record.raw as "raw: Json<BTreeMap<String, String>>"
        from (
            select customer_id, max(at) as at from events
            where kind in ('customer_created', 'customer_changed', 'phone_added', 'phone_removed', 'email_added',
                           'email_removed', 'site_added')
            group by customer_id
        ) as changed
        join source_records as record on record.customer_id = changed.customer_id
        where record.source = $1 and changed.at > record.imported_at
          and not exists (
              select from return_rows as gone
              where gone.customer_id = changed.customer_id and gone.program = $1
                and gone.external_id = record.external_id and gone.made_at >= changed.at)
        order by changed.at, record.id
        limit $2
        "#,
        program.name(),
        limit,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Record {
            source: row.source,
            customer: row.customer,
            code: row.code,
            raw: row.raw.0,
        })
        .collect())
}

/// Customers made here who have no code in the program and were not given to it yet.
pub(super) async fn without_code(
    db: impl PgExecutor<'_>,
    program: Program,
    limit: i64,
) -> sqlx::Result<Vec<CustomerId>> {
    sqlx::query_scalar!(
        r#"
        select customer_id as "id!: CustomerId"
        from (
            select customer_id, max(at) as at from events where kind = 'customer_created' group by customer_id
        ) as made
        where customer_id is not null
          and not exists (select from source_records as record
                          where record.customer_id = made.customer_id and record.source = $1)
          and not exists (select from return_rows as gone
                          where gone.customer_id = made.customer_id and gone.program = $1)
        order by at, customer_id
        limit $2
        "#,
        program.name(),
        limit,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn records(
    db: impl PgExecutor<'_>,
    ids: &[CustomerId],
) -> sqlx::Result<Vec<Record>> {
    let rows = sqlx::query!(
        r#"
        select source, customer_id as "customer: CustomerId", external_id as code,
               raw as "raw: Json<BTreeMap<String, String>>"
        from source_records
        where customer_id = any($1) and source in ('mde', 'sage')
        "#,
        ids as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Record {
            source: row.source,
            customer: row.customer,
            code: row.code,
            raw: row.raw.0,
        })
        .collect())
}

pub(super) async fn cards(
    db: impl PgExecutor<'_>,
    ids: &[CustomerId],
) -> sqlx::Result<BTreeMap<CustomerId, Card>> {
    let rows = sqlx::query!(
        r#"
        select id as "id: CustomerId", name,
               array(select coalesce(e164, typed) from phones
                     where customer_id = customers.id order by kind <> 'mobile', phones.id) as "phones!",
               array(select address from emails where customer_id = customers.id order by emails.id) as "emails!",
               coalesce((select jsonb_agg(jsonb_build_object('street', street, 'complement', complement,
                                                             'postcode', postcode, 'city', city) order by sites.id)
                         from sites where customer_id = customers.id), '[]') as "sites!: Json<Vec<PostalAddress>>"
        from customers
        where id = any($1)
        "#,
        ids as _,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (phones, emails, sites) = (row.phones, row.emails, row.sites.0);
            (row.id, Card { name: row.name, phones, emails, sites, ..Card::default() })
        })
        .collect())
}

pub(super) async fn insert_batch(
    db: impl PgExecutor<'_>,
    program: Program,
    kind: Kind,
    staff: Option<StaffId>,
    rows: usize,
    file: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "
        insert into return_batches (program, kind, staff_id, made_at, rows, content)
        values ($1, $2, $3, $4, $5, $6)
        returning id
        ",
        program.name(),
        kind.name(),
        staff as _,
        now,
        i32::try_from(rows).unwrap_or(i32::MAX),
        file,
    )
    .fetch_one(db)
    .await
}

/// Notes that these changes are done with: in that file, or in none.
pub(super) async fn insert_rows(
    db: impl PgExecutor<'_>,
    batch: Option<i64>,
    program: Program,
    rows: &[(CustomerId, String)],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let customers: Vec<i64> = rows.iter().map(|(customer, _)| customer.0).collect();
    let codes: Vec<String> = rows.iter().map(|(_, code)| code.clone()).collect();
    sqlx::query!(
        "
        insert into return_rows (batch_id, program, customer_id, external_id, made_at)
        select $1, $2, customer_id, external_id, $3
        from unnest($4::bigint[], $5::text[]) as line (customer_id, external_id)
        ",
        batch,
        program.name(),
        now,
        &customers,
        &codes,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The latest first.
pub async fn batches(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<Batch>> {
    sqlx::query_as!(
        Batch,
        r#"
        select batch.id, program, kind, staff.name as "staff_name?", made_at, rows
        from return_batches as batch
        left join staff on staff.id = staff_id
        order by batch.id desc
        limit 100
        "#
    )
    .fetch_all(db)
    .await
}

/// The program, the kind and the bytes of a file that left.
pub async fn content(
    db: impl PgExecutor<'_>,
    id: i64,
) -> sqlx::Result<Option<(String, String, Vec<u8>)>> {
    let row = sqlx::query!("select program, kind, content from return_batches where id = $1", id)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| (row.program, row.kind, row.content)))
}
