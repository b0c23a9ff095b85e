//! What others publish on the web, read without ever reaching into a network that is not public.
//!
//! A name is looked up once, each of its addresses is judged, and the connection goes to one of those that were: a
//! name that changes its mind between the two leads nowhere. Each step of a redirection is judged anew.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use reqwest::{Client, Response, StatusCode, Url, header, redirect};
use url::Host;

use super::is_public;

/// Somebody may be waiting for it.
const PATIENCE: Duration = Duration::from_secs(12);
const MOST_REDIRECTIONS: usize = 3;
/// In bytes; an agenda of ten years has about one million.
const LARGEST: usize = 5 * 1024 * 1024;

/// Who says which addresses a name has.
#[derive(Clone, Copy, Debug, Default)]
pub enum Names {
    #[default]
    System,
    /// For tests: in the place of the network's own.
    Told(fn(&str) -> Vec<IpAddr>),
}

/// Reads what is published.
#[derive(Clone, Debug)]
pub struct PublicWeb {
    names: Names,
    /// Addresses that are read although they are inside, also without TLS: this machine's own, for trying things out.
    inside: Vec<IpAddr>,
    patience: Duration,
}

/// What a server calls the version that it sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// What we have is the latest.
    Unchanged,
    Content {
        body: Vec<u8>,
        version: Version,
    },
}

/// Why nothing could be read, as the office reads it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("Ce n’est pas une adresse publiée\u{a0}: elle commence par https:// ou webcal://.")]
    NoAddress,
    #[error("Cette adresse mène à un réseau interne\u{a0}: elle n’est pas lue.")]
    Inside,
    #[error("Ce serveur est introuvable\u{a0}: vérifiez l’adresse.")]
    Unknown,
    #[error("Le serveur n’a pas pu être joint.")]
    Unreachable,
    #[error("Le serveur n’a pas répondu à temps.")]
    Slow,
    #[error("Le serveur renvoie d’adresse en adresse, sans fin.")]
    Redirected,
    #[error(
        "Le serveur ne donne plus cet agenda (réponse {0})\u{a0}: publiez-le à nouveau, puis changez l’adresse."
    )]
    Gone(u16),
    #[error("Le serveur est en panne (réponse {0}).")]
    Failing(u16),
    #[error("C’est trop lourd pour un agenda\u{a0}: 5\u{a0}Mo au plus.")]
    TooLarge,
}

/// Where a request goes: the address, and the hosts that its name was found to have.
struct Target {
    url: Url,
    hosts: Vec<SocketAddr>,
}

impl Default for PublicWeb {
    fn default() -> Self {
        Self { names: Names::System, inside: Vec::new(), patience: PATIENCE }
    }
}

impl PublicWeb {
    /// That also reads these addresses of this machine.
    pub fn with_inside(inside: Vec<IpAddr>) -> Self {
        Self { inside, ..Self::default() }
    }

    #[must_use]
    pub fn asking(self, names: Names) -> Self {
        Self { names, ..self }
    }

