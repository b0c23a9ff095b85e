//! Whose each record is: written last, when all customers are there.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, types::Json};

use super::{Source, queries_apply::AT_ONCE, rows::LegacyRow};
use crate::{
    matching::Reason,
    values::{CustomerId, ImportId},
};

/// A record that is new, says something new, or moves to another customer.
pub(super) struct RecordChange<'a> {
    pub(super) source: Source,
    pub(super) code: &'a str,
    pub(super) customer: CustomerId,
    /// None where only the customer changes.
    pub(super) row: Option<&'a LegacyRow>,
    /// Why the row is the customer's; none for the first of a customer.
    pub(super) reasons: Option<Vec<Reason>>,
}

pub(super) async fn write_records(
    db: &mut PgConnection,
    records: &[RecordChange<'_>],
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let moved: Vec<&RecordChange> = records.iter().filter(|record| record.row.is_none()).collect();
    for part in moved.chunks(AT_ONCE) {
        move_records(&mut *db, part).await?;
    }
    let taken: Vec<(&RecordChange, &LegacyRow)> =
        records.iter().filter_map(|record| Some((record, record.row?))).collect();
    for part in taken.chunks(AT_ONCE) {
        take_records(&mut *db, part, import, now).await?;
    }
    Ok(())
}

async fn move_records(db: impl PgExecutor<'_>, moved: &[&RecordChange<'_>]) -> sqlx::Result<()> {
    let sources: Vec<String> =
        moved.iter().map(|record| record.source.as_str().to_owned()).collect();
    let codes: Vec<String> = moved.iter().map(|record| record.code.to_owned()).collect();
    let customers: Vec<i64> = moved.iter().map(|record| record.customer.0).collect();
    sqlx::query!(
        "
        update source_records
        set customer_id = moved.customer_id
        from unnest($1::text[], $2::text[], $3::bigint[]) as moved (source, code, customer_id)
        where source_records.source = moved.source and external_id = code
        ",
        &sources,
        &codes,
        &customers,
    )
    .execute(db)
    .await?;
    Ok(())
}

async fn take_records(
    db: impl PgExecutor<'_>,
    taken: &[(&RecordChange<'_>, &LegacyRow)],
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let sources: Vec<String> =
        taken.iter().map(|(record, _)| record.source.as_str().to_owned()).collect();
    let codes: Vec<String> = taken.iter().map(|(record, _)| record.code.to_owned()).collect();
    let customers: Vec<i64> = taken.iter().map(|(record, _)| record.customer.0).collect();
    let lines: Vec<i32> = taken.iter().map(|(_, row)| row.line).collect();
    let raws: Vec<&str> = taken.iter().map(|(_, row)| row.raw.as_str()).collect();
    let fingerprints: Vec<Vec<u8>> = taken.iter().map(|(_, row)| row.fingerprint.clone()).collect();
    let reasons: Vec<Option<Json<&[Reason]>>> =
        taken.iter().map(|(record, _)| record.reasons.as_deref().map(Json)).collect();
    sqlx::query!(
        "
        insert into source_records
            (source, external_id, customer_id, line, raw, fingerprint, link_reasons, import_id, imported_at)
        select source, external_id, customer_id, line, raw::jsonb, fingerprint, link_reasons, $8, $9
        from unnest($1::text[], $2::text[], $3::bigint[], $4::integer[], $5::text[], $6::bytea[], $7::jsonb[])
             as new (source, external_id, customer_id, line, raw, fingerprint, link_reasons)
        on conflict on constraint source_records_row_key do update
        set customer_id = excluded.customer_id, line = excluded.line, raw = excluded.raw,
            fingerprint = excluded.fingerprint, import_id = excluded.import_id, imported_at = excluded.imported_at,
            link_reasons = coalesce(excluded.link_reasons, source_records.link_reasons)
        ",
        &sources,
        &codes,
        &customers,
        &lines,
        &raws as &[&str],
        &fingerprints,
        &reasons as _,
        import as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Why each of these records is its customer's; none for the first of a customer.
pub(super) async fn write_reasons(
    db: &mut PgConnection,
    records: &[(Source, &str, Option<&[Reason]>)],
) -> sqlx::Result<()> {
    for part in records.chunks(AT_ONCE) {
        write_some_reasons(&mut *db, part).await?;
    }
    Ok(())
}

async fn write_some_reasons(
    db: impl PgExecutor<'_>,
    records: &[(Source, &str, Option<&[Reason]>)],
) -> sqlx::Result<()> {
    let sources: Vec<String> =
        records.iter().map(|(source, ..)| source.as_str().to_owned()).collect();
    let codes: Vec<String> = records.iter().map(|(_, code, _)| (*code).to_owned()).collect();
    let reasons: Vec<Option<Json<&[Reason]>>> =
        records.iter().map(|(.., reasons)| reasons.map(Json)).collect();
    sqlx::query!(
        "
        update source_records
        set link_reasons = new.reasons
        from unnest($1::text[], $2::text[], $3::jsonb[]) as new (source, code, reasons)
        where source_records.source = new.source and external_id = code
          and link_reasons is distinct from new.reasons
        ",
        &sources,
        &codes,
        &reasons as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Customers of whom no record is left, and with whom nothing ever happened.
pub(super) async fn delete_customers(
    db: impl PgExecutor<'_>,
    ids: &[CustomerId],
) -> sqlx::Result<()> {
    sqlx::query!("delete from customers where id = any($1)", ids as _).execute(db).await?;
    Ok(())
}
