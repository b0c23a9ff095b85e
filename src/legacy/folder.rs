//! The watched folder: what is put there is imported by itself, once, and moved away with a report.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use super::{
    FileKind, ImportError, ImportProfile, ImportReport, ImportRequest, MAX_BYTES, UnreadableFile,
    import, queries_folder, queries_profiles, recognise,
};
use crate::business_time::local;

const TAKEN: &str = "traites";
const REFUSED: &str = "refuses";

/// Why the folder could not be worked through. The files stay where they are, for the next time.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("the import folder: {0}")]
    Folder(#[from] io::Error),
    #[error(transparent)]
    Import(#[from] ImportError),
}

impl From<sqlx::Error> for FolderError {
    fn from(error: sqlx::Error) -> Self {
        Self::Import(error.into())
    }
}

/// Imports the files of a folder that nobody is still writing, customers first, and moves each to
/// `traites` or `refuses` with a report beside it. Returns how many.
pub async fn import_folder(
    db: &PgPool,
    folder: &Path,
    now: DateTime<Utc>,
) -> Result<usize, FolderError> {
    let profiles = Arc::new(queries_profiles::import_profiles(db).await?);
    let mut files = Vec::new();
    for (name, size) in files_of(folder).await? {
        let size_on_disk = i64::try_from(size).unwrap_or(i64::MAX);
        if queries_folder::is_stable(db, &name, size_on_disk, now).await? {
            let kind = kind_of(folder.join(&name), size, profiles.clone()).await?;
            files.push((kind.ok(), name, size));
        }
    }
    files.sort();
    let mut done = 0;
    for (_, name, size) in files {
        done += usize::from(import_file(db, folder, &name, size, now).await?);
    }
    Ok(done)
}

/// Hidden files and those that Excel keeps while a workbook is open are nobody's exports.
async fn files_of(folder: &Path) -> io::Result<Vec<(String, u64)>> {
    let mut found = Vec::new();
    let mut entries = tokio::fs::read_dir(folder).await?;
    while let Some(entry) = entries.next_entry().await? {
        let metadata = entry.metadata().await?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if metadata.is_file() && !name.starts_with(['.', '~']) {
            found.push((name, metadata.len()));
        }
    }
    Ok(found)
}

async fn kind_of(
    path: PathBuf,
    size: u64,
    profiles: Arc<Vec<ImportProfile>>,
) -> Result<Result<FileKind, UnreadableFile>, FolderError> {
    if size > MAX_BYTES as u64 {
        return Ok(Err(UnreadableFile::TooLarge));
    }
    let bytes = tokio::fs::read(path).await?;
    let kind = tokio::task::spawn_blocking(move || recognise(&bytes, &profiles));
    Ok(kind.await.map_err(ImportError::from)?)
}

/// Whether the file was there, and is dealt with.
async fn import_file(
    db: &PgPool,
    folder: &Path,
    name: &str,
    size: u64,
    now: DateTime<Utc>,
) -> Result<bool, FolderError> {
    if size > MAX_BYTES as u64 {
        put_away(folder, name, REFUSED, &UnreadableFile::TooLarge.to_string(), now).await?;
        queries_folder::forget(db, name).await?;
        return Ok(true);
    }
    let bytes = match tokio::fs::read(folder.join(name)).await {
        Ok(bytes) => bytes,
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let hash = Sha256::digest(&bytes).to_vec();
    if queries_folder::is_dealt_with(db, &hash).await? {
        put_away(folder, name, TAKEN, "Ce fichier a déjà été importé\u{a0}: rien n’a changé.", now)
            .await?;
        queries_folder::forget(db, name).await?;
        return Ok(true);
    }
    let request = ImportRequest {
        kind: None,
        file_name: name.to_owned(),
        bytes,
        staff: None,
        dry_run: false,
    };
    match import(db, request, now).await {
        Ok(report) => {
            queries_folder::deal_with(db, &hash, name, report.id, now).await?;
            put_away(folder, name, TAKEN, &words(&report), now).await?;
        }
        Err(ImportError::Unreadable(reason)) => {
            queries_folder::deal_with(db, &hash, name, None, now).await?;
            put_away(folder, name, REFUSED, &reason.to_string(), now).await?;
        }
        Err(error) => return Err(error.into()),
    }
    queries_folder::forget(db, name).await?;
    Ok(true)
}

async fn put_away(
    folder: &Path,
    name: &str,
    to: &str,
    report: &str,
    now: DateTime<Utc>,
) -> io::Result<()> {
    let to = folder.join(to);
    tokio::fs::create_dir_all(&to).await?;
    let name_there = format!("{}_{name}", local::to_local(now).format("%Y-%m-%d_%H%M%S"));
    tokio::fs::write(to.join(format!("{name_there}.rapport.txt")), format!("{report}\n")).await?;
    match tokio::fs::rename(folder.join(name), to.join(name_there)).await {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        moved => moved,
    }
}

/// The report of a file, for the person who put it there.
fn words(report: &ImportReport) -> String {
    let mut lines = vec![
        format!("{} ({})", report.file_name, report.kind.label()),
        format!(
            "{} lignes : {} nouvelles, {} rattachées, {} mises à jour, {} inchangées, {} non prises.",
            report.rows,
            report.created,
            report.linked,
            report.updated,
            report.unchanged,
            report.rejected.len()
        ),
    ];
    lines.extend(report.rejected.iter().map(|rejection| {
        format!("Ligne {} : {} [{}]", rejection.line, rejection.reason, rejection.raw)
    }));
    lines.join("\n")
}
