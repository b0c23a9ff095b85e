//! The live stream: names and ids only; each screen then asks for what it may see.

use std::{convert::Infallible, time::Duration};

use axum::{
    Extension, Router,
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
    routing::get,
};
use futures_util::{Stream, StreamExt as _};
use tokio_stream::wrappers::BroadcastStream;

use super::{extract::CurrentStaff, serve::Stopping};
use crate::app::App;

/// Whoever signed out elsewhere, or may no longer enter, hears nothing after that.
const LONGEST_STREAM: Duration = Duration::from_mins(10);

pub(super) fn routes() -> Router<App> {
    Router::new().route("/live", get(index))
}

async fn index(
    State(app): State<App>,
    _staff: CurrentStaff,
    stopping: Option<Extension<Stopping>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let announcements = BroadcastStream::new(app.announcements.subscribe()).map(|heard| {
        Ok(match heard {
            Ok(heard) => {
                Event::default().event(heard.topic.name()).data(format!("{{\"id\":{}}}", heard.id))
            }
            // Too slow: some were lost, so everything is to be read again.
            Err(_) => Event::default().event("refresh").data("{}"),
        })
    });
    let stopping = stopping.map(|Extension(Stopping(token))| token).unwrap_or_default();
    // The browser comes back by itself, and shows again who it is.
    let ends = async move {
        tokio::select! {
            () = stopping.cancelled_owned() => {}
            () = tokio::time::sleep(LONGEST_STREAM) => {}
        }
    };
    let announcements = announcements.take_until(Box::pin(ends));
    Sse::new(announcements).keep_alive(KeepAlive::new().interval(Duration::from_secs(20)))
}
