//! The account that PostgreSQL runs under: ours, unless that is root, which PostgreSQL refuses.

use std::{
    env,
    fs::{self, DirBuilder},
    io,
    os::unix::{
        fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

use anyhow::{Context, bail, ensure};

/// Tried in this order when we are root.
const SERVANTS: [&str; 2] = ["postgres", "nobody"];

#[derive(Debug)]
pub(super) struct Account {
    pub(super) user: u32,
    pub(super) group: u32,
    /// We are root, and this is somebody else.
    pub(super) by_root: bool,
}

impl Account {
    /// As root: the owner of `existing` where there is one, else an account made for such work.
    pub(super) fn choose(existing: &Path) -> anyhow::Result<Self> {
        let user = id("-u", None)?;
        if user != 0 {
            return Ok(Self { user, group: id("-g", None)?, by_root: false });
        }
        if let Ok(owner) = fs::metadata(existing)
            && owner.uid() != 0
        {
            return Ok(Self { user: owner.uid(), group: owner.gid(), by_root: true });
        }
        for name in SERVANTS {
            if let (Ok(user), Ok(group)) = (id("-u", Some(name)), id("-g", Some(name))) {
                return Ok(Self { user, group, by_root: true });
            }
        }
        bail!(
            "PostgreSQL refuses to run as root, and there is no account {} to run it: \
             start Relais as an ordinary user",
            SERVANTS.join(" or ")
        )
    }

    /// A command that runs under this account, with English messages and without anybody's `PG…` variables.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").env_clear().env("LC_ALL", "C");
        if let Some(path) = env::var_os("PATH") {
            command.env("PATH", path);
        }
        if self.by_root {
            command.uid(self.user).gid(self.group);
        }
        command
    }

    pub(super) fn can_enter(&self, folder: &Path) -> anyhow::Result<bool> {
        let mut shell = self.command(Path::new("/bin/sh"));
        let output = shell.args(["-c", "cd -- \"$1\"", "sh"]).arg(folder).output()?;
        Ok(output.status.success())
    }

    /// A folder for this account alone. Fails if it is there and is anybody else's, as it could be in `/tmp`.
    pub(super) fn make_folder(&self, folder: &Path) -> anyhow::Result<()> {
        match DirBuilder::new().mode(0o700).create(folder) {
            Ok(()) => chown(folder, Some(self.user), Some(self.group))
                .with_context(|| format!("{} cannot be handed over", folder.display()))?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(error).with_context(|| format!("{} cannot be made", folder.display()));
            }
        }
        let found = fs::symlink_metadata(folder)?;
        ensure!(
            found.is_dir()
                && found.uid() == self.user
                && found.permissions().mode() & 0o777 == 0o700,
            "{} is not a folder of the account {} alone: remove it, or start Relais as its owner",
            folder.display(),
            self.user
        );
        Ok(())
    }
}

/// Runs a command to its end, and returns what it wrote.
pub(super) fn run(command: &mut Command) -> anyhow::Result<String> {
    let name = command.get_program().display().to_string();
    let output = command.output().with_context(|| format!("{name} cannot be started"))?;
    ensure!(
        output.status.success(),
        "{name} failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn id(which: &str, name: Option<&str>) -> anyhow::Result<u32> {
    Ok(run(Command::new("id").arg(which).args(name))?.parse()?)
}
