//! A PostgreSQL of our own for who has set up none: Unix socket only, under the data folder.
//!
//! It is the system's PostgreSQL, started and stopped by its own `pg_ctl`. The crates that run a
//! server (`postgresql_embedded`, `pgtemp`) download their own, open a TCP port, or refuse root.

mod account;
mod binaries;
mod cluster;
mod lock_files;
mod server;

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use anyhow::Context;
use sqlx::{Postgres, migrate::MigrateDatabase, postgres::PgConnectOptions};
use tokio::task::spawn_blocking;
use tracing::{info, warn};

use server::Server;

/// Our part in the server: it runs as long as any process holds one.
///
/// A process that ends without [`stop`](Self::stop) leaves the server running; the next one finds it and goes on.
#[derive(Debug)]
pub struct PrivateDatabase {
    server: Server,
    /// Locked, shared, by every process that uses the server.
    holders: File,
    /// Locked by the one process that is starting or stopping the server.
    gate: PathBuf,
}

impl PrivateDatabase {
    /// Starts the server, or joins the one that runs, and says how to connect to the database `relais` in it.
    ///
    /// The first time it makes the cluster and the database. Takes up to a minute after a crash, while
    /// PostgreSQL recovers.
    pub async fn start(data_dir: &Path) -> anyhow::Result<(Self, PgConnectOptions)> {
        let data_dir = data_dir.to_owned();
        let (database, gate) = spawn_blocking(move || Self::hold(&data_dir)).await??;
        let opened = database.open().await;
        drop(gate);
        match opened {
            Ok(options) => Ok((database, options)),
            Err(error) => {
                if let Err(stopping) = database.stop().await {
                    warn!(error = format!("{stopping:#}"), "the private database did not stop");
                }
                Err(error)
            }
        }
    }

    /// Gives the server up, and stops it if nobody else uses it.
    pub async fn stop(self) -> anyhow::Result<()> {
        spawn_blocking(move || {
            let _gate = locked(&self.gate)?;
            match self.holders.try_lock() {
                Ok(()) => self.server.stop(),
                Err(TryLockError::WouldBlock) => Ok(()),
                Err(TryLockError::Error(error)) => {
                    Err(error).context("the lock of the private database")
                }
            }
        })
        .await?
    }

    /// Returns the gate still locked.
    fn hold(data_dir: &Path) -> anyhow::Result<(Self, File)> {
        let gate = data_dir.join("postgres.gate");
        let gate_file = locked(&gate)?;
        let server = Server::for_data_in(data_dir)?;
        server.ensure_running()?;
        let holders = open(&data_dir.join("postgres.holders"))?;
        holders.lock_shared().context("the lock of the private database")?;
        Ok((Self { server, holders, gate }, gate_file))
    }

    async fn open(&self) -> anyhow::Result<PgConnectOptions> {
        let url = self.server.url()?;
        if !Postgres::database_exists(url.as_str()).await? {
            info!("making the database");
            Postgres::create_database(url.as_str()).await?;
        }
        Ok(url.as_str().parse()?)
    }
}

fn locked(path: &Path) -> anyhow::Result<File> {
    let file = open(path)?;
    file.lock().with_context(|| format!("the lock {}", path.display()))?;
    Ok(file)
}

fn open(path: &Path) -> anyhow::Result<File> {
    File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .with_context(|| format!("the lock {}", path.display()))
}
