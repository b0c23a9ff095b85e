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

/// How large a company is measured.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) customers: u64,
    pub(crate) years: u64,
    pub(crate) requests: u64,
    pub(crate) open: u64,
}

/// Volume data, written by the program's own command.
pub(crate) fn fill(exe: &str, size: Size) -> anyhow::Result<()> {
    let begun = Instant::now();
    let sizes = [
        ("--customers", size.customers),
        ("--technicians", 50),
        ("--years", size.years),
        ("--requests", size.requests),
        ("--open", size.open),
    ];
    let mut command = Command::new(exe);
    command.arg("fill");
    for (name, value) in sizes {
        command.args([name, &value.to_string()]);
    }
    let status = command.status()?;
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
        match staff::add(pool, &manager, PASSWORD.to_owned(), &Clock::System).await {
            // As it is where somebody measures again.
            Ok(_) | Err(staff::AddError::EmailTaken) => {}
            Err(error) => return Err(error.into()),
        }
        let begun = Instant::now();
        let mut child = Command::new(exe)
            .arg("serve")
            .env("LISTEN", "127.0.0.1:0")
            .env("TRUSTED_VISITORS", "127.0.0.1")
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

/// How many requests there are, and how many of them are open; gives a quarter of these to whoever is signed in.
pub(crate) async fn tickets(pool: &PgPool) -> sqlx::Result<(i64, i64)> {
    sqlx::query(
        "update tickets set owner_id = (select id from staff where email = $1)
         where status in ('open', 'planned', 'in_progress')
           and owner_id = (select min(id) from staff where role = 'office')",
    )
    .bind(EMAIL)
    .execute(pool)
    .await?;
    sqlx::raw_sql("vacuum analyze tickets").execute(pool).await?;
    let all = sqlx::query_scalar("select count(*) from tickets").fetch_one(pool).await?;
    let open = "select count(*) from tickets where status in ('open', 'planned', 'in_progress')";
    Ok((all, sqlx::query_scalar(open).fetch_one(pool).await?))
}

/// A customer with whom 500 things happened: calls, requests, messages and changes.
pub(crate) async fn busy_customer(pool: &PgPool) -> sqlx::Result<i64> {
    let id: i64 = sqlx::query_scalar("select max(id) / 2 from customers").fetch_one(pool).await?;
    for statement in BUSY {
        sqlx::query(statement).bind(id).execute(pool).await?;
    }
    Ok(id)
}

/// Each writes its share once, however often it is measured.
const BUSY: [&str; 4] = [
    "
    insert into calls (provider, provider_call_id, state, customer_id, started_at, outcome, outcome_note, closed_at)
    select 'bench', 'busy-' || n, 'ended', $1, now() - n * interval '3 hours', 'settled', 'réglé', now()
    from generate_series(1, 150) as n
    on conflict do nothing
    ",
    "
    insert into tickets (number, customer_id, source, subject, priority, status, created_at, updated_at, closed_at)
    select 'BENCH-' || n, $1, 'phone', 'Tableau qui disjoncte', 'p3', 'closed', now() - n * interval '9 hours', now(), now()
    from generate_series(1, 100) as n
    on conflict do nothing
    ",
    "
    insert into messages (kind, channel, customer_id, recipient, body, dedup_key, reference, created_at, send_after, sent_at,
                          attempts)
    select 'confirmation', 'email', $1, 'client@volume.example', 'Votre rendez-vous est confirmé.', 'busy-' || n, 'busy-' || n,
           now() - n * interval '7 hours', now(), now(), 1
    from generate_series(1, 100) as n
    on conflict do nothing
    ",
    "
    insert into events (at, kind, customer_id, text)
    select now() - n * interval '5 hours', 'customer_changed', $1, 'Fiche modifiée.' from generate_series(1, 150) as n
    where not exists (select from events where customer_id = $1 and text = 'Fiche modifiée.')
    ",
];
