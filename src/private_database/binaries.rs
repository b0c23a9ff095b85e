//! Where the system keeps PostgreSQL.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::bail;

use super::account::run;

/// What our SQL needs.
const OLDEST: u32 = 15;

const PROGRAMS: [&str; 4] = ["postgres", "initdb", "pg_ctl", "pg_isready"];

/// The programs of one PostgreSQL.
#[derive(Debug)]
pub(super) struct Binaries {
    folder: PathBuf,
    major: u32,
}

impl Binaries {
    /// The newest PostgreSQL of this machine, or the one that can open a cluster of version `major`.
    pub(super) fn find(major: Option<u32>) -> anyhow::Result<Self> {
        let found = candidates()
            .into_iter()
            .filter_map(|folder| Some(Self { major: major_version(&folder)?, folder }))
            .filter(|binaries| {
                major.map_or(binaries.major >= OLDEST, |major| binaries.major == major)
            })
            .max_by_key(|binaries| binaries.major);
        match (found, major) {
            (Some(binaries), _) => Ok(binaries),
            (None, None) => bail!(
                "PostgreSQL {OLDEST} or later is not installed: apt-get install postgresql, or set DATABASE_URL"
            ),
            (None, Some(major)) => bail!(
                "the private database was made by PostgreSQL {major}, which is not installed: \
                 apt-get install postgresql-{major}"
            ),
        }
    }

    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }
}

fn candidates() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    if let Ok(versions) = fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    if let Ok(folder) = run(Command::new("pg_config").arg("--bindir")) {
        folders.push(folder.into());
    }
    folders.retain(|folder| PROGRAMS.iter().all(|program| folder.join(program).is_file()));
    folders
}

/// `None` for what does not answer like `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn major_version(folder: &Path) -> Option<u32> {
    let answer = run(Command::new(folder.join("postgres")).arg("--version")).ok()?;
    let version = answer.split_whitespace().nth(2)?;
    version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
