//! Free slots of fourteen days, for growing companies: the whole answer beside its heaviest read, and how time grows.
//!
//! Needs `DATABASE_URL` of an empty database. `RELAIS_BENCH_TECHNICIANS`: 5,50,500; each has two years of full days, so
//! that 500 have a million appointments. No zone and no skill spares anybody: all diaries are read.

use std::{
    env,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use relais::{
    catalog::{self, Service},
    clock::Clock,
    db,
    scheduling::{self, Search},
    travel::{Commune, locate},
    volume::{self, Size},
};
use sqlx::PgPool;

const ROUNDS: usize = 60;

/// For the p95, in milliseconds, by technicians.
const TARGETS: [(u32, f64); 2] = [(5, 10.0), (500, 50.0)];

const TOWNS: [&str; 6] = ["Annecy", "Sevrier", "Thônes", "Rumilly", "Doussard", "Cruseilles"];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let url = env::var("DATABASE_URL").context("DATABASE_URL: run it by `make bench`")?;
    let sizes = env::var("RELAIS_BENCH_TECHNICIANS").unwrap_or_else(|_| "5,50,500".to_owned());
    let pool = db::connect(url.parse()?, 20, Duration::from_secs(15)).await?;
    db::MIGRATOR.run(&pool).await?;
    println!(
        "{:>11} {:>12} {:>8} {:>7} {:>7} {:>9} {:>9} {:>7} {:>8}",
        "technicians",
        "appointments",
        "offers",
        "p50 ms",
        "p95 ms",
        "floor p50",
        "floor p95",
        "target",
        "exponent"
    );
    let mut before: Option<(f64, f64)> = None;
    for size in sizes.split(',') {
        let technicians: u32 = size.trim().parse().context("RELAIS_BENCH_TECHNICIANS")?;
        let now = Clock::default().now();
        // Whoever measures again on the same database says so.
        if env::var("RELAIS_BENCH_FILLED").is_err() {
            sqlx::raw_sql("truncate customers, staff restart identity cascade")
                .execute(&pool)
                .await?;
            let size =
                Size { customers: 20_000, technicians, years: 2, requests: 0, open: 0, seed: 1 };
            volume::fill(&pool, size, now).await?;
        }
        let service = catalog::find_by_code(&pool, "PRISE_ECL").await?.context("PRISE_ECL")?;
        let (mut whole, mut floor, mut offers) = (Vec::new(), Vec::new(), 0);
        let mut random = StdRng::seed_from_u64(1);
        for round in 0..ROUNDS {
            let town = TOWNS[random.random_range(0..TOWNS.len())];
            let place = locate(Some("74"), Some(town));
            let from = now + TimeDelta::hours(random.random_range(0..48));
            let started = Instant::now();
            offers = slots(&pool, &service, place, from, now).await?;
            let took = started.elapsed().as_secs_f64() * 1000.0;
            let started = Instant::now();
            read(&pool, from).await?;
            // The first few warm up.
            if round >= 5 {
                whole.push(took);
                floor.push(started.elapsed().as_secs_f64() * 1000.0);
            }
        }
        let appointments: i64 =
            sqlx::query_scalar("select count(*) from appointments").fetch_one(&pool).await?;
        let (p50, p95) = (percentile(&mut whole, 50), percentile(&mut whole, 95));
        let size = f64::from(technicians);
        let exponent =
            before.map(|(size_before, time)| (p50 / time).ln() / (size / size_before).ln());
        let target = TARGETS.iter().find(|(of, _)| *of == technicians);
        println!(
            "{technicians:>11} {appointments:>12} {offers:>8} {p50:>7.1} {p95:>7.1} {:>9.1} {:>9.1} {:>7} {:>8}",
            percentile(&mut floor, 50),
            percentile(&mut floor, 95),
            target.map_or_else(String::new, |(_, target)| format!("{target:.0}")),
            exponent.map_or_else(String::new, |exponent| format!("{exponent:.2}")),
        );
        before = Some((size, p50));
    }
    Ok(())
}

/// As the portal asks.
async fn slots(
    db: &PgPool,
    service: &Service,
    place: Option<Commune>,
    from: DateTime<Utc>,
    now: DateTime<Utc>,
) -> anyhow::Result<usize> {
    let until = from + TimeDelta::days(14);
    let search = Search { place, ..Search::anywhere(service, from, until) };
    Ok(scheduling::online_offers(db, search, now).await?.len())
}

/// What takes everybody's time in those days, and nothing made of it.
async fn read(db: &PgPool, from: DateTime<Utc>) -> anyhow::Result<()> {
    sqlx::query(
        "select technician_id, array_agg(starts_at), array_agg(ends_at), array_agg(blocked_until), array_agg(commune) \
         from appointments where starts_at > $1 and starts_at < $2 and status <> 'cancelled' group by technician_id",
    )
    .bind(from - TimeDelta::hours(14))
    .bind(from + TimeDelta::days(15))
    .fetch_all(db)
    .await?;
    Ok(())
}

fn percentile(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() * percent / 100).or(times.last()).copied().unwrap_or(f64::NAN)
}
