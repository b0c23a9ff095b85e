//! Volume data for measuring: a company of a given size with its history, written with COPY.
//!
//! Telephone numbers are those reserved for fiction (domain.md §1.2); where there are not enough of
//! them, numbers of country code 999, which ITU-T E.164 leaves unassigned: nobody can be reached.

mod copy;
mod history;
mod people;
mod requests;
mod words;

use anyhow::{Context as _, ensure};
use chrono::{DateTime, Utc};
use rand::{SeedableRng as _, rngs::StdRng};
use sqlx::PgPool;
use tracing::info;

use crate::{appointments, staff::Role};

/// Who sees to requests.
const OFFICE: u32 = 4;

/// How large a company is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub customers: u32,
    pub technicians: u32,
    /// Of history before today, with about four visits a technician and working day.
    pub years: u32,
    /// That no visit belongs to, beside those of the visits.
    pub requests: u32,
    /// As many of these are open.
    pub open: u32,
    /// The same seed makes the same company.
    pub seed: u64,
}

/// How many rows were written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Written {
    pub customers: u64,
    pub appointments: u64,
    pub events: u64,
    pub messages: u64,
}

/// Fills a database that has no customers yet.
pub async fn fill(db: &PgPool, size: Size, now: DateTime<Utc>) -> anyhow::Result<Written> {
    ensure!(size.customers > 0 && size.technicians > 0, "a company has customers and technicians");
    let known = sqlx::query_scalar!(r#"select exists (select from customers) as "known!""#)
        .fetch_one(db)
        .await?;
    ensure!(!known, "this database has customers already: fill wants an empty one");
    let mut random = StdRng::seed_from_u64(size.seed);

    let technicians =
        people::write_staff(db, Role::Technician, size.technicians, now).await.context("staff")?;
    let office = people::write_staff(db, Role::Office, OFFICE, now).await.context("staff")?;
    people::write_customers(db, size.customers, &mut random, now).await.context("customers")?;
    info!(fill.customers = size.customers, "customers written");
    let clocks = requests::Clocks::load(db, size, now).await?;
    let people = history::People { technicians: &technicians, office: &office };
    let written =
        history::write(db, size, &people, &clocks, &mut random, now).await.context("history")?;
    let first = written.appointments + 1;
    requests::write(db, size, &clocks, &office, first, &mut random, now)
        .await
        .context("requests")?;
    info!(fill.appointments = written.appointments, "appointments written");
    appointments::locate_visits(db, now).await.context("places of visits")?;
    for table in
        ["customers", "phones", "emails", "sites", "tickets", "appointments", "messages", "events"]
    {
        copy::count_on(db, table).await?;
    }
    sqlx::raw_sql("analyze").execute(db).await?;
    Ok(Written { customers: size.customers.into(), ..written })
}
