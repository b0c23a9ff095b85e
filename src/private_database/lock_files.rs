//! What a server that ended badly leaves behind.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::Context;
use tracing::warn;

/// Whether a process of the server is alive, the postmaster or one that outlived it.
///
/// Known where `/proc` tells each process's working folder; elsewhere PostgreSQL's own checks must do.
pub(super) fn server_lives(data: &Path) -> bool {
    let Ok(processes) = fs::read_dir("/proc") else { return false };
    processes.flatten().any(|process| {
        let process = process.path();
        fs::read_link(process.join("cwd")).is_ok_and(|folder| folder == data)
            && fs::read_to_string(process.join("comm")).is_ok_and(|name| name.trim() == "postgres")
    })
}

/// Removes lock files whose process is dead but not yet buried, or has a number that went to a stranger.
///
/// PostgreSQL itself removes those of a process that is gone, but takes these two for a living server.
pub(super) fn remove_stale(data: &Path, socket: &Path) -> anyhow::Result<()> {
    let socket_lock = PathBuf::from(format!("{}.lock", socket.display()));
    for lock in [data.join("postmaster.pid"), socket_lock] {
        let Some(number) = first_line(&lock)? else { continue };
        let process = Path::new("/proc").join(&number);
        let stale = match fs::read_link(process.join("cwd")) {
            Ok(folder) => folder != data,
            // A zombie has no folder any more.
            Err(error) if error.kind() == io::ErrorKind::NotFound => process.exists(),
            // A process of another account, as PostgreSQL finds out by itself.
            Err(_) => false,
        };
        if stale {
            warn!("{} names process {number}, which is no server of ours: removed", lock.display());
            fs::remove_file(&lock)
                .with_context(|| format!("{} cannot be removed", lock.display()))?;
        }
    }
    Ok(())
}

fn first_line(path: &Path) -> anyhow::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text
            .lines()
            .next()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}
