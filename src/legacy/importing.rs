//! The import of one file, all of it or nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{
    FileKind, ImportReport, Source,
    plan::{self, Entry, Home, Known, Plan},
    portrait::{Portrait, Statement},
    profiles, queries, queries_apply, queries_history, queries_records,
    reading::{self, UnreadableFile},
    rows::{self, LegacyRow, Rejection},
};
use crate::{
    db, matching,
    values::{CustomerId, ImportId, StaffId},
};

/// A file to import.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    /// None: to be found out by the headers.
    pub kind: Option<FileKind>,
    pub file_name: String,
    pub bytes: Vec<u8>,
    /// Who imports it; nobody on the command line.
    pub staff: Option<StaffId>,
    /// Say what would happen, and change nothing.
    pub dry_run: bool,
}

/// Why a file was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Unreadable(#[from] UnreadableFile),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error("the import stopped: {0}")]
    Stopped(#[from] tokio::task::JoinError),
}

/// Imports a file. The same file again changes nothing; a newer one changes what it says otherwise,
/// and leaves what the office changed.
pub async fn import(
    db: &PgPool,
    request: ImportRequest,
    now: DateTime<Utc>,
) -> Result<ImportReport, ImportError> {
    let ImportRequest { kind, file_name, bytes, staff, dry_run } = request;
    let (kind, rows, rejected) =
        tokio::task::spawn_blocking(move || understand(kind, &bytes)).await??;
    let mut tx = db::begin(db).await?;
    queries::wait_for_other_imports(&mut *tx).await?;
    queries::allow_long_thought(&mut *tx).await?;
    let id = queries_history::insert_import(&mut *tx, kind, &file_name, staff, now).await?;
    let mut report = apply(&mut tx, kind, rows, id, now).await?;
    report.file_name = file_name;
    report.rows += rejected.len();
    report.rejected = rejected;
    if dry_run {
        tx.rollback().await?;
    } else {
        queries_history::finish_import(&mut tx, id, &report, now).await?;
        tx.commit().await?;
        report.id = Some(id);
    }
    Ok(report)
}

/// Which file this is, by its headers.
pub fn recognise(bytes: &[u8]) -> Result<FileKind, UnreadableFile> {
    profiles::recognise(&reading::read_sheet(bytes)?.headers)
}

type Understood = (FileKind, Vec<LegacyRow>, Vec<Rejection>);

fn understand(kind: Option<FileKind>, bytes: &[u8]) -> Result<Understood, UnreadableFile> {
    let sheet = reading::read_sheet(bytes)?;
    let kind = kind.map_or_else(|| profiles::recognise(&sheet.headers), Ok)?;
    let source = kind.source().ok_or(UnreadableFile::UnknownColumns)?;
    let (rows, rejected) = rows::understand(source, &sheet)?;
    Ok((kind, rows, rejected))
}

async fn apply(
    db: &mut PgConnection,
    kind: FileKind,
    rows: Vec<LegacyRow>,
    import: ImportId,
    now: DateTime<Utc>,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport {
        id: None,
        kind,
        file_name: String::new(),
        rows: rows.len(),
        created: 0,
        updated: 0,
        linked: 0,
        unchanged: 0,
        rejected: Vec::new(),
    };
    let Some(source) = kind.source() else { return Ok(report) };
    let known = queries::fingerprints(&mut *db, source).await?;
    let changed: HashMap<String, LegacyRow> = rows
        .into_iter()
        .filter(|row| known.get(&row.code) != Some(&row.fingerprint))
        .map(|row| (row.code.clone(), row))
        .collect();
    report.unchanged = report.rows - changed.len();
    report.updated = changed.keys().filter(|code| known.contains_key(*code)).count();
    if changed.is_empty() {
        return Ok(report);
    }

    let records = queries::records(&mut *db).await?;
    let known = Known {
        unrecorded: queries::unrecorded(&mut *db).await?,
        touched: queries::touched(&mut *db).await?,
        verdicts: matching::verdicts(&mut *db).await?,
    };
    let planned = tokio::task::spawn_blocking(move || {
        let entries = entries(source, records, &changed);
        let plan = plan::plan(&entries, &known);
        (entries, plan, changed)
    });
    let (entries, plan, changed) = planned.await?;

    let new_rows = changed.len() - report.updated;
    report.created = entries
        .iter()
        .zip(&plan.homes)
        .filter(|(entry, home)| entry.before.is_none() && matches!(home, Home::New(_)))
        .map(|(_, home)| home)
        .collect::<BTreeSet<_>>()
        .len()
        .min(new_rows);
    report.linked = new_rows - report.created;
    write(db, &entries, plan, &changed, source, import, now).await?;
    Ok(report)
}

