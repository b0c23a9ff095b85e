//! The database that a command works on: the one of the settings, or our own.

use anyhow::Context;
use relais::{config::Config, db, private_database::PrivateDatabase};
use sqlx::PgPool;
use tracing::error;

/// For pages, jobs and the live stream together; PostgreSQL allows 100 unless told otherwise.
const CONNECTIONS: u32 = 20;

/// Opens the database with its newest schema, does the work, and closes what it opened.
pub(super) async fn with_database<T>(
    config: &Config,
    work: impl AsyncFnOnce(PgPool) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    with_database_as_it_is(config, async |db| {
        db::MIGRATOR.run(&db).await.context("the database cannot be brought up to date")?;
        work(db).await
    })
    .await
}

/// The same, whatever migrations the database lacks.
pub(super) async fn with_database_as_it_is<T>(
    config: &Config,
    work: impl AsyncFnOnce(PgPool) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let Some(options) = &config.database else {
        let (private, options) = PrivateDatabase::start(&config.data_dir).await?;
        let outcome = with_pool(config, options, work).await;
        return match (outcome, private.stop().await) {
            (Ok(_), Err(stopping)) => Err(stopping),
            (Err(working), Err(stopping)) => {
                error!(error = format!("{stopping:#}"), "the private database does not stop");
                Err(working)
            }
            (outcome, Ok(())) => outcome,
        };
    };
    with_pool(config, options.clone(), work).await
}

async fn with_pool<T>(
    config: &Config,
    options: sqlx::postgres::PgConnectOptions,
    work: impl AsyncFnOnce(PgPool) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    // Who waits for a connection still has to be answered after.
    let patience = config.longest_answer * 3 / 4;
    let db = db::connect(options, CONNECTIONS, patience)
        .await
        .context("the database does not answer (DATABASE_URL)")?;
    let outcome = work(db.clone()).await;
    db.close().await;
    outcome
}
