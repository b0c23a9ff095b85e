//! Visits to confirm: written by imports, settled by the office.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use sqlx::{PgExecutor, types::Json};

use super::{FileKind, visits::VisitRow};
use crate::values::{CustomerId, ImportId, StaffId};

pub(super) async fn known_visits(
    db: impl PgExecutor<'_>,
    kind: FileKind,
) -> sqlx::Result<HashMap<String, Vec<u8>>> {
    let rows = sqlx::query!(
        "select external_id, fingerprint from unconfirmed_visits where kind = $1",
        kind.as_str()
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.external_id, row.fingerprint)).collect())
}

/// Of each of these numbers that only one customer has: the customer, and their folded name.
pub(super) async fn owners(
    db: impl PgExecutor<'_>,
    numbers: &[String],
) -> sqlx::Result<HashMap<String, (CustomerId, String)>> {
    let rows = sqlx::query!(
        r#"
        select e164 as "number!", min(customers.id) as "customer!: CustomerId", min(folded_name) as "name!"
        from phones
        join customers on customers.id = phones.customer_id
        where e164 = any($1)
        group by e164
        having count(distinct customers.id) = 1
        "#,
        numbers
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.number, (row.customer, row.name))).collect())
}

/// A newer writing of an entry that was settled opens it again: it says something else now.
pub(super) async fn write_visits(
    db: impl PgExecutor<'_>,
    kind: FileKind,
    rows: &[(&VisitRow, Option<CustomerId>)],
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let optional = |of: fn(&VisitRow) -> Option<&str>| {
        rows.iter().map(|(row, _)| of(row).map(str::to_owned)).collect::<Vec<_>>()
    };
    let keys: Vec<String> = rows.iter().map(|(row, _)| row.key.clone()).collect();
    let labels: Vec<String> = rows.iter().map(|(row, _)| row.label.clone()).collect();
    let days: Vec<NaiveDate> = rows.iter().map(|(row, _)| row.day).collect();
    let starts: Vec<Option<NaiveTime>> = rows.iter().map(|(row, _)| row.starts_at).collect();
    let ends: Vec<Option<NaiveTime>> = rows.iter().map(|(row, _)| row.ends_at).collect();
    let customers: Vec<Option<i64>> =
        rows.iter().map(|(_, customer)| customer.map(|id| id.0)).collect();
    let lines: Vec<i32> = rows.iter().map(|(row, _)| row.line).collect();
    let originals: Vec<Json<&super::rows::Raw>> =
        rows.iter().map(|(row, _)| Json(&row.raw)).collect();
    let fingerprints: Vec<Vec<u8>> = rows.iter().map(|(row, _)| row.fingerprint.clone()).collect();
    sqlx::query!(
        "
        insert into unconfirmed_visits
            (kind, external_id, technician, day, starts_at, ends_at, label, place, note, warning, customer_id,
             line, raw, fingerprint, import_id, imported_at)
        select $1, *, $2, $3
        from unnest($4::text[], $5::text[], $6::date[], $7::time[], $8::time[], $9::text[], $10::text[],
                    $11::text[], $12::text[], $13::bigint[], $14::integer[], $15::jsonb[], $16::bytea[])
        on conflict on constraint unconfirmed_visits_row_key do update
        set technician = excluded.technician, label = excluded.label, place = excluded.place, note = excluded.note,
            warning = excluded.warning, customer_id = excluded.customer_id, line = excluded.line,
            raw = excluded.raw, fingerprint = excluded.fingerprint, import_id = excluded.import_id,
            imported_at = excluded.imported_at, state = 'open', settled_by = null, settled_at = null
        ",
        kind.as_str(),
        import as _,
        now,
        &keys,
        &optional(|row| row.technician.as_deref()) as &[Option<String>],
        &days,
        &starts as &[Option<NaiveTime>],
        &ends as &[Option<NaiveTime>],
        &labels,
        &optional(|row| row.place.as_deref()) as &[Option<String>],
        &optional(|row| row.note.as_deref()) as &[Option<String>],
        &optional(|row| row.warning.as_deref()) as &[Option<String>],
        &customers as &[Option<i64>],
        &lines,
        &originals as _,
        &fingerprints,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// One line of the list of what is to be confirmed.
#[derive(Clone, Debug)]
pub struct UnconfirmedVisit {
    pub id: i64,
    pub kind: FileKind,
    pub technician: Option<String>,
    pub day: NaiveDate,
    pub starts_at: Option<NaiveTime>,
    pub ends_at: Option<NaiveTime>,
    pub label: String,
    pub place: Option<String>,
    pub note: Option<String>,
    pub customer_id: Option<CustomerId>,
    pub customer_name: Option<String>,
    pub warning: Option<String>,
}

/// After which line a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitStart {
    pub day: NaiveDate,
    pub id: i64,
}

/// What nobody has settled, in the order of days.
pub async fn unconfirmed_visits(
    db: impl PgExecutor<'_>,
    after: Option<VisitStart>,
    limit: i64,
) -> sqlx::Result<Vec<UnconfirmedVisit>> {
    sqlx::query_as!(
        UnconfirmedVisit,
        r#"
        select unconfirmed_visits.id, unconfirmed_visits.kind as "kind: _", technician, day, starts_at, ends_at, label,
               place, note, customer_id as "customer_id: _", customers.name as "customer_name?", warning
        from unconfirmed_visits
        left join customers on customers.id = customer_id
        where state = 'open'
          and ($1::date is null or (day, unconfirmed_visits.id) > ($1, $2))
        order by day, unconfirmed_visits.id
        limit $3
        "#,
        after.map(|start| start.day),
        after.map_or(0, |start| start.id),
        limit,
    )
    .fetch_all(db)
    .await
}

/// What nobody has settled of some days, both included; at most 500.
pub async fn unconfirmed_between(
    db: impl PgExecutor<'_>,
    first: NaiveDate,
    last: NaiveDate,
) -> sqlx::Result<Vec<UnconfirmedVisit>> {
    sqlx::query_as!(
        UnconfirmedVisit,
        r#"
        select unconfirmed_visits.id, unconfirmed_visits.kind as "kind: _", technician, day, starts_at, ends_at, label,
               place, note, customer_id as "customer_id: _", customers.name as "customer_name?", warning
        from unconfirmed_visits
        left join customers on customers.id = customer_id
        where state = 'open' and day between $1 and $2
        order by day, unconfirmed_visits.id
        limit 500
        "#,
        first,
        last,
    )
    .fetch_all(db)
    .await
}

/// What becomes of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// Somebody placed it, or dealt with it otherwise.
    Done,
    Ignored,
    /// It was settled by mistake.
    Open,
}

/// Whether there is such an entry.
pub async fn settle_visit(
    db: impl PgExecutor<'_>,
    id: i64,
    settlement: Settlement,
    staff: StaffId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let state = match settlement {
        Settlement::Done => "done",
        Settlement::Ignored => "ignored",
        Settlement::Open => "open",
    };
    let settled = sqlx::query!(
        "update unconfirmed_visits set state = $2, settled_by = $3, settled_at = $4 where id = $1",
        id,
        state,
        staff as _,
        now,
    )
    .execute(db)
    .await?;
    Ok(settled.rows_affected() == 1)
}
