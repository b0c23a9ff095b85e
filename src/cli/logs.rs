//! Where logs go: to standard error, for people on a terminal, for programs elsewhere.

use std::io::{self, IsTerminal};

use anyhow::Context;
use tracing_subscriber::EnvFilter;

const USUAL: &str = "info";

/// `filter` in the words of `RUST_LOG`.
pub(super) fn start(filter: Option<&str>) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter.unwrap_or(USUAL)).context("RUST_LOG")?;
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    if io::stderr().is_terminal() {
        logs.compact().with_target(false).init();
    } else {
        logs.json().flatten_event(true).init();
    }
    Ok(())
}
