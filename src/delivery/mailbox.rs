//! The mailbox that customers write to, over IMAP (RFC 3501) with TLS. It is only ever looked at: nothing in
//! it is moved, marked or deleted.

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, bail, ensure};
use async_imap::{
    Client, Session,
    error::Error as ImapError,
    types::{Fetch, Flag},
};
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt as _;
use percent_encoding::percent_decode_str;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};
use tokio::{
    net::TcpStream,
    time::{sleep, timeout},
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use url::Url;

use super::use_tls;

/// How long the server may take for one answer, beside the mails themselves.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How long one mail may take, or the list of all that are new.
const LONGEST_FETCH: Duration = Duration::from_mins(5);

/// Where a mailbox is, and how it is entered. It holds a password and therefore has no `Debug` of its parts.
#[derive(Clone)]
pub struct Mailbox {
    host: String,
    port: u16,
    user: String,
    password: String,
    folder: String,
    /// TLS from the first byte (`imaps`), or after STARTTLS (`imap`); never without.
    is_tls_at_once: bool,
    tls: TlsConnector,
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailbox").field("name", &self.name()).finish_non_exhaustive()
    }
}

/// A mail as the server lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    pub uid: u32,
    pub size_bytes: u32,
    /// When the server got it.
    pub received_at: DateTime<Utc>,
    /// Somebody has read it.
    pub is_seen: bool,
}

/// A mailbox that we are signed in to.
#[derive(Debug)]
pub struct OpenMailbox {
    session: Session<TlsStream<TcpStream>>,
    pub uid_validity: u32,
    can_idle: bool,
}

impl Mailbox {
    /// `url` as in `imaps://user:pass@host:993/INBOX`. With `ca_file` (PEM) only its authorities are trusted.
    pub fn imap(url: &Url, ca_file: Option<&Path>) -> anyhow::Result<Self> {
        use_tls();
        let decoded = |text: &str| -> anyhow::Result<String> {
            let text = percent_decode_str(text).decode_utf8().context("IMAP_URL is not UTF-8")?;
            ensure!(!text.contains(char::is_control), "IMAP_URL has a control character");
            Ok(text.into_owned())
        };
        let is_tls_at_once = url.scheme() == "imaps";
        let folder = decoded(url.path().trim_matches('/'))?;
        let mailbox = Self {
            host: url.host_str().context("IMAP_URL has no host")?.to_owned(),
            port: url.port().unwrap_or(if is_tls_at_once { 993 } else { 143 }),
            user: decoded(url.username())?,
            password: decoded(url.password().unwrap_or_default())?,
            folder: if folder.is_empty() { "INBOX".to_owned() } else { folder },
            is_tls_at_once,
            tls: TlsConnector::from(Arc::new(tls(ca_file)?)),
        };
        ensure!(
            !mailbox.user.is_empty() && !mailbox.password.is_empty(),
            "IMAP_URL needs a user and a password"
        );
        Ok(mailbox)
    }

    /// The same mailbox has the same name, whatever the password.
    pub fn name(&self) -> String {
        format!("{}@{}/{}", self.user, self.host, self.folder)
    }

    /// The account's own address, where it is one.
    pub fn address(&self) -> Option<String> {
        self.user.contains('@').then(|| self.user.to_lowercase())
    }

    /// Connects and signs in. Errors are in French: the settings page shows them.
    pub async fn open(&self) -> anyhow::Result<OpenMailbox> {
        timeout(TIMEOUT, self.enter()).await.context("le serveur de courrier ne répond pas")?
    }

    async fn enter(&self) -> anyhow::Result<OpenMailbox> {
        let address = (self.host.as_str(), self.port);
        let stream = TcpStream::connect(address)
            .await
            .context("le serveur de courrier ne peut pas être joint")?;
        let client = if self.is_tls_at_once {
            let mut client = Client::new(self.encrypted(stream).await?);
            greeting(client.read_response().await)?;
            client
        } else {
            let mut client = Client::new(stream);
            greeting(client.read_response().await)?;
            client
                .run_command_and_check_ok("STARTTLS", None)
                .await
                .map_err(|error| said(&error))
                .context("le serveur de courrier ne propose pas TLS")?;
            Client::new(self.encrypted(client.into_inner()).await?)
        };
        let mut session = client
            .login(&self.user, &self.password)
            .await
            .map_err(|(error, _)| said(&error))
            .context("le serveur de courrier refuse l’identifiant ou le mot de passe")?;
        let capabilities = session.capabilities().await.map_err(|error| said(&error))?;
        let can_idle = capabilities.has_str("IDLE");
        let found = session
            .examine(&self.folder)
            .await
            .map_err(|error| said(&error))
            .with_context(|| format!("le dossier {} ne s’ouvre pas", self.folder))?;
        let Some(uid_validity) = found.uid_validity else {
            bail!("le serveur de courrier ne numérote pas ses messages (UIDVALIDITY)");
        };
        Ok(OpenMailbox { session, uid_validity, can_idle })
    }

