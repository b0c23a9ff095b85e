//! Watching over the telephone while working elsewhere: a page that stays open, and from it a small
//! window above all others where the browser can (ux.md §1.8).

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::shell::Shell;
use crate::web::{Result, page::Page};

#[derive(Template)]
#[template(path = "office/calls/watch.html")]
struct WatchPage {
    shell: Shell,
}

pub(super) async fn show(shell: Shell) -> Result<Response> {
    Ok(Page(WatchPage { shell }).into_response())
}
