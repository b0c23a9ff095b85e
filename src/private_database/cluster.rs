//! The files of the server: where they are, and how they are made.

use std::{
    fs, io,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use tracing::info;

use super::{
    account::{Account, run},
    binaries::Binaries,
};

/// The only superuser, reached through the socket only.
pub(super) const SUPERUSER: &str = "relais";

pub(super) const SOCKET: &str = ".s.PGSQL.5432";

/// The system takes 107 bytes for the path of a socket (`unix(7)`); a little is left for PostgreSQL.
const LONGEST_SOCKET_PATH: usize = 99;

/// Where clusters go whose account cannot enter the data folder.
const ELSEWHERE: &str = "/var/lib/relais";

#[derive(Debug)]
pub(super) struct Cluster {
    /// A folder of the account alone: the data, the log, and mostly the socket.
    folder: PathBuf,
    pub(super) account: Account,
}

impl Cluster {
    /// Finds the cluster's folder, `postgres` in the data folder, or makes it.
    pub(super) fn in_data_dir(data_dir: &Path) -> anyhow::Result<Self> {
        let usual = data_dir.join("postgres");
        let account = Account::choose(&usual)?;
        if fs::symlink_metadata(&usual).is_err() {
            if account.can_enter(data_dir)? {
                account.make_folder(&usual)?;
            } else {
                make_elsewhere(&usual, &account)?;
            }
        }
        let folder = fs::canonicalize(&usual)
            .with_context(|| format!("{} leads nowhere", usual.display()))?;
        ensure!(
            account.can_enter(&folder)?,
            "{} cannot be entered by the account {} that runs PostgreSQL: start Relais as its owner",
            folder.display(),
            account.user
        );
        Ok(Self { folder, account })
    }

    pub(super) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// The version of the PostgreSQL that made the cluster; `None` before it is made.
    pub(super) fn major_version(&self) -> anyhow::Result<Option<u32>> {
        match fs::read_to_string(self.data().join("PG_VERSION")) {
            Ok(text) => {
                Ok(Some(text.trim().parse().context("PG_VERSION of the private database")?))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).context("PG_VERSION of the private database"),
        }
    }

    /// Makes the data under another name first, so that an interruption leaves no half-made cluster.
    pub(super) fn make(&self, binaries: &Binaries) -> anyhow::Result<()> {
        info!("making the private database in {}", self.folder.display());
        let unfinished = self.folder.join("data.new");
        match fs::remove_dir_all(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error)
                    .with_context(|| format!("{} cannot be removed", unfinished.display()));
            }
            _ => {}
        }
        run(self
            .account
            .command(&binaries.path("initdb"))
            .args(["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions"])
            // Who may enter the folder of the socket is root or the account itself.
            .args(["--auth=trust", "--username", SUPERUSER, "--pgdata"])
            .arg(&unfinished))?;
        fs::rename(&unfinished, self.data()).context("the private database cannot take its place")
    }

    /// The folder of the socket: the cluster's own, or a short one where that has too long a path.
    pub(super) fn socket_folder(&self) -> anyhow::Result<PathBuf> {
        if self.folder.join(SOCKET).as_os_str().len() <= LONGEST_SOCKET_PATH {
            return Ok(self.folder.clone());
        }
        let own = PathBuf::from(format!("/run/user/{}", self.account.user));
        let parent = match self.account.by_root {
            _ if own.is_dir() => own,
            true => PathBuf::from("/run"),
            false => PathBuf::from("/tmp"),
        };
        let folder = parent.join(format!("relais-{}", short_hash(&self.folder)));
        self.account.make_folder(&folder)?;
        Ok(folder)
    }
}

fn make_elsewhere(usual: &Path, account: &Account) -> anyhow::Result<()> {
    fs::create_dir_all(ELSEWHERE).with_context(|| format!("{ELSEWHERE} cannot be made"))?;
    let folder = Path::new(ELSEWHERE).join(short_hash(usual));
    account.make_folder(&folder)?;
    symlink(&folder, usual).with_context(|| format!("{} cannot be made", usual.display()))?;
    info!(
        "the private database is kept in {}: PostgreSQL does not run as root, and its account cannot enter {}",
        folder.display(),
        usual.display()
    );
    Ok(())
}

/// The same for the same path, and short.
fn short_hash(path: &Path) -> String {
    HEXLOWER.encode(&Sha256::digest(path.as_os_str().as_encoded_bytes())[..8])
}
