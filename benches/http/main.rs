//! Pages under load, beside the same SQL answered as plain text: `make bench`.
//!
//! Needs `DATABASE_URL` of an empty database. The size can be set: `RELAIS_BENCH_CUSTOMERS`
//! (200,000), `RELAIS_BENCH_YEARS` (10, about 50,000 visits each), `RELAIS_BENCH_REQUESTS` (500,000, beside one for each
//! visit), `RELAIS_BENCH_OPEN` (50,000 of these, the bad case), `RELAIS_BENCH_SECONDS` (5) a page,
//! `RELAIS_BENCH_CONNECTIONS` (8: more than the cores, fewer than the database's) that ask at once,
//! `RELAIS_BENCH_PER_SECOND` (20) for a busy office. `RELAIS_BENCH_FILLED` measures again on a base that was filled.
//! `RELAIS_BENCH_ONLY=search` measures the search and the customer's page alone, as
//! `RELAIS_BENCH_CUSTOMERS=1000000 RELAIS_BENCH_ONLY=search make bench` does at full size.

mod floor;
mod load;
mod office;
mod typed;

use std::{env, fs, path::Path, time::Duration};

use anyhow::Context as _;
use rand::{SeedableRng as _, rngs::StdRng};
use relais::db;
use sqlx::PgPool;

use load::{Figures, Load, Pace};
use office::Office;

const EXE: &str = env!("CARGO_BIN_EXE_relais");

/// What is asked for, under the same path of the product and of the floor.
struct Page {
    name: &'static str,
    paths: Vec<String>,
    /// For the p95 of a busy office, in milliseconds.
    target: Option<f64>,
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
    let per_second = u32::try_from(setting("RELAIS_BENCH_PER_SECOND", 20))?;
    let connections = usize::try_from(connections)?;
    let only = env::var("RELAIS_BENCH_ONLY").unwrap_or_default();
    // Whoever measures again on the same database says so.
    if env::var("RELAIS_BENCH_FILLED").is_err() {
        let requests = setting("RELAIS_BENCH_REQUESTS", 500_000);
        let open = setting("RELAIS_BENCH_OPEN", 50_000);
        office::fill(EXE, office::Size { customers, years, requests, open })?;
    }
    let pool = db::connect(url.parse()?, 20, Duration::from_secs(15)).await?;
    let mut pages = search_pages(&pool, customers).await?;
    if only != "search" {
        pages.extend(other_pages());
    }
    let office = Office::start(EXE, &pool).await?;
    let (requests, open) = office::tickets(&pool).await?;
    let floor = floor::start(pool.clone()).await?;

    println!(
        "\n{customers} customers, {} appointments, {requests} requests of which {open} are open",
        office::appointments(&pool).await?
    );
    let duration = Duration::from_secs(seconds);
    let busy = Pace::Busy { per_second, connections: 4 };
    println!(
        "\nA busy office: {per_second} requests a second at random instants over 4 connections, {} s a page, each counted \
         from when it was due.\nThis is what the target is for. The floor is the same SQL as plain text.",
        2 * seconds
    );
    measure(&pages, &office, &floor, busy, 2 * duration).await?;
    println!(
        "\nAs many as are answered: {connections} connections that ask again at once, {seconds} s a page; more than the \
         cores, so that times are those of a queue."
    );
    measure(&pages, &office, &floor, Pace::Flat { connections }, duration).await?;

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

/// A line for each page, of the product and of the floor.
async fn measure(
    pages: &[Page],
    office: &Office,
    floor: &str,
    pace: Pace,
    duration: Duration,
) -> anyhow::Result<()> {
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
        "target"
    );
    for page in pages {
        let product = Load { base: &office.url, cookie: Some(&office.cookie), paths: &page.paths };
        let least = Load { base: floor, cookie: None, paths: &page.paths };
        // One after the other, each warmed up: they share two cores with the database and the load itself.
        least.run(pace, Duration::from_secs(1)).await?;
        let at_best = least.run(pace, duration).await?;
        product.run(pace, Duration::from_secs(1)).await?;
        let ours = product.run(pace, duration).await?;
        let target = page.target.filter(|_| matches!(pace, Pace::Busy { .. }));
        print_row(page.name, &ours, &at_best, target);
    }
    Ok(())
}

/// What is typed in the palette, and the card that it leads to.
async fn search_pages(pool: &PgPool, customers: u64) -> anyhow::Result<Vec<Page>> {
    let mut pages = Vec::new();
    for (name, texts) in typed::draw(pool, customers).await? {
        let path = |text: &String| {
            let text: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
            format!("/recherche/propositions?q={text}")
        };
        pages.push(Page { name, paths: texts.iter().map(path).collect(), target: Some(25.0) });
    }
    let some = typed::draw_ids(customers, &mut StdRng::seed_from_u64(5))?;
    let busy = office::busy_customer(pool).await?;
    let card = |id: &i64| format!("/clients/{id}");
    pages.push(Page {
        name: "customer page",
        paths: some.iter().map(card).collect(),
        target: Some(50.0),
    });
    pages.push(Page { name: "customer, 500 events", paths: vec![card(&busy)], target: Some(50.0) });
    Ok(pages)
}

fn other_pages() -> Vec<Page> {
    let today = relais::business_time::local::today(relais::clock::Clock::System.now());
    let weeks = (0..8)
        .map(|n| format!("/planning?vue=semaine&date={}", today - chrono::TimeDelta::days(7 * n)));
    vec![
        view("requests: mine", "vue=a-traiter"),
        view("requests: unplanned", "vue=sans-technicien"),
        view("requests: late", "vue=retard"),
        view("requests: waiting", "vue=attente"),
        view("requests: warranty", "vue=garantie"),
        view("requests: planned", "vue=planifiees"),
        view("requests: ended", "vue=terminees"),
        view("requests: all", "vue=toutes"),
        view("requests: own filter", "vue=filtre&priorite=p2&origine=portal&garantie=oui"),
        Page {
            name: "requests: board",
            paths: vec!["/demandes/tableau".to_owned()],
            target: Some(50.0),
        },
        Page { name: "planning week", paths: weeks.collect(), target: None },
        Page {
            name: "portal slots",
            paths: SERVICES.iter().map(|code| slots(code)).collect(),
            target: None,
        },
    ]
}

fn view(name: &'static str, query: &str) -> Page {
    Page { name, paths: vec![format!("/demandes?{query}")], target: Some(50.0) }
}

/// Booked on the portal.
const SERVICES: [&str; 4] = ["TABLEAU", "DISJ", "PRISE_ECL", "DEVIS"];

fn slots(code: &str) -> String {
    format!("/rdv/creneaux?service={code}&safety=rien&address=4+rue+des+Alpes%2C+74000+Annecy")
}

fn print_row(name: &str, ours: &Figures, at_best: &Figures, target: Option<f64>) {
    let target = target.map_or(String::new(), |most| {
        format!("{most:>6.0} {}", if ours.p95 <= most { "met" } else { "MISSED" })
    });
    println!(
        "{name:<22} {:>9.0} {:>8.1} {:>8.1} {:>8.1}   {:>9.0} {:>8.1} {:>8.1} {:>8.1}   {target}",
        ours.per_second,
        ours.p50,
        ours.p95,
        ours.p99,
        at_best.per_second,
        at_best.p50,
        at_best.p95,
        at_best.p99,
    );
}

fn setting(name: &str, usual: u64) -> u64 {
    env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

#[expect(clippy::cast_precision_loss, reason = "a size is printed with one decimal")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
