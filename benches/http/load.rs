//! Requests over loopback, and how long each took.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use anyhow::ensure;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use reqwest::{Client, header};

/// Who is asked for what.
pub(crate) struct Load<'a> {
    pub(crate) base: &'a str,
    pub(crate) cookie: Option<&'a str>,
    pub(crate) paths: &'a [String],
}

/// When the next request is sent.
#[derive(Clone, Copy)]
pub(crate) enum Pace {
    /// So many a second at random instants, whoever waits for an answer. A time counts from the instant at which the
    /// request was due: waiting for a connection or for a busy machine is part of it.
    Busy { per_second: u32, connections: usize },
    /// On each connection as soon as the last was answered: as many as are answered at all.
    Flat { connections: usize },
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
    pub(crate) async fn run(&self, pace: Pace, duration: Duration) -> anyhow::Result<Figures> {
        let client =
            Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
        let (due, connections) = match pace {
            Pace::Busy { per_second, connections } => {
                (Some(random_instants(per_second, duration)), connections)
            }
            Pace::Flat { connections } => (None, connections),
        };
        let turn = AtomicUsize::new(0);
        let begun = Instant::now();
        let until = begun + duration;
        let workers =
            (0..connections).map(|_| self.ask(&client, &turn, begun, until, due.as_deref()));
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
        begun: Instant,
        until: Instant,
        due: Option<&[Duration]>,
    ) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        loop {
            let turn = turn.fetch_add(1, Ordering::Relaxed);
            let since = match due {
                Some(due) => {
                    let Some(offset) = due.get(turn) else { break };
                    tokio::time::sleep_until((begun + *offset).into()).await;
                    begun + *offset
                }
                None => Instant::now(),
            };
            if since >= until {
                break;
            }
            let path = &self.paths[turn % self.paths.len()];
            let mut request =
                client.get(format!("{}{path}", self.base)).header(header::ACCEPT, "text/html");
            if let Some(cookie) = self.cookie {
                request = request.header(header::COOKIE, cookie);
            }
            let response = request.send().await?;
            let status = response.status();
            response.bytes().await?;
            times.push(since.elapsed());
            ensure!(status.is_success() || status.is_redirection(), "{path} answered {status}");
        }
        Ok(times)
    }
}

/// As people come who do not know of each other: the time between two is exponential.
fn random_instants(per_second: u32, duration: Duration) -> Vec<Duration> {
    let mut random = StdRng::seed_from_u64(20);
    let mut at = 0.0;
    std::iter::from_fn(|| {
        at -= random.random::<f64>().max(f64::MIN_POSITIVE).ln() / f64::from(per_second);
        Some(Duration::from_secs_f64(at))
    })
    .take_while(|at| *at < duration)
    .collect()
}
