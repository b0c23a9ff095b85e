//! The follow-ups of the old sheet, and their list.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgExecutor;

use super::{follow_ups::FollowUpRow, rows::LegacyRow};
use crate::values::{CustomerId, ImportId};

/// Each row goes to the customer of its record. What is known as it is stays as it is.
pub(super) async fn write_follow_ups(
    db: impl PgExecutor<'_>,
    rows: impl Iterator<Item = &LegacyRow>,
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let (rows, what): (Vec<&LegacyRow>, Vec<&FollowUpRow>) =
        rows.filter_map(|row| Some((row, row.follow_up.as_ref()?))).unzip();
    let column = |of: fn(&FollowUpRow) -> &str| {
        what.iter().map(|row| of(row).to_owned()).collect::<Vec<_>>()
    };
    let codes: Vec<String> = rows.iter().map(|row| row.code.clone()).collect();
    let fingerprints: Vec<Vec<u8>> = rows.iter().map(|row| row.fingerprint.clone()).collect();
    let days: Vec<Option<NaiveDate>> = what.iter().map(|row| row.chased_on).collect();
    let open: Vec<bool> = what.iter().map(|row| row.is_open).collect();
    sqlx::query!(
        "
        insert into follow_ups
            (external_id, customer_id, subject, chased_on, chased, status, is_open, remark, fingerprint,
             import_id, imported_at)
        select code, record.customer_id, subject, chased_on, chased, status, is_open, remark, new.fingerprint, $9, $10
        from unnest($1::text[], $2::text[], $3::date[], $4::text[], $5::text[], $6::boolean[], $7::text[], $8::bytea[])
             as new (code, subject, chased_on, chased, status, is_open, remark, fingerprint)
        join source_records record on record.source = 'relances' and record.external_id = code
        on conflict on constraint follow_ups_row_key do update
        set customer_id = excluded.customer_id, subject = excluded.subject, chased_on = excluded.chased_on,
            chased = excluded.chased, status = excluded.status, is_open = excluded.is_open,
            remark = excluded.remark, fingerprint = excluded.fingerprint, import_id = excluded.import_id,
            imported_at = excluded.imported_at
        where follow_ups.fingerprint <> excluded.fingerprint
        ",
        &codes,
        &column(|row| &row.subject),
        &days as &[Option<NaiveDate>],
        &column(|row| &row.chased),
        &column(|row| &row.status),
        &open,
        &column(|row| &row.remark),
        &fingerprints,
        import as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// One follow-up, as lists show it.
#[derive(Clone, Debug)]
pub struct FollowUp {
    pub id: i64,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub subject: String,
    pub chased_on: Option<NaiveDate>,
    /// As typed in the sheet.
    pub chased: String,
    pub status: String,
    pub is_open: bool,
    pub remark: String,
}

/// Which follow-ups a list shows.
#[derive(Clone, Debug, Default)]
pub struct FollowUpFilter {
    /// None: both the open and the closed ones.
    pub is_open: Option<bool>,
    pub customer: Option<CustomerId>,
    /// The last one of the page before.
    pub after: Option<i64>,
}

/// In the order of the sheet.
pub async fn follow_ups(
    db: impl PgExecutor<'_>,
    filter: &FollowUpFilter,
    limit: i64,
) -> sqlx::Result<Vec<FollowUp>> {
    sqlx::query_as!(
        FollowUp,
        r#"
        select follow_ups.id, customer_id as "customer_id: _", customers.name as customer_name, subject, chased_on,
               chased, status, is_open, remark
        from follow_ups
        join customers on customers.id = customer_id
        where ($1::boolean is null or is_open = $1) and ($2::bigint is null or customer_id = $2)
          and follow_ups.id > $3
        order by follow_ups.id
        limit $4
        "#,
        filter.is_open,
        filter.customer as _,
        filter.after.unwrap_or(0),
        limit,
    )
    .fetch_all(db)
    .await
}
