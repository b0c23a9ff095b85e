//! Text messages, through the generic HTTP gateway of interface.md.

use std::time::Duration;

use anyhow::Context as _;
use reqwest::{Client, Url, redirect};
use serde::{Deserialize, Serialize};

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

#[derive(Deserialize)]
struct Accepted {
    id: String,
}

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

    /// Returns the gateway's own name for the message.
    pub async fn send(&self, text: &OutgoingText<'_>) -> Result<String, DeliveryError> {
        let response =
            self.client.post(self.gateway.clone()).json(text).send().await.map_err(|error| {
                DeliveryError::TryLater(format!(
                    "la passerelle SMS ne répond pas ({})",
                    without_address(error)
                ))
            })?;
        let status = response.status();
        if status.is_success() {
            let accepted: Accepted = response.json().await.map_err(|error| {
                DeliveryError::TryLater(format!("réponse illisible : {}", without_address(error)))
            })?;
            return Ok(accepted.id);
        }
        let answer = format!("la passerelle répond {status}");
        // 429 asks for patience; every other 4xx is final.
        if status.is_client_error() && status.as_u16() != 429 && status.as_u16() != 408 {
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
