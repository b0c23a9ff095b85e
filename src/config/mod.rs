//! The settings, read once from the environment and `.env`, and checked before anything starts.

mod secret_key;
mod variables;

use std::{
    fs,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use lettre::message::Mailbox;
use sqlx::postgres::PgConnectOptions;
use url::Url;

pub use secret_key::SecretKey;
pub use variables::Variables;

/// What the program was told. `.env.example` explains each setting.
///
/// It holds secrets and therefore has no `Debug`.
#[derive(Clone)]
pub struct Config {
    /// `None`: the program runs a server of its own, see [`crate::private_database`].
    pub database: Option<PgConnectOptions>,
    /// Absolute, and there.
    pub data_dir: PathBuf,
    pub listen: SocketAddr,
    /// Scheme and host, with no slash at the end.
    pub public_url: String,
    pub secret_key: SecretKey,
    /// `None`: e-mails wait in the outbox.
    pub mail: Option<Mail>,
    /// `None`: nobody's e-mails are read.
    pub incoming_mail: Option<IncomingMail>,
    /// `None`: text messages wait in the outbox.
    pub sms_url: Option<Url>,
    /// A routing service; `None` for both: driving times come from our own map of the roads.
    pub osrm_url: Option<Url>,
    pub valhalla_url: Option<Url>,
    /// Addresses of our own network from which published agendas may be read.
    pub inside_agendas: Vec<IpAddr>,
    /// Proxies whose word about the visitor's address is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whose visits to the portal are not counted.
    pub trusted_visitors: Vec<IpAddr>,
    /// `None`: nobody may read the metrics.
    pub metrics_token: Option<String>,
    /// The longest that somebody waits for an answer when many come at once.
    pub longest_answer: Duration,
    /// Watched for files to import; absolute, and there. `None`: nothing is watched.
    pub import_dir: Option<PathBuf>,
    pub cti_token: String,
    pub sms_token: String,
    /// What is logged, in the words of `tracing_subscriber::EnvFilter`.
    pub log: Option<String>,
    pub demo: bool,
}

/// Through whom e-mails leave, and from whom.
#[derive(Clone)]
pub struct Mail {
    pub smtp_url: Url,
    pub from: String,
}

/// The mailbox that customers write to.
#[derive(Clone)]
pub struct IncomingMail {
    pub imap_url: Url,
    /// Authorities to trust in the place of the usual ones, PEM.
    pub ca_file: Option<PathBuf>,
}

impl Config {
    /// Reads the settings, makes the data folder, and makes the secret key if there is none.
    ///
    /// Fails on the first setting that is wrong, with its name.
    pub fn read(variables: &Variables, demo: bool) -> anyhow::Result<Self> {
        let listen = listen(variables, demo)?;
        let data_dir = data_dir(variables)?;
        let secret_key = match variables.text("SECRET_KEY") {
            Some(text) => SecretKey::new(text)?,
            None => SecretKey::kept_in(&data_dir)?,
        };
        Ok(Self {
            database: variables
                .parsed("DATABASE_URL", "an address such as postgres://name@host/relais")?,
            listen,
            public_url: match variables.url("PUBLIC_URL", &["http", "https"])? {
                Some(url) => without_path(&url).context("PUBLIC_URL")?,
                None => address_of(listen),
            },
            mail: mail(variables)?,
            incoming_mail: incoming_mail(variables)?,
            sms_url: variables.url("SMS_URL", &["http", "https"])?,
            osrm_url: variables.url("OSRM_URL", &["http", "https"])?,
            valhalla_url: variables.url("VALHALLA_URL", &["http", "https"])?,
            inside_agendas: addresses(variables, "INSIDE_AGENDAS")?,
            trusted_proxies: addresses(variables, "TRUSTED_PROXY")?,
            trusted_visitors: addresses(variables, "TRUSTED_VISITORS")?,
            metrics_token: variables.token("METRICS_TOKEN")?,
            longest_answer: longest_answer(variables)?,
            import_dir: variables
                .text("IMPORT_DIR")
                .map(|path| folder("IMPORT_DIR", path))
                .transpose()?,
            cti_token: variables.token("CTI_TOKEN")?.unwrap_or_else(|| secret_key.token("cti")),
            sms_token: variables.token("SMS_TOKEN")?.unwrap_or_else(|| secret_key.token("sms")),
            log: variables.text("RUST_LOG").map(str::to_owned),
            demo,
            data_dir,
            secret_key,
        })
    }

    /// Puts the address that was really opened in the place of port 0.
    pub fn listening_on(&mut self, address: SocketAddr) {
        if self.public_url == address_of(self.listen) {
            self.public_url = address_of(address);
        }
        self.listen = address;
    }
}

fn listen(variables: &Variables, demo: bool) -> anyhow::Result<SocketAddr> {
    let listen = variables
        .parsed("LISTEN", "an address and a port such as 127.0.0.1:8080")?
        .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
    ensure!(
        !demo || listen.ip().is_loopback(),
        "LISTEN is {listen}: the demo office has passwords that everybody knows and listens on \
         the loopback interface only, for example on 127.0.0.1:8080"
    );
    Ok(listen)
}

fn longest_answer(variables: &Variables) -> anyhow::Result<Duration> {
    let seconds = variables.parsed("LONGEST_ANSWER", "a number of seconds")?.unwrap_or(20);
    ensure!((1..=600).contains(&seconds), "LONGEST_ANSWER is not between 1 and 600 seconds");
    Ok(Duration::from_secs(seconds))
}

fn addresses(variables: &Variables, setting: &str) -> anyhow::Result<Vec<IpAddr>> {
    let addresses = variables.text(setting).unwrap_or_default();
    addresses
        .split(',')
        .map(str::trim)
        .filter(|address| !address.is_empty())
        .map(|address| {
            address.parse().with_context(|| format!("{setting}: {address} is no IP address"))
        })
        .collect()
}

fn data_dir(variables: &Variables) -> anyhow::Result<PathBuf> {
    folder("DATA_DIR", variables.text("DATA_DIR").unwrap_or("./var"))
}

/// Makes the folder if it is not there; its absolute path.
fn folder(setting: &str, path: &str) -> anyhow::Result<PathBuf> {
    let path = PathBuf::from(path);
    fs::create_dir_all(&path)
        .and_then(|()| fs::canonicalize(&path))
        .with_context(|| format!("{setting}: the folder {} cannot be made", path.display()))
}

fn mail(variables: &Variables) -> anyhow::Result<Option<Mail>> {
    let from = "a sender such as Duret Électricité <bureau@duret.example>";
    let from: Option<Mailbox> = variables.parsed("MAIL_FROM", from)?;
    let Some(smtp_url) = variables.url("SMTP_URL", &["smtp", "smtps"])? else { return Ok(None) };
    let Some(from) = from else {
        bail!("MAIL_FROM is not set: with SMTP_URL it says from whom the messages come");
    };
    Ok(Some(Mail { smtp_url, from: from.to_string() }))
}

fn incoming_mail(variables: &Variables) -> anyhow::Result<Option<IncomingMail>> {
    let Some(imap_url) = variables.url("IMAP_URL", &["imaps", "imap"])? else { return Ok(None) };
    let ca_file = variables.text("IMAP_CA_FILE").map(PathBuf::from);
    Ok(Some(IncomingMail { imap_url, ca_file }))
}

/// Links are made by adding a path, so the address may have none of its own.
fn without_path(url: &Url) -> anyhow::Result<String> {
    ensure!(
        url.path() == "/" && url.query().is_none() && url.fragment().is_none(),
        "an address without a path is needed, such as https://relais.duret.example"
    );
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Where a browser on this machine finds us.
fn address_of(listen: SocketAddr) -> String {
    if listen.ip().is_unspecified() {
        format!("http://localhost:{}", listen.port())
    } else {
        format!("http://{listen}")
    }
}
