//! A real IMAP server on loopback: Debian's Dovecot with a mailbox and a certificate of its own.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime},
};

use chrono::{DateTime, Utc};
use relais::delivery::Mailbox;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Child,
};

pub struct Dovecot {
    folder: TempDir,
    port: u16,
    child: Option<Child>,
    delivered: AtomicU32,
}

impl Dovecot {
    pub async fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("relais-imap").tempdir_in("/tmp").unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Self { folder, port, child: None, delivered: AtomicU32::new(0) };
        for part in ["new", "cur", "tmp"] {
            fs::create_dir_all(server.maildir().join(part)).unwrap();
        }
        server.own(&server.path("mail"));
        certify(server.folder.path());
        fs::write(server.path("dovecot.conf"), server.settings()).unwrap();
        server.open().await;
        server
    }

    /// As `IMAP_URL` and `IMAP_CA_FILE`.
    pub fn settings_of_relais(&self) -> (String, PathBuf) {
        let url = format!("imaps://sav%40duret.example:secret@localhost:{}/INBOX", self.port);
        (url, self.path("ca.pem"))
    }

    pub fn mailbox(&self) -> Mailbox {
        let (url, ca_file) = self.settings_of_relais();
        Mailbox::imap(&url.parse().unwrap(), Some(&ca_file)).unwrap()
    }

    /// As a mail server puts a mail into a mailbox (maildir(5)), got at that time.
    pub fn deliver(&self, raw: &[u8], at: DateTime<Utc>) {
        self.put("new", "", raw, at);
    }

    /// One that somebody has read.
    pub fn deliver_read(&self, raw: &[u8], at: DateTime<Utc>) {
        self.put("cur", ":2,S", raw, at);
    }

    /// All that is in the mailbox, read or not.
    pub fn count(&self) -> usize {
        ["new", "cur"]
            .map(|part| fs::read_dir(self.maildir().join(part)).unwrap().count())
            .iter()
            .sum()
    }

    pub async fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        // It ends its own first, so that the port is free.
        let pid = child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        child.wait().await.unwrap();
    }

    pub async fn start_again(&mut self) {
        self.open().await;
    }

    /// Numbers all mails anew, as after a restored backup.
    pub async fn forget_numbers(&mut self) {
        self.stop().await;
        for entry in fs::read_dir(self.maildir()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::remove_file(path).unwrap();
            }
        }
        self.open().await;
    }

    fn put(&self, part: &str, flags: &str, raw: &[u8], at: DateTime<Utc>) {
        let number = self.delivered.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}.M{number:06}P1.test", 1_795_000_000 + number);
        let kept = self.maildir().join("tmp").join(&name);
        fs::write(&kept, raw).unwrap();
        let since = Duration::from_secs(u64::try_from(at.timestamp()).unwrap());
        let file = fs::File::options().append(true).open(&kept).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + since).unwrap();
        self.own(&kept);
        fs::rename(&kept, self.maildir().join(part).join(format!("{name}{flags}"))).unwrap();
    }

    async fn open(&mut self) {
        let mut child = tokio::process::Command::new("dovecot")
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .args(["-F", "-c"])
            .arg(self.path("dovecot.conf"))
            .stderr(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Dovecot is not installed: tools/install.sh test");
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        loop {
            let line = lines.next_line().await.unwrap();
            let line = line.expect("Dovecot ended before it listened");
            if line.contains("starting up") {
                break;
            }
        }
        tokio::spawn(
            async move { while lines.next_line().await.is_ok_and(|line| line.is_some()) {} },
        );
        self.child = Some(child);
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn maildir(&self) -> PathBuf {
        self.path("mail/Maildir")
    }

    /// Root's mails are read by another account, since Dovecot refuses root.
    fn own(&self, path: &Path) {
        let (uid, gid) = self.reader();
        if fs::metadata(path).unwrap().uid() == uid {
            return;
        }
        chown(path, Some(uid), Some(gid)).unwrap();
        if path.is_dir() {
            for entry in fs::read_dir(path).unwrap() {
                self.own(&entry.unwrap().path());
            }
        }
    }

    fn reader(&self) -> (u32, u32) {
        const NOBODY: (u32, u32) = (65534, 65534);
        let ours = fs::metadata(self.folder.path()).unwrap();
        if ours.uid() == 0 { NOBODY } else { (ours.uid(), ours.gid()) }
    }

    fn settings(&self) -> String {
        let folder = self.folder.path().display();
        let (uid, gid) = self.reader();
        let ours = fs::metadata(self.folder.path()).unwrap();
        let services = if ours.uid() == 0 {
            String::new()
        } else {
            // Without root there is one account for everything, and no cage.
            let user = named(uid);
            format!(
                "default_internal_user = {user}\ndefault_internal_group = {}\ndefault_login_user = {user}\n\
                 service imap-login {{\n chroot =\n}}\nservice anvil {{\n chroot =\n}}\nservice stats {{\n chroot =\n}}\n",
                group_named(gid)
            )
        };
        format!(
            "base_dir = {folder}/run\nstate_dir = {folder}/state\nlog_path = /dev/stderr\nprotocols = imap\n\
             listen = 127.0.0.1\nssl = required\nssl_cert = <{folder}/server.pem\nssl_key = <{folder}/server.key\n\
             ssl_dh =\nmail_location = maildir:{folder}/mail/Maildir\nfirst_valid_uid = 1\nlast_valid_uid = 0\n\
             mail_max_userip_connections = 50\n\
             passdb {{\n driver = static\n args = password=secret\n}}\n\
             userdb {{\n driver = static\n args = uid={uid} gid={gid} home={folder}/mail\n}}\n\
             service imap-login {{\n inet_listener imap {{\n  port = 0\n }}\n inet_listener imaps {{\n  port = {}\n  ssl = yes\n }}\n}}\n\
             {services}",
            self.port
        )
    }
}

fn named(uid: u32) -> String {
    asked("id", &["-un", &uid.to_string()])
}

fn group_named(gid: u32) -> String {
    let entry = asked("getent", &["group", &gid.to_string()]);
    entry.split(':').next().unwrap().to_owned()
}

fn asked(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// An authority, and a certificate of it for `localhost`.
fn certify(folder: &Path) {
    let openssl = |arguments: &str| {
        let output = Command::new("openssl")
            .current_dir(folder)
            .args(arguments.split_whitespace())
            .output()
            .expect("openssl is not installed: tools/install.sh test");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    fs::write(
        folder.join("server.ext"),
        "subjectAltName = DNS:localhost\nbasicConstraints = CA:FALSE\nextendedKeyUsage = serverAuth\n",
    )
    .unwrap();
    let new_key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(&format!("req -x509 {new_key} -keyout ca.key -out ca.pem -days 30 -subj /CN=Test"));
    openssl(&format!("req {new_key} -keyout server.key -out server.csr -subj /CN=localhost"));
    openssl(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile server.ext -out server.pem",
    );
}
