//! Pages under load, beside the same SQL answered as plain text: `make bench`.
//!
//! Needs `DATABASE_URL` of an empty database. The size can be set: `RELAIS_BENCH_CUSTOMERS`
//! (200,000), `RELAIS_BENCH_YEARS` (10, about 50,000 visits each), `RELAIS_BENCH_SECONDS` (5) a page,
//! `RELAIS_BENCH_CONNECTIONS` (8: more than the cores, fewer than the database's) that ask at once.
//! `RELAIS_BENCH_ONLY=search` measures the search and the customer's page alone, as
//! `RELAIS_BENCH_CUSTOMERS=1000000 RELAIS_BENCH_ONLY=search make bench` does at full size.

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
    let (customers, years, seconds, connections) = (
        setting("RELAIS_BENCH_CUSTOMERS", 200_000),
        setting("RELAIS_BENCH_YEARS", 10),
        setting("RELAIS_BENCH_SECONDS", 5),
        setting("RELAIS_BENCH_CONNECTIONS", 8),
    );
    let only = env::var("RELAIS_BENCH_ONLY").unwrap_or_default();
    // Whoever measures again on the same database says so.
    if env::var("RELAIS_BENCH_FILLED").is_err() {
        office::fill(EXE, customers, years)?;
    }
    let pool = db::connect(url.parse()?, 20).await?;
    let office = Office::start(EXE, &pool).await?;
    let floor = floor::start(pool.clone()).await?;

    println!(
        "\n{customers} customers, {} appointments; {connections} connections, {seconds} s a page",
        office::appointments(&pool).await?
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
    let connections = usize::try_from(connections)?;
    let mut pages = search_pages(&pool, customers).await?;
    if only != "search" {
        pages.extend(other_pages());
    }
    for page in pages {
        let duration = Duration::from_secs(seconds);
        let product = Load {
            base: &office.url,
            cookie: Some(&office.cookie),
            paths: &page.paths,
            connections,
        };
        let least = Load { base: &floor, cookie: None, paths: &page.paths, connections };
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

/// What is typed in the palette, and the card that it leads to.
async fn search_pages(pool: &PgPool, customers: u64) -> anyhow::Result<Vec<Page>> {
    let some: Vec<i64> =
        (0..200).map(|n| i64::try_from(1 + n * (customers - 1) / 200)).collect::<Result<_, _>>()?;
    let numbers = office::numbers_of(pool, &some).await?;
    let parts: Vec<String> =
        numbers.iter().map(|number| number[number.len() - 6..].to_owned()).collect();
    let names = office::names_of(pool, &some).await?;
    let slips: Vec<String> = names.iter().map(|name| with_a_slip(name)).collect();
    let addresses = office::addresses_of(pool, &some).await?;
    let busy = office::busy_customer(pool).await?;
    let typed = |name, texts: &[String]| Page {
        name,
        paths: texts
            .iter()
            .map(|text| {
                let text: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
                format!("/recherche/propositions?q={text}")
            })
            .collect(),
    };
    Ok(vec![
        typed("search by number", &numbers),
        typed("by part of a number", &parts),
        typed("by name", &names),
        typed("by name with a slip", &slips),
        typed("by address", &addresses),
        Page {
            name: "customer page",
            paths: some.iter().map(|id| format!("/clients/{id}")).collect(),
        },
        Page { name: "customer, 500 events", paths: vec![format!("/clients/{busy}")] },
    ])
}

/// Two letters in the middle of the family name change places.
fn with_a_slip(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let middle = name.split(' ').next().unwrap_or(name).chars().count() / 2;
    if middle > 0 && middle < letters.len() {
        letters.swap(middle - 1, middle);
    }
    letters.into_iter().collect()
}

fn other_pages() -> Vec<Page> {
    let today = relais::business_time::local::today(relais::clock::Clock::System.now());
    let weeks = (0..8)
        .map(|n| format!("/planning?vue=semaine&date={}", today - chrono::TimeDelta::days(7 * n)));
    vec![
        Page { name: "planning week", paths: weeks.collect() },
        Page { name: "portal slots", paths: SERVICES.iter().map(|code| slots(code)).collect() },
    ]
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
