//! Pages under load, beside the same SQL answered as plain text: `make bench`.
//!
//! Needs `DATABASE_URL` of an empty database. The size can be set: `RELAIS_BENCH_CUSTOMERS`
//! (200,000), `RELAIS_BENCH_YEARS` (10, about 50,000 visits each), `RELAIS_BENCH_SECONDS` (5) a page.

mod floor;
mod load;
mod office;

use std::{env, fs, path::Path, time::Duration};

use anyhow::Context as _;
use relais::db;
use sqlx::PgPool;

use load::{Figures, Load};
use office::Office;

const EXE: &str = env!("CARGO_BIN_EXE_relais");

/// What is asked for, under the same path of the product and of the floor.
struct Page {
    name: &'static str,
    paths: Vec<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    relais::delivery::use_tls();
    let url = env::var("DATABASE_URL").context("DATABASE_URL: run it by `make bench`")?;
    let (customers, years, seconds) = (
        setting("RELAIS_BENCH_CUSTOMERS", 200_000),
        setting("RELAIS_BENCH_YEARS", 10),
        setting("RELAIS_BENCH_SECONDS", 5),
    );
    office::fill(EXE, customers, years)?;
    let pool = db::connect(url.parse()?, 20).await?;
    let office = Office::start(EXE, &pool).await?;
    let floor = floor::start(pool.clone()).await?;

    println!(
        "\n{customers} customers, {} appointments; {} connections, {seconds} s a page",
        office::appointments(&pool).await?,
        load::CONNECTIONS
    );
    println!(
        "{:<22} {:>9} {:>8} {:>8} {:>8}   {:>9} {:>8} {:>8} {:>8}   {:>6}",
        "",
        "Relais/s",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "floor/s",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "ratio"
    );
    for page in pages(&pool, customers).await? {
        let duration = Duration::from_secs(seconds);
        let product = Load { base: &office.url, cookie: Some(&office.cookie), paths: &page.paths };
        let least = Load { base: &floor, cookie: None, paths: &page.paths };
        // One after the other, each warmed up: they share two cores with the database and the load itself.
        least.run(Duration::from_secs(1)).await?;
        let at_best = least.run(duration).await?;
        product.run(Duration::from_secs(1)).await?;
        let ours = product.run(duration).await?;
        print_row(page.name, &ours, &at_best);
    }
    println!(
        "\ncold start to the first page  {:>8.0} ms",
        office.cold_start.as_secs_f64() * 1000.0
    );
    println!("memory of the process         {}", office.memory()?);
    println!(
        "size of the program           {:>8.1} MB",
        megabytes(fs::metadata(Path::new(EXE))?.len())
    );
    office.stop().await
}

async fn pages(pool: &PgPool, customers: u64) -> anyhow::Result<Vec<Page>> {
    let some: Vec<i64> =
        (0..200).map(|n| i64::try_from(1 + n * (customers - 1) / 200)).collect::<Result<_, _>>()?;
    let numbers: Vec<String> = office::numbers_of(pool, &some).await?;
    let names: Vec<String> = office::names_of(pool, &some).await?;
    let search =
        |text: &String| format!("/recherche?q={}", text.replace(' ', "%20").replace('+', "%2B"));
    let today = relais::business_time::local::today(relais::clock::Clock::System.now());
    let weeks = (0..8)
        .map(|n| format!("/planning?vue=semaine&date={}", today - chrono::TimeDelta::days(7 * n)));
    Ok(vec![
        Page { name: "search by number", paths: numbers.iter().map(search).collect() },
        Page { name: "search by name", paths: names.iter().map(search).collect() },
        Page {
            name: "customer page",
            paths: some.iter().map(|id| format!("/clients/{id}")).collect(),
        },
        Page { name: "planning week", paths: weeks.collect() },
        Page { name: "portal slots", paths: SERVICES.iter().map(|code| slots(code)).collect() },
    ])
}

/// Booked on the portal.
const SERVICES: [&str; 4] = ["TABLEAU", "DISJ", "PRISE_ECL", "DEVIS"];

fn slots(code: &str) -> String {
    format!("/rdv/creneaux?service={code}&safety=rien&address=4+rue+des+Alpes%2C+74000+Annecy")
}

fn print_row(name: &str, ours: &Figures, at_best: &Figures) {
    println!(
        "{name:<22} {:>9.0} {:>8.1} {:>8.1} {:>8.1}   {:>9.0} {:>8.1} {:>8.1} {:>8.1}   {:>6.2}",
        ours.per_second,
        ours.p50,
        ours.p95,
        ours.p99,
        at_best.per_second,
        at_best.p50,
        at_best.p95,
        at_best.p99,
        ours.per_second / at_best.per_second,
    );
}

fn setting(name: &str, usual: u64) -> u64 {
    env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

#[expect(clippy::cast_precision_loss, reason = "a size is printed with one decimal")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
