//! The running server: started, found, and stopped.

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use tracing::info;
use url::Url;

use super::{
    account::run,
    binaries::Binaries,
    cluster::{Cluster, SOCKET, SUPERUSER},
    lock_files,
};

/// How long recovery after a crash may take.
const LONGEST_START: Duration = Duration::from_mins(1);

/// How long a connection in the middle of something may keep the server from stopping.
const LONGEST_STOP: Duration = Duration::from_secs(25);

/// How often we look whether a server that starts or ends has done so.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

const OPTIONS: [&str; 7] = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=100",
    // Our statements are short: compiling them costs more than it gains. Disks no longer seek.
    "jit=off",
    "random_page_cost=1.1",
    // Messages of the server name rows; what customers wrote does not belong in a log.
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
];

#[derive(Debug)]
pub(super) struct Server {
    cluster: Cluster,
    binaries: Binaries,
    socket_folder: PathBuf,
}

impl Server {
    /// The server of a data folder, whether it runs or not; its cluster is made if there is none.
    pub(super) fn for_data_in(data_dir: &Path) -> anyhow::Result<Self> {
        let cluster = Cluster::in_data_dir(data_dir)?;
        let major = cluster.major_version()?;
        let binaries = Binaries::find(major)?;
        if major.is_none() {
            cluster.make(&binaries)?;
        }
        let socket_folder = cluster.socket_folder()?;
        Ok(Self { cluster, binaries, socket_folder })
    }

    /// Returns when the server accepts connections: it may be running, starting, recovering, stopping or dead.
    pub(super) fn ensure_running(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + LONGEST_START;
        while !self.accepts_connections()? {
            if lock_files::server_lives(&self.cluster.data()) {
                if Instant::now() > deadline {
                    bail!(
                        "the private database does not answer: see {}",
                        self.cluster.log().display()
                    );
                }
                thread::sleep(LOOK_AGAIN);
            } else {
                self.start()?;
            }
        }
        Ok(())
    }

    /// The database `relais` of this server.
    pub(super) fn url(&self) -> anyhow::Result<Url> {
        let folder =
            self.socket_folder.to_str().context("the path of the data folder is not UTF-8")?;
        let mut url = Url::parse(&format!("postgres://{SUPERUSER}@localhost/relais"))?;
        url.query_pairs_mut().append_pair("host", folder);
        Ok(url)
    }

    /// Ends sessions that are open, and returns when the server has stopped; at once if it had already.
    pub(super) fn stop(&self) -> anyhow::Result<()> {
        if !lock_files::server_lives(&self.cluster.data()) && !self.accepts_connections()? {
            return Ok(());
        }
        let seconds = LONGEST_STOP.as_secs().to_string();
        run(self
            .cluster
            .account
            .command(&self.binaries.path("pg_ctl"))
            .args(["stop", "--silent", "--mode=fast", "--wait", "--timeout", &seconds, "--pgdata"])
            .arg(self.cluster.data()))?;
        info!("the private database has stopped");
        Ok(())
    }

    fn accepts_connections(&self) -> anyhow::Result<bool> {
        let mut question = self.cluster.account.command(&self.binaries.path("pg_isready"));
        question.arg("--quiet").arg("--host").arg(&self.socket_folder);
        question.args(["--port=5432", "--dbname=postgres", "--username", SUPERUSER]);
        Ok(question.status().context("pg_isready cannot be started")?.success())
    }

    /// `pg_ctl` puts the server in a session of its own: Ctrl-C at our terminal does not reach it.
    fn start(&self) -> anyhow::Result<()> {
        let data = self.cluster.data();
        let log = self.cluster.log();
        lock_files::remove_stale(&data, &self.socket_folder.join(SOCKET))?;
        if log.exists() {
            fs::rename(&log, log.with_extension("previous"))
                .context("the log of the private database")?;
        }
        run(self
            .cluster
            .account
            .command(&self.binaries.path("pg_ctl"))
            .args(["start", "--silent", "--wait", "--timeout"])
            .arg(LONGEST_START.as_secs().to_string())
            .arg("--pgdata")
            .arg(&data)
            .arg("--log")
            .arg(&log)
            .arg("--options")
            .arg(self.options()?))
        .with_context(|| format!("the private database does not start: see {}", log.display()))?;
        info!("the private database runs in {}", data.display());
        Ok(())
    }

    /// The server's options, as `pg_ctl` hands them to a shell.
    fn options(&self) -> anyhow::Result<String> {
        let folder =
            self.socket_folder.to_str().context("the path of the data folder is not UTF-8")?;
        // PostgreSQL takes a list of folders; in double quotes a comma is part of a name.
        let folders = format!("unix_socket_directories=\"{}\"", folder.replace('"', "\"\""));
        let settings = OPTIONS.iter().copied().chain([folders.as_str()]);
        Ok(settings
            .map(|setting| format!("-c '{}'", setting.replace('\'', "'\\''")))
            .collect::<Vec<_>>()
            .join(" "))
    }
}
