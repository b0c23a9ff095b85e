//! The database: its migrations, its pool, and how to read its refusals.

use std::time::Duration;

use sqlx::{
    PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};

/// Every migration, embedded once. Tests name it so that they do not each embed their own.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// How long a session may stay in a transaction without a word: a request that hung up leaves none behind for longer.
const IDLE_IN_TRANSACTION: &str = "15s";

/// Opens the pool. Whoever finds every connection lent waits for `patience` at most.
///
/// Each connection is rolled back before it is lent: sqlx 0.9.0 can hand out one whose `begin` was
/// cancelled by a browser that hung up, and what is then written on it would be lost
/// (`transact-rs/sqlx` issues 4385 and 4393).
pub async fn connect(
    options: PgConnectOptions,
    max_connections: u32,
    patience: Duration,
) -> sqlx::Result<PgPool> {
    let options = options.application_name("relais").options([
        ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION),
        ("client_min_messages", "error"),
        // What waits to be sorted into an index of words is read by every search.
        ("gin_pending_list_limit", "64kB"),
        ("timezone", "UTC"),
    ]);
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(patience)
        .test_before_acquire(false)
        .before_acquire(|connection, _| {
            Box::pin(async move {
                sqlx::raw_sql("rollback").execute(connection).await?;
                Ok(true)
            })
        })
        .connect_with(options)
        .await
}

/// Begins a transaction that a cancelled request cannot leave half begun.
///
/// The `begin` runs in a task of its own, which the request's end does not cancel.
pub async fn begin(db: &PgPool) -> sqlx::Result<Transaction<'static, Postgres>> {
    let db = db.clone();
    match tokio::spawn(async move { db.begin().await }).await {
        Ok(result) => result,
        Err(stopped) => Err(sqlx::Error::Io(std::io::Error::other(stopped))),
    }
}

/// The name of the constraint that a statement violated, if that is why it failed.
pub fn violated_constraint(error: &sqlx::Error) -> Option<&str> {
    error.as_database_error()?.constraint()
}

/// Whether the database can be read and written and has our newest migration.
pub async fn check(db: &PgPool) -> sqlx::Result<()> {
    tokio::time::timeout(LONGEST_CHECK, checked(db)).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
}

/// Whoever asks whether we are ready wants to know it soon.
const LONGEST_CHECK: Duration = Duration::from_secs(5);

async fn checked(db: &PgPool) -> sqlx::Result<()> {
    let mut tx = begin(db).await?;
    let newest = sqlx::query_scalar!("select max(version) from _sqlx_migrations where success")
        .fetch_one(&mut *tx)
        .await?;
    let expected = MIGRATOR.iter().map(|migration| migration.version).max();
    if newest < expected {
        return Err(sqlx::Error::Configuration("the database lacks migrations".into()));
    }
    // A write that leaves nothing behind.
    sqlx::query!("update sessions set seen_at = seen_at where false").execute(&mut *tx).await?;
    sqlx::query!("select pg_current_xact_id()::text as id").fetch_one(&mut *tx).await?;
    tx.commit().await
}
