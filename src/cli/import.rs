//! `relais import`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use clap::Args;
use relais::{
    clock::Clock,
    legacy::{self, FileKind, ImportProfile, ImportReport, ImportRequest},
    matching,
};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{configure, database::with_database};

/// Take over the files of the old office. The same file again changes nothing.
#[derive(Args)]
pub(super) struct Arguments {
    /// What the file is, `auto` where its headers tell; or the file or folder itself.
    source: String,
    /// A file, or a folder with files, which are imported in the right order.
    file: Option<PathBuf>,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Answer with one JSON object.
    #[arg(long)]
    json: bool,
}

impl Arguments {
    /// `auto FOLDER`, `mde-clients FILE`, or a path alone.
    fn what(&self) -> anyhow::Result<(PathBuf, Option<FileKind>)> {
        let Some(file) = &self.file else { return Ok((PathBuf::from(&self.source), None)) };
        if self.source == "auto" {
            return Ok((file.clone(), None));
        }
        let kind = FileKind::from_name(&self.source).with_context(|| {
            let known: Vec<&str> = FileKind::ALL.iter().map(|kind| kind.as_str()).collect();
            format!("{} is no kind of file; known are auto, {}", self.source, known.join(", "))
        })?;
        Ok((file.clone(), Some(kind)))
    }
}

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let config = configure(false)?;
    let (path, kind) = arguments.what()?;
    with_database(&config, async |db| {
        let files = files(&path, kind, &legacy::import_profiles(&db).await?)?;
        let mut reports = Vec::new();
        for file in files {
            reports.push(import(&db, arguments, file).await?);
        }
        if arguments.json {
            println!("{}", as_json(&reports, matching::count_open(&db).await?));
        } else {
            for report in &reports {
                print(report, arguments.dry_run);
            }
        }
        Ok(())
    })
    .await
}

struct File {
    name: String,
    kind: FileKind,
    bytes: Vec<u8>,
}

async fn import(db: &PgPool, arguments: &Arguments, file: File) -> anyhow::Result<ImportReport> {
    let File { name, kind, bytes } = file;
    let request = ImportRequest {
        kind: Some(kind),
        file_name: name.clone(),
        bytes,
        staff: None,
        dry_run: arguments.dry_run,
    };
    legacy::import(db, request, Clock::System.now())
        .await
        .with_context(|| format!("{name} is not imported"))
}

/// The file; or those of the folder that are known, in the order in which they are best imported.
fn files(
    path: &Path,
    wanted: Option<FileKind>,
    profiles: &[ImportProfile],
) -> anyhow::Result<Vec<File>> {
    if !path.is_dir() {
        let bytes = read(path)?;
        let kind = wanted.map_or_else(|| legacy::recognise(&bytes, profiles), Ok);
        let kind = kind.with_context(|| format!("{} cannot be imported", path.display()))?;
        return Ok(vec![File { name: file_name(path), kind, bytes }]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).with_context(|| format!("{} cannot be read", path.display()))? {
        let path = entry?.path();
        if !path.is_file() {
            continue;
        }
        let bytes = read(&path)?;
        match legacy::recognise(&bytes, profiles) {
            Ok(kind) if wanted.is_none_or(|wanted| wanted == kind) => {
                files.push(File { name: file_name(&path), kind, bytes });
            }
            Ok(_) => {}
            Err(reason) => eprintln!("{} is left out: {reason}", path.display()),
        }
    }
    ensure!(!files.is_empty(), "{} holds no file that can be imported", path.display());
    files.sort_by(|one, other| (one.kind, &one.name).cmp(&(other.kind, &other.name)));
    Ok(files)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let size =
        fs::metadata(path).with_context(|| format!("{} cannot be read", path.display()))?.len();
    ensure!(size <= legacy::MAX_BYTES as u64, "{} is larger than 64 MiB", path.display());
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// One object, whatever the number of files. `proposed`: pairs of customers that wait for a person after it, those
/// of before included.
fn as_json(reports: &[ImportReport], proposed: i64) -> Value {
    let sum = |count: fn(&ImportReport) -> usize| reports.iter().map(count).sum::<usize>();
    let rejected: Vec<Value> = reports
        .iter()
        .flat_map(|report| {
            report.rejected.iter().map(|rejection| {
                json!({
                    "file": report.file_name,
                    "line": rejection.line,
                    "reason": rejection.reason,
                    "raw": rejection.raw,
                })
            })
        })
        .collect();
    json!({
        "rows": sum(|report| report.rows),
        "created": sum(|report| report.created),
        "updated": sum(|report| report.updated),
        "linked": sum(|report| report.linked),
        "unchanged": sum(|report| report.unchanged),
        "proposed": proposed,
        "rejected": rejected,
    })
}

fn print(report: &ImportReport, dry_run: bool) {
    let mode = if dry_run { " (dry run: nothing was changed)" } else { "" };
    println!("{} as {}{mode}", report.file_name, report.kind.as_str());
    println!(
        "  {} rows: {} new customers, {} linked, {} updated, {} unchanged, {} rejected",
        report.rows,
        report.created,
        report.linked,
        report.updated,
        report.unchanged,
        report.rejected.len(),
    );
    for rejection in &report.rejected {
        println!("  line {}: {}", rejection.line, rejection.reason);
    }
}
