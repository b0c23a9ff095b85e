//! `relais import`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use clap::{Args, ValueEnum};
use relais::{
    clock::Clock,
    legacy::{self, ImportReport, ImportRequest, Source},
};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{configure, database::with_database};

/// Take over the files of the old office. The same file again changes nothing.
#[derive(Args)]
pub(super) struct Arguments {
    /// What the file is; `auto`: recognised by its headers.
    source: SourceArgument,
    /// A file, or a folder with files, which are imported in the right order.
    file: PathBuf,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Answer with one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SourceArgument {
    Auto,
    MdeClients,
    SageClients,
}

impl SourceArgument {
    fn source(self) -> Option<Source> {
        match self {
            Self::Auto => None,
            Self::MdeClients => Some(Source::Mde),
            Self::SageClients => Some(Source::Sage),
        }
    }
}

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let config = configure(false)?;
    let files = files(&arguments.file, arguments.source.source())?;
    with_database(&config, async |db| {
        let mut reports = Vec::new();
        for file in files {
            reports.push(import(&db, arguments, file).await?);
        }
        if arguments.json {
            println!("{}", as_json(&reports));
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
    source: Source,
    bytes: Vec<u8>,
}

async fn import(db: &PgPool, arguments: &Arguments, file: File) -> anyhow::Result<ImportReport> {
    let File { name, source, bytes } = file;
    let request = ImportRequest {
        source: Some(source),
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
fn files(path: &Path, wanted: Option<Source>) -> anyhow::Result<Vec<File>> {
    if !path.is_dir() {
        let bytes = read(path)?;
        let source = wanted.map_or_else(|| legacy::recognise(&bytes), Ok);
        let source = source.with_context(|| format!("{} cannot be imported", path.display()))?;
        return Ok(vec![File { name: file_name(path), source, bytes }]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).with_context(|| format!("{} cannot be read", path.display()))? {
        let path = entry?.path();
        if !path.is_file() {
            continue;
        }
        let bytes = read(&path)?;
        match legacy::recognise(&bytes) {
            Ok(source) if wanted.is_none_or(|wanted| wanted == source) => {
                files.push(File { name: file_name(&path), source, bytes });
            }
            Ok(_) => {}
            Err(reason) => eprintln!("{} is left out: {reason}", path.display()),
        }
    }
    ensure!(!files.is_empty(), "{} holds no file that can be imported", path.display());
    files.sort_by(|one, other| (one.source, &one.name).cmp(&(other.source, &other.name)));
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

/// One object, whatever the number of files. Nothing is proposed yet: only what is sure is linked.
fn as_json(reports: &[ImportReport]) -> Value {
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
        "proposed": 0,
        "rejected": rejected,
    })
}

fn print(report: &ImportReport, dry_run: bool) {
    let mode = if dry_run { " (dry run: nothing was changed)" } else { "" };
    println!("{} as {}{mode}", report.file_name, report.source.as_str());
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
