//! Driving times from a routing service: OSRM's table or Valhalla's matrix.

use std::time::Duration;

use anyhow::Context as _;
use reqwest::{Client, Url, redirect};
use serde::Deserialize;
use serde_json::{Value, json};

use super::DeliveryError;

/// Somebody waits for slots meanwhile.
const TIMEOUT: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Speaks {
    Osrm,
    Valhalla,
}

/// Asks how long it takes to drive.
#[derive(Clone, Debug)]
pub struct RoutingService {
    client: Client,
    url: Url,
    speaks: Speaks,
}

#[derive(Deserialize)]
struct OsrmTable {
    durations: Vec<Vec<Option<f64>>>,
}

#[derive(Deserialize)]
struct ValhallaMatrix {
    sources_to_targets: Vec<Vec<ValhallaCell>>,
}

#[derive(Deserialize)]
struct ValhallaCell {
    time: Option<f64>,
}

impl RoutingService {
    /// Points in one question: OSRM takes a hundred at most unless it was told otherwise.
    pub const MOST: usize = 99;

    /// `url`: where OSRM's HTTP server answers, without `/table`.
    pub fn osrm(url: &str) -> anyhow::Result<Self> {
        Self::new(url, Speaks::Osrm).context("OSRM_URL")
    }

    /// `url`: where Valhalla's server answers, without `/sources_to_targets`.
    pub fn valhalla(url: &str) -> anyhow::Result<Self> {
        Self::new(url, Speaks::Valhalla).context("VALHALLA_URL")
    }

    fn new(url: &str, speaks: Speaks) -> anyhow::Result<Self> {
        let url: Url = url.trim_end_matches('/').parse().context("is not an address")?;
        super::use_tls();
        let client = Client::builder()
            .timeout(TIMEOUT)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .context("the HTTP client could not start")?;
        Ok(Self { client, url, speaks })
    }

    /// Seconds from each source to each target, row by row; none where no road leads. Points are latitude and longitude.
    pub async fn seconds(
        &self,
        sources: &[(f64, f64)],
        targets: &[(f64, f64)],
    ) -> Result<Vec<Vec<Option<i32>>>, DeliveryError> {
        let rows = match self.speaks {
            Speaks::Osrm => self.ask_osrm(sources, targets).await?,
            Speaks::Valhalla => self.ask_valhalla(sources, targets).await?,
        };
        if rows.len() != sources.len() || rows.iter().any(|row| row.len() != targets.len()) {
            return Err(DeliveryError::Refused("a table of another size".to_owned()));
        }
        #[expect(clippy::cast_possible_truncation, reason = "clamped before")]
        let whole = |seconds: f64| seconds.clamp(0.0, 86_400.0).ceil() as i32;
        Ok(rows
            .into_iter()
            .map(|row| row.into_iter().map(|cell| cell.map(whole)).collect())
            .collect())
    }

    async fn ask_osrm(
        &self,
        sources: &[(f64, f64)],
        targets: &[(f64, f64)],
    ) -> Result<Vec<Vec<Option<f64>>>, DeliveryError> {
        let points: Vec<String> =
            sources.iter().chain(targets).map(|(lat, lon)| format!("{lon:.5},{lat:.5}")).collect();
        let indexes = |range: std::ops::Range<usize>| {
            range.map(|at| at.to_string()).collect::<Vec<_>>().join(";")
        };
        let url = format!(
            "{}/table/v1/driving/{}?sources={}&destinations={}&annotations=duration",
            self.url.as_str().trim_end_matches('/'),
            points.join(";"),
            indexes(0..sources.len()),
            indexes(sources.len()..points.len()),
        );
        let table: OsrmTable = Self::answer(self.client.get(url)).await?;
        Ok(table.durations)
    }

    async fn ask_valhalla(
        &self,
        sources: &[(f64, f64)],
        targets: &[(f64, f64)],
    ) -> Result<Vec<Vec<Option<f64>>>, DeliveryError> {
        let points = |points: &[(f64, f64)]| -> Vec<Value> {
            points.iter().map(|(lat, lon)| json!({ "lat": lat, "lon": lon })).collect()
        };
        let url = format!("{}/sources_to_targets", self.url.as_str().trim_end_matches('/'));
        let asked =
            json!({ "sources": points(sources), "targets": points(targets), "costing": "auto" });
        let matrix: ValhallaMatrix = Self::answer(self.client.post(url).json(&asked)).await?;
        let row = |row: Vec<ValhallaCell>| row.into_iter().map(|cell| cell.time).collect();
        Ok(matrix.sources_to_targets.into_iter().map(row).collect())
    }

    async fn answer<T: for<'a> Deserialize<'a>>(
        request: reqwest::RequestBuilder,
    ) -> Result<T, DeliveryError> {
        let later =
            |error: reqwest::Error| DeliveryError::TryLater(error.without_url().to_string());
        let response = request.send().await.map_err(later)?.error_for_status().map_err(later)?;
        response.json().await.map_err(later)
    }
}
