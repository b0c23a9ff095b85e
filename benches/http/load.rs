//! Requests over loopback, as many as are answered, and how long each took.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use anyhow::ensure;
use reqwest::{Client, header};

/// Who is asked for what.
pub(crate) struct Load<'a> {
    pub(crate) base: &'a str,
    pub(crate) cookie: Option<&'a str>,
    pub(crate) paths: &'a [String],
    /// Asking at once.
    pub(crate) connections: usize,
}

/// Times in milliseconds.
pub(crate) struct Figures {
    pub(crate) per_second: f64,
    pub(crate) p50: f64,
    pub(crate) p95: f64,
    pub(crate) p99: f64,
}

impl Load<'_> {
    /// Asks for the paths in turn, for `duration`; every answer must be a success.
    pub(crate) async fn run(&self, duration: Duration) -> anyhow::Result<Figures> {
        let client =
            Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
        let turn = AtomicUsize::new(0);
        let begun = Instant::now();
        let workers = (0..self.connections).map(|_| self.ask(&client, &turn, begun + duration));
        let mut times = Vec::new();
        for done in futures_util::future::join_all(workers).await {
            times.extend(done?);
        }
        let elapsed = begun.elapsed();
        ensure!(!times.is_empty(), "{}: nothing was answered", self.base);
        times.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "some thousands of requests")]
        let per_second = times.len() as f64 / elapsed.as_secs_f64();
        let at = |share: usize| {
            times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1000.0
        };
        Ok(Figures { per_second, p50: at(50), p95: at(95), p99: at(99) })
    }

    async fn ask(
        &self,
        client: &Client,
        turn: &AtomicUsize,
        until: Instant,
    ) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        while Instant::now() < until {
            let path = &self.paths[turn.fetch_add(1, Ordering::Relaxed) % self.paths.len()];
            let mut request =
                client.get(format!("{}{path}", self.base)).header(header::ACCEPT, "text/html");
            if let Some(cookie) = self.cookie {
                request = request.header(header::COOKIE, cookie);
            }
            let begun = Instant::now();
            let response = request.send().await?;
            let status = response.status();
            response.bytes().await?;
            times.push(begun.elapsed());
            ensure!(status.is_success() || status.is_redirection(), "{path} answered {status}");
        }
        Ok(times)
    }
}
