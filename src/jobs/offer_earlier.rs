//! Offers what becomes free to those who wait for an earlier time.

use std::time::Duration;

use super::Job;
use crate::{app::App, appointments};

/// See [`appointments::offer_earlier`]. Not at the news itself: what the office has just done can still be undone.
#[derive(Debug)]
pub struct OfferEarlier;

impl Job for OfferEarlier {
    const NAME: &'static str = "offer_earlier";
    const EVERY: Duration = Duration::from_mins(1);

    async fn run(app: App) -> anyhow::Result<usize> {
        appointments::offer_earlier(&app, app.clock.now()).await
    }
}
