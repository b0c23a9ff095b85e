//! Three files of an office imported and matched: time, memory, how time grows, and how well it was done.
//!
//! Needs `DATABASE_URL` of an empty database. `RELAIS_BENCH_SIZES`: numbers of customers, 10000,100000,300000.

mod office;

use std::{
    collections::HashMap,
    env, fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use relais::{
    clock::Clock,
    db,
    legacy::{self, ImportRequest},
};
use sqlx::PgPool;
use tempfile::TempDir;

/// In the order in which they come.
const FILES: [&str; 3] = ["mde.csv", "sage.csv", "outlook.csv"];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let url = env::var("DATABASE_URL").context("DATABASE_URL: run it by `make bench`")?;
    let sizes = env::var("RELAIS_BENCH_SIZES").unwrap_or_else(|_| "10000,100000,300000".to_owned());
    let pool = db::connect(url.parse()?, 4, Duration::from_mins(1)).await?;
    db::MIGRATOR.run(&pool).await?;
    println!(
        "{:>10} {:>8} {:>9} {:>12} {:>10} {:>8} {:>9}",
        "customers", "rows", "seconds", "peak MB", "precision", "recall", "exponent"
    );
    let mut before: Option<(f64, f64)> = None;
    for size in sizes.split(',') {
        let customers: usize = size.trim().parse().context("RELAIS_BENCH_SIZES")?;
        sqlx::raw_sql("truncate customers, imports cascade").execute(&pool).await?;
        // What is measured is the import alone, of files on disk: who everybody really is comes again when it is done.
        let folder = TempDir::new()?;
        let rows = write_files(customers, folder.path())?;
        let start = Instant::now();
        for name in FILES {
            let request = ImportRequest {
                kind: None,
                file_name: name.to_owned(),
                bytes: fs::read(folder.path().join(name))?,
                staff: None,
                dry_run: false,
            };
            let report = legacy::import(&pool, request, Clock::default().now()).await?;
            anyhow::ensure!(report.rejected.is_empty(), "{name}: {:?}", report.rejected.first());
        }
        let seconds = start.elapsed().as_secs_f64();
        let peak = peak_memory();
        let (precision, recall) = score(&pool, &office::office(customers, 2026).truth).await?;
        let size = f64::from(u32::try_from(customers)?);
        let exponent = before.map(|(size_before, seconds_before)| {
            (seconds / seconds_before).ln() / (size / size_before).ln()
        });
        println!(
            "{customers:>10} {rows:>8} {seconds:>9.1} {peak:>12} {precision:>10.4} {recall:>8.4} {:>9}",
            exponent.map_or_else(String::new, |exponent| format!("{exponent:.2}"))
        );
        before = Some((size, seconds));
    }
    Ok(())
}

/// Says how many rows there are.
fn write_files(customers: usize, folder: &Path) -> anyhow::Result<usize> {
    let office = office::office(customers, 2026);
    for (name, bytes) in FILES.into_iter().zip([office.mde, office.sage, office.outlook]) {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(office.truth.len())
}

/// Of the pairs of rows put into one customer the share that are one, and of the true pairs the share that are put so.
async fn score(db: &PgPool, truth: &[(&'static str, String, usize)]) -> anyhow::Result<(f64, f64)> {
    let links = legacy::source_links(db).await?;
    let customer: HashMap<(&str, &str), i64> = links
        .iter()
        .map(|link| ((link.source.as_str(), link.row.as_str()), link.customer.0))
        .collect();
    let (mut real, mut made, mut both) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (source, row, who) in truth {
        let got = customer
            .get(&(*source, row.as_str()))
            .with_context(|| format!("{source} {row} is missing"))?;
        *real.entry(*who).or_insert(0u32) += 1;
        *made.entry(*got).or_insert(0u32) += 1;
        *both.entry((*who, *got)).or_insert(0u32) += 1;
    }
    let right = pairs(both.values());
    Ok((right / pairs(made.values()), right / pairs(real.values())))
}

fn pairs<'a>(sizes: impl Iterator<Item = &'a u32>) -> f64 {
    sizes.map(|&size| f64::from(size) * f64::from(size - 1) / 2.0).sum()
}

fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u32>().ok());
    kilobytes.map_or_else(|| "?".to_owned(), |kilobytes| (kilobytes / 1024).to_string())
}
