//! OVH: one long poll after the other.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use reqwest::{Client, Url, redirect};
use serde_json::Value;

use super::Line;
use crate::{
    delivery,
    telephony::{System, ovh, settings::OVH_EVENTS},
};

/// The service answers within a minute, with or without news.
const LONGEST_POLL: Duration = Duration::from_secs(75);

/// A poll that answers sooner and brings nothing is followed by a pause, so that a service that is out
/// of order is not asked a thousand times a second.
const SHORTEST_ROUND: Duration = Duration::from_millis(500);

/// No answer is longer; a service that sends more is not the one that we mean.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// Polls until something fails.
pub(super) async fn listen(line: Line<'_>, system: System) -> anyhow::Result<()> {
    delivery::use_tls();
    let client = Client::builder()
        .timeout(LONGEST_POLL)
        .redirect(redirect::Policy::none())
        .build()
        .context("the HTTP client could not start")?;
    let address =
        if system.settings.address.is_empty() { OVH_EVENTS } else { &system.settings.address };
    let address: Url = address.parse().context("the address of the events is none")?;
    let mut session: Option<String> = None;
    loop {
        let mut url = address.clone();
        url.query_pairs_mut().append_pair("token", &system.settings.secret);
        if let Some(session) = &session {
            url.query_pairs_mut().append_pair("session", session);
        }
        let round = tokio::time::Instant::now() + SHORTEST_ROUND;
        // Without the address, which holds the token.
        let mut response = client.get(url).send().await.map_err(reqwest::Error::without_url)?;
        ensure!(response.status().is_success(), "the service answered {}", response.status());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(reqwest::Error::without_url)? {
            ensure!(body.len() + chunk.len() <= LONGEST_ANSWER, "the answer is too long");
            body.extend_from_slice(&chunk);
        }
        let answer: Value = serde_json::from_slice(&body).context("the answer is not JSON")?;
        line.works().await?;
        let polled = ovh::read(&answer, line.now());
        session = polled.session.or(session);
        let is_quiet = polled.messages.is_empty();
        for message in polled.messages {
            line.hear(message).await?;
        }
        if is_quiet {
            tokio::time::sleep_until(round).await;
        }
    }
}
