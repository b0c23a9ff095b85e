//! The program as it is shipped, filled and running.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use relais::{
    clock::Clock,
    staff::{self, NewStaff, Role},
};
use reqwest::{Client, header, redirect};
use sqlx::PgPool;

const EMAIL: &str = "bench@staff.example";
const PASSWORD: &str = "tournevis lac marmotte";

pub(crate) struct Office {
    child: Child,
    pub(crate) url: String,
    pub(crate) cookie: String,
    pub(crate) cold_start: Duration,
}

/// Volume data, written by the program's own command.
pub(crate) fn fill(exe: &str, customers: u64, years: u64) -> anyhow::Result<()> {
    let begun = Instant::now();
    let (customers, years) = (customers.to_string(), years.to_string());
    let status = Command::new(exe)
        .args(["fill", "--customers", &customers, "--technicians", "50", "--years", &years])
        .status()?;
    ensure!(status.success(), "relais fill failed");
    println!("filled in {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

impl Office {
    pub(crate) async fn start(exe: &str, pool: &PgPool) -> anyhow::Result<Self> {
        let manager = NewStaff {
            name: "Denis Duret".to_owned(),
            email: EMAIL.to_owned(),
            role: Role::Manager,
            phone: None,
            trade: None,
        };
        staff::add(pool, &manager, PASSWORD.to_owned(), &Clock::System).await?;
        let begun = Instant::now();
        let mut child = Command::new(exe)
            .arg("serve")
            .env("LISTEN", "127.0.0.1:0")
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()?;
        let lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let url = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("Relais serves ").map(str::to_owned))
            .context("the program ended before it served")?;
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).build()?;
        let first = client.get(format!("{url}/connexion")).send().await?;
        ensure!(first.status().is_success(), "the first page answered {}", first.status());
        let cold_start = begun.elapsed();
        let form = format!("email={EMAIL}&password={}", PASSWORD.replace(' ', "+"));
        let signed_in = client
            .post(format!("{url}/connexion"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await?;
        let cookie =
            signed_in.headers().get(header::SET_COOKIE).context("not signed in")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { child, url, cookie, cold_start })
    }

    /// As Linux counts it: now, and at most.
    pub(crate) fn memory(&self) -> anyhow::Result<String> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let of = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default()
                / 1024
        };
        Ok(format!("{:>8} MB now, {} MB at most", of("VmRSS"), of("VmHWM")))
    }

    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        let id = self.child.id().to_string();
        ensure!(Command::new("kill").arg(&id).status()?.success(), "no signal sent");
        let ended = tokio::task::spawn_blocking(move || self.child.wait()).await??;
        ensure!(ended.success(), "the program ended with {ended}");
        Ok(())
    }
}

pub(crate) async fn appointments(pool: &PgPool) -> sqlx::Result<i64> {
    sqlx::query_scalar(r"select count(*) from appointments").fetch_one(pool).await
}

pub(crate) async fn numbers_of(pool: &PgPool, customers: &[i64]) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("select e164 from phones where customer_id = any($1)")
        .bind(customers)
        .fetch_all(pool)
        .await
}

pub(crate) async fn names_of(pool: &PgPool, customers: &[i64]) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("select name from customers where id = any($1)")
        .bind(customers)
        .fetch_all(pool)
        .await
}

pub(crate) async fn addresses_of(pool: &PgPool, customers: &[i64]) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("select street || ' ' || city from sites where customer_id = any($1)")
        .bind(customers)
        .fetch_all(pool)
        .await
}

/// A customer with whom 500 things happened.
pub(crate) async fn busy_customer(pool: &PgPool) -> sqlx::Result<i64> {
    let id: i64 = sqlx::query_scalar("select max(id) / 2 from customers").fetch_one(pool).await?;
    sqlx::query(
        "
        insert into calls (provider, provider_call_id, state, customer_id, started_at, outcome, outcome_note, closed_at)
        select 'bench', 'busy-' || n, 'ended', $1, now() - n * interval '3 hours', 'settled', 'réglé', now()
        from generate_series(1, 250) as n
        on conflict do nothing
        ",
    )
    .bind(id)
    .execute(pool)
    .await?;
    sqlx::query(
        "
        insert into events (at, kind, customer_id, text)
        select now() - n * interval '5 hours', 'customer_changed', $1, 'Fiche modifiée.' from generate_series(1, 250) as n
        ",
    )
    .bind(id)
    .execute(pool)
    .await?;
    Ok(id)
}
