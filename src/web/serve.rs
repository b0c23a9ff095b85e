//! The port: accepts connections, bounds what each may take, and lets them finish at the end.
//!
//! `axum::serve` has no time-out for headers: requests sent by halves would stay open for ever.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, Version, header::HOST},
    response::{IntoResponse, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulConnection, GracefulShutdown},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tower_http::timeout::TimeoutBody;
use tracing::{debug, warn};

/// The most bytes that the first line and the headers of a request may have together.
const LARGEST_HEAD: usize = 32 * 1024;

/// A pause after the system refused us a connection, mostly for want of file descriptors.
const AFTER_REFUSAL: Duration = Duration::from_millis(200);

/// What a connection may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long the head of a request may take to come, and how long a connection may be idle between two.
    pub head: Duration,
    /// How long a body may make a pause.
    pub body: Duration,
    /// How many connections may be open; more wait in the system's queue.
    pub connections: usize,
    /// How long requests under way may go on after the signal to stop.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(10),
            // Below 1,024, which is what many systems allow a process to open.
            connections: 900,
            farewell: Duration::from_secs(20),
        }
    }
}

/// That the program is about to stop. A response without end, such as a stream of events, ends then.
#[derive(Clone, Debug)]
pub struct Stopping(pub CancellationToken);

/// Serves until `stop` is cancelled, then until the requests under way are answered.
///
/// Each request carries the address of its peer, [`ConnectInfo<SocketAddr>`], and [`Stopping`].
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: CancellationToken) {
    let open = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    while let Some(accepted) = stop.run_until_cancelled(accept(&listener, &places)).await {
        let (stream, peer, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                warn!(%error, "connection not accepted");
                sleep(AFTER_REFUSAL).await;
                continue;
            }
        };
        let connection =
            open.watch(serve_connection(stream, peer, router.clone(), limits, stop.clone()));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                debug!(%error, "connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    if timeout(limits.farewell, open.shutdown()).await.is_err() {
        warn!("requests under way were cut off");
    }
}

/// Waits for a place before it takes a connection.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, peer, place))
}

fn serve_connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
    stop: CancellationToken,
) -> impl GracefulConnection<Error = hyper::Error> {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(Stopping(stop.clone()));
        answer(router.clone(), request, limits.body)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service)
}

async fn answer(
    router: Router,
    request: Request<Incoming>,
    body_pause: Duration,
) -> Result<Response, Infallible> {
    if !names_one_host(&request) {
        return Ok((StatusCode::BAD_REQUEST, "The request must name one host.\n").into_response());
    }
    router.oneshot(request.map(|body| Body::new(TimeoutBody::new(body_pause, body)))).await
}

/// A request of HTTP/1.1 has one Host, neither none nor several (RFC 9112 §3.2).
fn names_one_host(request: &Request<Incoming>) -> bool {
    let hosts = request.headers().get_all(HOST).iter().count();
    hosts == 1 || (hosts == 0 && request.version() < Version::HTTP_11)
}