    #[must_use]
    pub fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// An address as it is read: `webcal` is `https`. Fails on what can be seen to be none without asking anybody.
    pub fn address(&self, typed: &str) -> Result<Url, ReadError> {
        let typed = typed.trim();
        let typed = match typed.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("webcal") => {
                format!("https://{rest}")
            }
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("webcals") => {
                format!("https://{rest}")
            }
            _ => typed.to_owned(),
        };
        let url: Url = typed.parse().map_err(|_| ReadError::NoAddress)?;
        self.judge_url(&url)?;
        Ok(url)
    }

    /// What stands at an address, unless it is the `known` version.
    pub async fn read(&self, address: &str, known: &Version) -> Result<Reading, ReadError> {
        let url = self.address(address)?;
        tokio::time::timeout(self.patience, self.follow(url, known))
            .await
            .unwrap_or(Err(ReadError::Slow))
    }

    async fn follow(&self, mut url: Url, known: &Version) -> Result<Reading, ReadError> {
        for _ in 0..=MOST_REDIRECTIONS {
            let response = self.ask(self.target(url.clone()).await?, known).await?;
            let status = response.status();
            if status == StatusCode::NOT_MODIFIED {
                return Ok(Reading::Unchanged);
            }
            if status.is_success() {
                let version = version_of(&response);
                return Ok(Reading::Content { body: whole(response).await?, version });
            }
            if !status.is_redirection() {
                let number = status.as_u16();
                let is_for_good =
                    status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS;
                return Err(if is_for_good {
                    ReadError::Gone(number)
                } else {
                    ReadError::Failing(number)
                });
            }
            url = text(&response, header::LOCATION)
                .and_then(|to| url.join(&to).ok())
                .ok_or(ReadError::Redirected)?;
        }
        Err(ReadError::Redirected)
    }

    /// What can be said of an address before its name is looked up.
    fn judge_url(&self, url: &Url) -> Result<(), ReadError> {
        let is_plain = url.scheme() == "http" && !self.inside.is_empty();
        let has_name = !url.username().is_empty() || url.password().is_some();
        if (url.scheme() != "https" && !is_plain) || has_name {
            return Err(ReadError::NoAddress);
        }
        match url.host() {
            Some(Host::Ipv4(address)) => self.judge(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => self.judge(IpAddr::V6(address)),
            Some(Host::Domain(name)) if !name.trim_end_matches('.').is_empty() => Ok(()),
            _ => Err(ReadError::NoAddress),
        }
    }

    fn judge(&self, address: IpAddr) -> Result<(), ReadError> {
        let is_read = is_public(address) || self.inside.contains(&address);
        is_read.then_some(()).ok_or(ReadError::Inside)
    }

    async fn target(&self, url: Url) -> Result<Target, ReadError> {
        self.judge_url(&url)?;
        let port = url.port_or_known_default().ok_or(ReadError::NoAddress)?;
        let addresses = match url.host().ok_or(ReadError::NoAddress)? {
            Host::Ipv4(address) => vec![IpAddr::V4(address)],
            Host::Ipv6(address) => vec![IpAddr::V6(address)],
            Host::Domain(name) => self.look_up(name, port).await?,
        };
        // One that leads inside is one too many: who mixes them means to.
        addresses.iter().try_for_each(|address| self.judge(*address))?;
        // Without TLS only to this machine.
        if url.scheme() == "http" && !addresses.iter().all(|address| self.inside.contains(address))
        {
            return Err(ReadError::NoAddress);
        }
        let hosts = addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect();
        Ok(Target { url, hosts })
    }

    async fn look_up(&self, name: &str, port: u16) -> Result<Vec<IpAddr>, ReadError> {
        let addresses: Vec<IpAddr> = match self.names {
            Names::System => tokio::net::lookup_host((name, port))
                .await
                .map_err(|_| ReadError::Unknown)?
                .map(|host| host.ip())
                .collect(),
            Names::Told(told) => told(name),
        };
        if addresses.is_empty() { Err(ReadError::Unknown) } else { Ok(addresses) }
    }

    /// Asks the very hosts that were judged: nothing is looked up again.
    async fn ask(&self, target: Target, known: &Version) -> Result<Response, ReadError> {
        super::use_tls();
        let name = target.url.host_str().unwrap_or_default();
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .resolve_to_addrs(name, &target.hosts)
            .build()
            .map_err(|_| ReadError::Unreachable)?;
        let mut request = client.get(target.url).header(header::ACCEPT, "text/calendar, */*;q=0.1");
        if let Some(etag) = &known.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(since) = &known.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, since);
        }
        request.send().await.map_err(|_| ReadError::Unreachable)
    }
}

async fn whole(mut response: Response) -> Result<Vec<u8>, ReadError> {
    let said = response.content_length().unwrap_or_default();
    if usize::try_from(said).is_ok_and(|said| said > LARGEST) {
        return Err(ReadError::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| ReadError::Unreachable)? {
        if body.len() + chunk.len() > LARGEST {
            return Err(ReadError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn version_of(response: &Response) -> Version {
    Version {
        etag: text(response, header::ETAG),
        last_modified: text(response, header::LAST_MODIFIED),
    }
}

fn text(response: &Response, name: header::HeaderName) -> Option<String> {
    response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}
