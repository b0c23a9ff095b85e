//! Worksites and quotes, written all at once.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, PgExecutor, types::Json};

use super::{
    Source,
    dealings::{DealingRow, Quote, Worksite},
};
use crate::values::{CustomerId, ImportId, Money};

/// Whose each client code of a source is.
pub(super) async fn customers_of(
    db: impl PgExecutor<'_>,
    source: Source,
) -> sqlx::Result<HashMap<String, CustomerId>> {
    let rows = sqlx::query!(
        "select external_id, customer_id from source_records where source = $1",
        source.as_str()
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.external_id, row.customer_id)).collect())
}

pub(super) async fn known_worksites(
    db: impl PgExecutor<'_>,
    source: Source,
) -> sqlx::Result<HashMap<String, Vec<u8>>> {
    let rows = sqlx::query!(
        "select external_id, fingerprint from worksites where source = $1",
        source.as_str()
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.external_id, row.fingerprint)).collect())
}

pub(super) async fn known_quotes(
    db: impl PgExecutor<'_>,
    source: Source,
) -> sqlx::Result<HashMap<String, Vec<u8>>> {
    let rows = sqlx::query!(
        "select external_id, fingerprint from quotes where source = $1",
        source.as_str()
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.external_id, row.fingerprint)).collect())
}

/// Columns of rows, as `unnest` takes them.
struct Columns<'a> {
    keys: Vec<String>,
    clients: Vec<String>,
    customers: Vec<i64>,
    raws: Vec<Json<&'a super::rows::Raw>>,
    fingerprints: Vec<Vec<u8>>,
}

fn columns<T>(rows: &[(DealingRow<T>, CustomerId)]) -> Columns<'_> {
    Columns {
        keys: rows.iter().map(|(row, _)| row.key.clone()).collect(),
        clients: rows.iter().map(|(row, _)| row.client.clone()).collect(),
        customers: rows.iter().map(|(_, customer)| customer.0).collect(),
        raws: rows.iter().map(|(row, _)| Json(&row.raw)).collect(),
        fingerprints: rows.iter().map(|(row, _)| row.fingerprint.clone()).collect(),
    }
}

pub(super) async fn write_worksites(
    db: &mut PgConnection,
    source: Source,
    rows: &[(DealingRow<Worksite>, CustomerId)],
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Columns { keys, clients, customers, raws, fingerprints } = columns(rows);
    let what = || rows.iter().map(|(row, _)| &row.what);
    let labels: Vec<String> = what().map(|site| site.label.clone()).collect();
    let addresses: Vec<Option<String>> = what().map(|site| site.address.clone()).collect();
    let starts: Vec<Option<NaiveDate>> = what().map(|site| site.started_on).collect();
    let ends: Vec<Option<NaiveDate>> = what().map(|site| site.ended_on).collect();
    let statuses: Vec<String> = what().map(|site| site.status.clone()).collect();
    let received: Vec<Option<NaiveDate>> = what().map(Worksite::received_on).collect();
    let amounts: Vec<Option<i64>> = what().map(|site| site.amount.map(Money::cents)).collect();
    sqlx::query!(
        "
        insert into worksites
            (source, external_id, client_code, customer_id, label, address, started_on, ended_on, status,
             received_on, amount_cents, raw, fingerprint, import_id, imported_at)
        select $1, *, $2, $3
        from unnest($4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::date[], $10::date[],
                    $11::text[], $12::date[], $13::bigint[], $14::jsonb[], $15::bytea[])
        on conflict on constraint worksites_row_key do update
        set client_code = excluded.client_code, customer_id = excluded.customer_id, label = excluded.label,
            address = excluded.address, started_on = excluded.started_on, ended_on = excluded.ended_on,
            status = excluded.status, received_on = excluded.received_on, amount_cents = excluded.amount_cents,
            raw = excluded.raw, fingerprint = excluded.fingerprint, import_id = excluded.import_id,
            imported_at = excluded.imported_at
        ",
        source.as_str(),
        import as _,
        now,
        &keys,
        &clients,
        &customers,
        &labels,
        &addresses as &[Option<String>],
        &starts as &[Option<NaiveDate>],
        &ends as &[Option<NaiveDate>],
        &statuses,
        &received as &[Option<NaiveDate>],
        &amounts as &[Option<i64>],
        &raws as _,
        &fingerprints,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn write_quotes(
    db: &mut PgConnection,
    source: Source,
    rows: &[(DealingRow<Quote>, CustomerId)],
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Columns { keys, clients, customers, raws, fingerprints } = columns(rows);
    let what = || rows.iter().map(|(row, _)| &row.what);
    let days: Vec<Option<NaiveDate>> = what().map(|quote| quote.quoted_on).collect();
    let subjects: Vec<String> = what().map(|quote| quote.subject.clone()).collect();
    let nets: Vec<Option<i64>> = what().map(|quote| quote.net.map(Money::cents)).collect();
    let rates: Vec<Option<i32>> = what().map(|quote| quote.vat).collect();
    let grosses: Vec<Option<i64>> = what().map(|quote| quote.gross.map(Money::cents)).collect();
    let statuses: Vec<String> = what().map(|quote| quote.status.clone()).collect();
    let limits: Vec<Option<NaiveDate>> = what().map(|quote| quote.valid_until).collect();
    sqlx::query!(
        "
        insert into quotes
            (source, external_id, client_code, customer_id, quoted_on, subject, total_net_cents, vat_rate,
             total_gross_cents, status, valid_until, raw, fingerprint, import_id, imported_at)
        select $1, *, $2, $3
        from unnest($4::text[], $5::text[], $6::bigint[], $7::date[], $8::text[], $9::bigint[], $10::integer[],
                    $11::bigint[], $12::text[], $13::date[], $14::jsonb[], $15::bytea[])
        on conflict on constraint quotes_row_key do update
        set client_code = excluded.client_code, customer_id = excluded.customer_id, quoted_on = excluded.quoted_on,
            subject = excluded.subject, total_net_cents = excluded.total_net_cents, vat_rate = excluded.vat_rate,
            total_gross_cents = excluded.total_gross_cents, status = excluded.status,
            valid_until = excluded.valid_until, raw = excluded.raw, fingerprint = excluded.fingerprint,
            import_id = excluded.import_id, imported_at = excluded.imported_at
        ",
        source.as_str(),
        import as _,
        now,
        &keys,
        &clients,
        &customers,
        &days as &[Option<NaiveDate>],
        &subjects,
        &nets as &[Option<i64>],
        &rates as &[Option<i32>],
        &grosses as &[Option<i64>],
        &statuses,
        &limits as &[Option<NaiveDate>],
        &raws as _,
        &fingerprints,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Worksites, quotes and follow-ups go where the record of their client code went.
pub(super) async fn follow_records(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "
        update worksites
        set customer_id = record.customer_id
        from source_records record
        where record.source = worksites.source and record.external_id = worksites.client_code
          and record.customer_id <> worksites.customer_id
        "
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "
        update quotes
        set customer_id = record.customer_id
        from source_records record
        where record.source = quotes.source and record.external_id = quotes.client_code
          and record.customer_id <> quotes.customer_id
        "
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "
        update follow_ups
        set customer_id = record.customer_id
        from source_records record
        where record.source = 'relances' and record.external_id = follow_ups.external_id
          and record.customer_id <> follow_ups.customer_id
        "
    )
    .execute(db)
    .await?;
    Ok(())
}
