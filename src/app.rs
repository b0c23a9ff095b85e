//! What every request and every job may use.

use std::{net::IpAddr, path::PathBuf, sync::Arc, time::Duration};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use sqlx::PgPool;

use crate::{
    announcements::Announcements,
    clock::Clock,
    delivery::{Mailbox, Mailer, PublicWeb, RoutingService, Texter},
    values::SecretToken,
};

/// The running program's parts. Cheap to clone: every part is a handle.
#[derive(Clone, Debug)]
pub struct App {
    pub db: PgPool,
    pub clock: Clock,
    pub settings: Arc<Settings>,
    /// None without an SMTP server: e-mails wait in the outbox.
    pub mailer: Option<Mailer>,
    /// None without a mailbox: nothing comes in.
    pub mailbox: Option<Mailbox>,
    /// None without an SMS gateway: texts wait in the outbox.
    pub texter: Option<Texter>,
    /// None without a routing service: driving times come from our own map of the roads.
    pub routing: Option<RoutingService>,
    /// Reads what others publish.
    pub public_web: PublicWeb,
    pub announcements: Announcements,
}

/// What was decided when the program started.
pub struct Settings {
    /// What links in messages begin with, without a slash at the end.
    pub public_url: String,
    /// Signs customers' links. At least 22 bytes.
    pub secret_key: Vec<u8>,
    /// The last part of the address that the PBX posts to.
    pub cti_token: String,
    /// The last part of the address that the SMS gateway posts receipts to.
    pub sms_token: String,
    /// Proxies whose word about the visitor's address is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whose visits to the portal are not counted.
    pub trusted_visitors: Vec<IpAddr>,
    /// Opens `/metrics`; closed without one.
    pub metrics_token: Option<String>,
    /// The longest that somebody waits for an answer.
    pub longest_answer: Duration,
    /// Where files are put to be imported by themselves.
    pub import_dir: Option<PathBuf>,
    /// The demo office: its sign-ins are shown on the sign-in page.
    pub demo: bool,
}

impl Settings {
    /// Whether browsers reach us by TLS, so that cookies can insist on it.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The host of our address, by which names are ours alone in the world.
    pub fn host(&self) -> &str {
        let after_scheme = self.public_url.split("://").nth(1);
        after_scheme.and_then(|rest| rest.split(['/', ':']).next()).unwrap_or("relais")
    }

    /// The secret that stands for something in a link, made of its name and our key: 160 bits, never stored, and the
    /// same each time. `purpose` keeps one kind of link from opening another.
    #[expect(clippy::missing_panics_doc, reason = "HMAC takes a key of any length (RFC 2104)")]
    pub fn secret_of(&self, purpose: &str, name: &str) -> SecretToken {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret_key)
            .expect("HMAC takes a key of any length (RFC 2104)");
        mac.update(purpose.as_bytes());
        mac.update(b":");
        mac.update(name.as_bytes());
        SecretToken::from_bytes(&mac.finalize().into_bytes()[..20])
            .expect("20 of the 32 bytes of SHA-256")
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("public_url", &self.public_url)
            .field("demo", &self.demo)
            .finish_non_exhaustive()
    }
}