/// All records, those of before and those of the file, in an order of their own.
fn entries(
    source: Source,
    records: Vec<queries::Record>,
    changed: &HashMap<String, LegacyRow>,
) -> Vec<Entry> {
    let mut readers = Source::ALL.map(|source| (source, profiles::RowReader::new(source)));
    let mut entries = BTreeMap::new();
    for record in records {
        let reader = readers.iter_mut().find(|(source, _)| *source == record.source);
        let Some(cells) = reader.map(|(_, reader)| reader.read(&record.raw)) else { continue };
        let Some(name) = cells.customer_name() else { continue };
        let before = Statement::of(name, &cells);
        let entry = Entry {
            source: record.source,
            code: record.code,
            customer: Some(record.customer),
            after: before.clone(),
            before: Some(before),
            has_reasons: record.has_reasons,
        };
        entries.insert((entry.source, entry.code.clone()), entry);
    }
    for (code, row) in changed {
        let after = Statement::of(row.name.clone(), &row.cells);
        entries
            .entry((source, code.clone()))
            .and_modify(|entry| entry.after = after.clone())
            .or_insert_with(|| Entry {
                source,
                code: code.clone(),
                customer: None,
                before: None,
                after,
                has_reasons: false,
            });
    }
    entries.into_values().collect()
}

async fn write(
    db: &mut PgConnection,
    entries: &[Entry],
    plan: Plan,
    changed: &HashMap<String, LegacyRow>,
    source: Source,
    import: ImportId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Plan { homes, reasons, proposals } = plan;
    let mut before = BTreeMap::<CustomerId, Vec<&Statement>>::new();
    let mut after = BTreeMap::<Home, Vec<&Statement>>::new();
    for (entry, home) in entries.iter().zip(&homes) {
        if let (Some(customer), Some(statement)) = (entry.customer, &entry.before) {
            before.entry(customer).or_default().push(statement);
        }
        after.entry(*home).or_default().push(&entry.after);
    }
    let portraits: BTreeMap<Home, Portrait> = after
        .iter()
        .filter(|(home, statements)| match home {
            Home::Known(id) => before.get(id) != Some(statements),
            Home::New(_) => true,
        })
        .filter_map(|(home, statements)| Some((*home, Portrait::of(statements)?)))
        .collect();

    let new: Vec<(Home, &Portrait)> = portraits
        .iter()
        .filter(|(home, _)| matches!(home, Home::New(_)))
        .map(|(home, portrait)| (*home, portrait))
        .collect();
    let ids = queries_apply::insert_customers(
        &mut *db,
        new.iter().map(|(_, portrait)| &portrait.name),
        now,
    )
    .await?;
    let mut id_of: HashMap<Home, CustomerId> = new.iter().map(|(home, _)| *home).zip(ids).collect();
    id_of.extend(after.keys().filter_map(|home| match home {
        Home::Known(id) => Some((*home, *id)),
        Home::New(_) => None,
    }));

    let mut difference = queries_apply::Changes::default();
    for (home, portrait) in &portraits {
        let old = match home {
            Home::Known(id) => before.get(id).and_then(|statements| Portrait::of(statements)),
            Home::New(_) => None,
        };
        difference.add(id_of[home], old.as_ref(), portrait);
    }
    queries_apply::apply(&mut *db, &difference, now).await?;

    let records: Vec<queries_records::RecordChange> = entries
        .iter()
        .zip(&homes)
        .filter_map(|(entry, home)| {
            let row = (entry.source == source).then(|| changed.get(&entry.code)).flatten();
            let customer = id_of[home];
            (row.is_some() || entry.customer != Some(customer)).then_some(
                queries_records::RecordChange {
                    source: entry.source,
                    code: &entry.code,
                    customer,
                    row,
                },
            )
        })
        .collect();
    queries_records::write_records(&mut *db, &records, import, now).await?;
    let explained: Vec<_> = entries
        .iter()
        .zip(&homes)
        .zip(&reasons)
        .filter(|((entry, home), reasons)| {
            entry.customer != Some(id_of[*home]) || entry.has_reasons != reasons.is_some()
        })
        .map(|((entry, _), reasons)| (entry.source, entry.code.as_str(), reasons.as_deref()))
        .collect();
    queries_records::write_reasons(&mut *db, &explained).await?;

    let left: Vec<CustomerId> =
        before.keys().filter(|id| !after.contains_key(&Home::Known(**id))).copied().collect();
    queries_records::delete_customers(&mut *db, &left).await?;
    let proposals: Vec<_> =
        proposals.into_iter().map(|proposal| proposal.between(|home| id_of[&home])).collect();
    matching::write_proposals(db, &proposals, now).await
}