    async fn encrypted(&self, stream: TcpStream) -> anyhow::Result<TlsStream<TcpStream>> {
        let name = ServerName::try_from(self.host.clone()).context("nom de serveur illisible")?;
        let stream = self.tls.connect(name, stream).await;
        stream.context("le certificat du serveur de courrier n’est pas accepté")
    }
}

impl OpenMailbox {
    /// What came after this UID, in the order of UIDs.
    pub async fn listed_after(&mut self, uid: u32) -> anyhow::Result<Vec<Listed>> {
        let Some(first) = uid.checked_add(1) else { return Ok(Vec::new()) };
        let listing = async {
            let range = format!("{first}:*");
            let fetched =
                self.session.uid_fetch(range, "(UID FLAGS INTERNALDATE RFC822.SIZE)").await?;
            // `*` is the last mail, even where that is an older one.
            fetched
                .try_filter_map(async |fetch| Ok(listed(&fetch).filter(|mail| mail.uid > uid)))
                .try_collect::<Vec<Listed>>()
                .await
        };
        let mut listed = within(LONGEST_FETCH, listing).await?;
        listed.sort_unstable_by_key(|mail| mail.uid);
        listed.dedup_by_key(|mail| mail.uid);
        Ok(listed)
    }

    /// The mail as it is, or its first bytes; none where it is there no longer.
    pub async fn fetch(&mut self, uid: u32, first: Option<u32>) -> anyhow::Result<Option<Vec<u8>>> {
        let what = match first {
            Some(first) => format!("(UID BODY.PEEK[]<0.{first}>)"),
            None => "(UID BODY.PEEK[])".to_owned(),
        };
        let fetching = async {
            let fetched = self.session.uid_fetch(uid.to_string(), what).await?;
            let mut found = None;
            let mut fetched = std::pin::pin!(fetched);
            while let Some(fetch) = fetched.try_next().await? {
                if fetch.uid == Some(uid) {
                    found = Some(fetch.body().unwrap_or_default().to_vec());
                }
            }
            Ok(found)
        };
        within(LONGEST_FETCH, fetching).await
    }

    /// Waits for news, at most for so long; without news it is asked again all the same.
    pub async fn wait(mut self, longest: Duration) -> anyhow::Result<Self> {
        if !self.can_idle {
            sleep(longest).await;
            within(TIMEOUT, self.session.noop()).await?;
            return Ok(self);
        }
        let mut idle = self.session.idle();
        within(TIMEOUT, idle.init()).await?;
        let (news, _stop) = idle.wait_with_timeout(longest);
        news.await.map_err(|error| said(&error))?;
        self.session = within(TIMEOUT, idle.done()).await?;
        Ok(self)
    }

    /// Signs out; a server that is gone already has forgotten us.
    pub async fn close(mut self) {
        timeout(TIMEOUT, self.session.logout()).await.ok();
    }
}

fn listed(fetch: &Fetch) -> Option<Listed> {
    Some(Listed {
        uid: fetch.uid?,
        size_bytes: fetch.size.unwrap_or(0),
        received_at: fetch.internal_date().map_or(DateTime::UNIX_EPOCH, |at| at.to_utc()),
        is_seen: fetch.flags().any(|flag| flag == Flag::Seen),
    })
}

async fn within<T>(
    longest: Duration,
    asking: impl Future<Output = Result<T, ImapError>>,
) -> anyhow::Result<T> {
    let answer = timeout(longest, asking).await.context("le serveur de courrier ne répond plus")?;
    answer.map_err(|error| said(&error))
}

fn greeting<T>(read: std::io::Result<Option<T>>) -> anyhow::Result<()> {
    read.ok().flatten().context("le serveur de courrier ne se présente pas")?;
    Ok(())
}

/// What went wrong, without what the server was saying: that may be a customer's mail.
fn said(error: &ImapError) -> anyhow::Error {
    let short = |text: &str| text.chars().take(120).collect::<String>();
    match error {
        ImapError::No(words) | ImapError::Bad(words) => {
            anyhow::anyhow!("le serveur de courrier répond : {}", short(words))
        }
        ImapError::ConnectionLost => anyhow::anyhow!("la liaison au courrier a été coupée"),
        ImapError::Io(error) if error.kind() != std::io::ErrorKind::Other => {
            anyhow::anyhow!("la liaison au courrier a été coupée ({})", error.kind())
        }
        _ => anyhow::anyhow!("la réponse du serveur de courrier est illisible"),
    }
}

fn tls(ca_file: Option<&Path>) -> anyhow::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    match ca_file {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(file) => {
            let certificates = CertificateDer::pem_file_iter(file)
                .with_context(|| format!("IMAP_CA_FILE: {} cannot be read", file.display()))?;
            for certificate in certificates {
                let certificate = certificate.context("IMAP_CA_FILE is not PEM")?;
                roots.add(certificate).context("IMAP_CA_FILE holds no authority")?;
            }
            ensure!(!roots.is_empty(), "IMAP_CA_FILE holds no certificate");
        }
    }
    Ok(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}
