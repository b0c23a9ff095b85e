//! Text messages, through the generic HTTP gateway of interface.md.

use std::time::Duration;

use anyhow::Context as _;
use reqwest::{Client, Url, redirect};
use serde::{Deserialize, Serialize};
use tracing::warn;

use super::DeliveryError;

/// How long the gateway may take. Shorter than the lease of a claimed message.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Sends text messages.
#[derive(Clone, Debug)]
pub struct Texter {
    client: Client,
    gateway: Url,
}

/// One text message: the JSON of the gateway.
#[derive(Clone, Debug, Serialize)]
pub struct OutgoingText<'a> {
    /// The same for every try: a gateway that heard it before sends it once.
    #[serde(rename = "ref")]
    pub reference: &'a str,
    /// Alphanumeric, at most 11 characters.
    pub from: &'a str,
    /// E.164.
    pub to: &'a str,
    pub text: &'a str,
}

#[derive(Default, Deserialize)]
struct Accepted {
    id: serde_json::Value,
}

impl Accepted {
    /// Some gateways count, and send a number.
    fn id(self) -> Option<String> {
        match self.id {
            serde_json::Value::String(id) => Some(id),
            serde_json::Value::Number(id) => Some(id.to_string()),
            _ => None,
        }
    }
}

/// Refusals of our key or address (RFC 9110 §15.5): once it is mended, the same message passes.
const ABOUT_US: [u16; 4] = [401, 403, 404, 407];

/// Asking for patience.
const LATER: [u16; 2] = [408, 429];

impl Texter {
    /// `url`: `http://…` or `https://…` of a generic gateway.
    pub fn gateway(url: &str) -> anyhow::Result<Self> {
        let gateway: Url = url.parse().context("SMS_URL is not an address")?;
        anyhow::ensure!(
            matches!(gateway.scheme(), "http" | "https"),
            "SMS_URL must begin with http:// or https:// (a generic gateway)"
        );
        super::use_tls();
        let client = Client::builder()
            .timeout(TIMEOUT)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .context("the HTTP client could not start")?;
        Ok(Self { client, gateway })
    }

    /// Returns the gateway's own name for the message; none where it accepted it without one, and no
    /// receipt can be told to be this message's.
    pub async fn send(&self, text: &OutgoingText<'_>) -> Result<Option<String>, DeliveryError> {
        let response =
            self.client.post(self.gateway.clone()).json(text).send().await.map_err(|error| {
                DeliveryError::TryLater(format!(
                    "la passerelle SMS ne répond pas ({})",
                    without_address(error)
                ))
            })?;
        let status = response.status();
        if status.is_success() {
            // It has the message: whatever else it says, sending again would send twice.
            let accepted: Accepted = response.json().await.unwrap_or_else(|error| {
                warn!(error = without_address(error), "the SMS gateway gave the message no name");
                Accepted::default()
            });
            return Ok(accepted.id());
        }
        let answer = format!("la passerelle répond {status}");
        let code = status.as_u16();
        if status.is_client_error() && !ABOUT_US.contains(&code) && !LATER.contains(&code) {
            Err(DeliveryError::Refused(answer))
        } else {
            Err(DeliveryError::TryLater(answer))
        }
    }
}

/// What is at the root of it. Without the address, which may hold a key.
fn without_address(error: reqwest::Error) -> String {
    let error = anyhow::Error::from(error.without_url());
    error.root_cause().to_string()
}
