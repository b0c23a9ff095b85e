//! The import of one file, all of it or nothing.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use tokio::task::JoinHandle;

use super::{
    FileKind, ImportReport, Source, applying,
    contents::{self, Contents},
    headers,
    mapping::ImportProfile,
    plan::{self, Entry, Home, Known},
    portrait::Statement,
    profiles,
    progress::{Step, Teller},
    queries, queries_drafts, queries_follow_ups, queries_history, queries_profiles, queries_undo,
    reading::{self, UnreadableFile},
    rows::{LegacyRow, Raw},
    taking,
};
use crate::{
    db, matching,
    values::{ImportId, StaffId},
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
    import_telling(db, request, None, &Teller::unheard(), now).await
}

/// The same, telling how far it is. `draft` is finished with it, in one transaction: an import that another
/// worker made meanwhile is not made again.
pub(super) async fn import_telling(
    db: &PgPool,
    request: ImportRequest,
    draft: Option<i64>,
    teller: &Teller,
    now: DateTime<Utc>,
) -> Result<ImportReport, ImportError> {
    teller.say(Step::Reading);
    let ImportRequest { kind, file_name, bytes, staff, dry_run } = request;
    let name = file_name.clone();
    let profiles = queries_profiles::import_profiles(db).await?;
    let understood =
        tokio::task::spawn_blocking(move || contents::understand(kind, &name, &bytes, &profiles));
    let (kind, headers, contents, rejected) = understood.await??;
    teller.say_rows(contents.lines() + rejected.len());
    teller.say(Step::Waiting);
    let mut tx = db::begin(db).await?;
    queries::wait_for_other_imports(&mut *tx).await?;
    queries::allow_long_thought(&mut *tx).await?;
    let id = queries_history::insert_import(&mut *tx, kind, &file_name, staff, now).await?;
    queries_undo::note_changes(&mut *tx, id).await?;
    teller.say(Step::Matching);
    let mut report = ImportReport::of(kind, file_name);
    report.rows = contents.lines() + rejected.len();
    report.rejected = rejected;
    report.headers = headers;
    match contents {
        Contents::Customers(source, rows) => {
            apply(&mut tx, source, rows, &mut report, id, teller, now).await?;
        }
        Contents::Worksites(rows) => taking::worksites(&mut tx, rows, &mut report, id, now).await?,
        Contents::Quotes(rows) => taking::quotes(&mut tx, rows, &mut report, id, now).await?,
        Contents::Visits(rows) => taking::visits(&mut tx, rows, &mut report, id, now).await?,
    }
    report.rejected.sort_by_key(|rejection| rejection.line);
    if dry_run {
        tx.rollback().await?;
    } else {
        queries_history::finish_import(&mut tx, id, &report, now).await?;
        let is_ours = match draft {
            Some(draft) => queries_drafts::finish(&mut *tx, draft, id, now).await?,
            None => true,
        };
        if is_ours {
            tx.commit().await?;
            report.id = Some(id);
        }
    }
    Ok(report)
}

/// Which file this is: what the office said of its headers, else what the headers say.
pub fn recognise(bytes: &[u8], known: &[ImportProfile]) -> Result<FileKind, UnreadableFile> {
    let headers = reading::read_sheet(bytes)?.headers;
    match known.iter().find(|profile| profile.headers == headers) {
        Some(profile) => Ok(profile.kind),
        None => headers::recognise(&headers),
    }
}

async fn apply(
    db: &mut PgConnection,
    source: Source,
    rows: Vec<LegacyRow>,
    report: &mut ImportReport,
    import: ImportId,
    teller: &Teller,
    now: DateTime<Utc>,
) -> Result<(), ImportError> {
    let known = queries::fingerprints(&mut *db, source).await?;
    let lines = rows.len();
    let changed: HashMap<String, LegacyRow> = rows
        .into_iter()
        .filter(|row| known.get(&row.code) != Some(&row.fingerprint))
        .map(|row| (row.code.clone(), row))
        .collect();
    report.unchanged = lines - changed.len();
    report.updated = changed.keys().filter(|code| known.contains_key(*code)).count();
    if changed.is_empty() {
        return Ok(());
    }

    let recorded = recorded(&mut *db).await?;
    let known = Known {
        unrecorded: queries::unrecorded(&mut *db).await?,
        touched: queries::touched(&mut *db).await?,
        verdicts: matching::verdicts(&mut *db).await?,
    };
    let planned = tokio::task::spawn_blocking(move || {
        let entries = entries(source, recorded, &changed);
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
    teller.say(Step::Writing);
    applying::write(&mut *db, &entries, plan, &changed, source, import, now).await?;
    if changed.len() > MANY {
        queries::count_rows_anew(&mut *db).await?;
    }
    if source == Source::Relances {
        queries_follow_ups::write_follow_ups(db, changed.values(), import, now).await?;
    }
    Ok(())
}

/// As many new rows change what the database may assume of its tables.
const MANY: usize = 1_000;

/// Rows are read so many at a time.
const PAGE: i64 = 5_000;

/// What the records said until now.
async fn recorded(db: &mut PgConnection) -> Result<Vec<Entry>, ImportError> {
    let mut recorded = Vec::new();
    let mut last = (String::new(), String::new());
    // The next page is fetched while this one is understood.
    let mut reading: Option<JoinHandle<serde_json::Result<Vec<Entry>>>> = None;
    loop {
        let page = queries::records(&mut *db, (&last.0, &last.1), PAGE).await?;
        if let Some(read) = reading.take() {
            recorded.append(&mut read.await?.map_err(|error| sqlx::Error::Decode(error.into()))?);
        }
        let Some(record) = page.last() else { return Ok(recorded) };
        last = (record.source.as_str().to_owned(), record.code.clone());
        reading = Some(tokio::task::spawn_blocking(move || {
            matching::in_parts(&page, read).into_iter().collect()
        }));
    }
}

fn read(records: &[queries::Record]) -> Vec<serde_json::Result<Entry>> {
    let mut readers = Source::ALL.map(|source| (source, profiles::RowReader::new(source)));
    let understood = records.iter().filter_map(|record| {
        let (_, reader) = readers.iter_mut().find(|(source, _)| *source == record.source)?;
        let raw: Raw = match serde_json::from_str(&record.raw) {
            Ok(raw) => raw,
            Err(error) => return Some(Err(error)),
        };
        let cells = reader.read(&raw);
        let said = Arc::new(Statement::of(cells.customer_name()?, &cells));
        Some(Ok(Entry {
            source: record.source,
            code: record.code.clone(),
            customer: Some(record.customer),
            after: said.clone(),
            before: Some(said),
            has_reasons: record.has_reasons,
        }))
    });
    understood.collect()
}

/// All records, those of before and those of the file, in an order of their own.
fn entries(
    source: Source,
    recorded: Vec<Entry>,
    changed: &HashMap<String, LegacyRow>,
) -> Vec<Entry> {
    let mut entries = recorded;
    let mut known = HashSet::new();
    for entry in entries.iter_mut().filter(|entry| entry.source == source) {
        if let Some((code, row)) = changed.get_key_value(&entry.code) {
            entry.after = row.said.clone();
            known.insert(code);
        }
    }
    let new = changed.values().filter(|row| !known.contains(&row.code)).map(|row| Entry {
        source,
        code: row.code.clone(),
        customer: None,
        before: None,
        after: row.said.clone(),
        has_reasons: false,
    });
    entries.extend(new);
    entries
        .sort_unstable_by(|one, other| (one.source, &one.code).cmp(&(other.source, &other.code)));
    entries
}
