//! The port, met by real sockets: what people wait for is answered, what would wait for ever is not.

use std::{net::SocketAddr, time::Duration};

use axum::{
    Extension, Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::StatusCode,
    routing::{get, post},
};
use futures_util::{StreamExt, stream};
use relais::web::serve::{Limits, Stopping, serve};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

const IMPATIENT: Limits = Limits {
    head: Duration::from_millis(150),
    body: Duration::from_millis(150),
    connections: 4,
    farewell: Duration::from_secs(20),
};

/// Longer than any answer takes here; a test that waits so long has failed.
const DEADLINE: Duration = Duration::from_secs(10);

struct Port {
    address: SocketAddr,
    stop: CancellationToken,
    ended: JoinHandle<()>,
}

impl Port {
    async fn open(router: Router, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let ended = tokio::spawn(serve(listener, router, limits, stop.clone()));
        Self { address, stop, ended }
    }

    /// Sends these bytes, and nothing after them.
    async fn send(&self, bytes: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        stream
    }
}

/// All that comes until the other side closes.
async fn rest_of(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    let read =
        timeout(DEADLINE, stream.read_to_end(&mut text)).await.expect("the connection is closed");
    read.unwrap();
    String::from_utf8(text).unwrap()
}

fn hello() -> Router {
    Router::new()
        .route(
            "/",
            get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() }),
        )
        .route(
            "/form",
            post(|body: Result<Bytes, axum::extract::rejection::BytesRejection>| async {
                body.map_or(StatusCode::BAD_REQUEST, |_| StatusCode::OK)
            }),
        )
}

#[tokio::test]
async fn a_request_knows_who_sent_it() {
    let port = Port::open(hello(), IMPATIENT).await;
    let answer =
        rest_of(port.send("GET / HTTP/1.1\r\nhost: relais\r\nconnection: close\r\n\r\n").await)
            .await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.ends_with("127.0.0.1"), "{answer}");
}

#[tokio::test]
async fn a_request_that_never_ends_is_given_up() {
    let port = Port::open(hello(), IMPATIENT).await;
    let half_head = port.send("GET / HTTP/1.1\r\nhost: rel").await;
    let silent = port.send("").await;
    let half_body =
        port.send("POST /form HTTP/1.1\r\nhost: relais\r\ncontent-length: 9\r\n\r\nhalf").await;

    rest_of(half_head).await;
    assert_eq!(rest_of(silent).await, "");
    assert!(rest_of(half_body).await.starts_with("HTTP/1.1 400"));
}

#[tokio::test]
async fn a_connection_that_stays_silent_after_an_answer_is_closed() {
    let port = Port::open(hello(), IMPATIENT).await;
    let answer = rest_of(port.send("GET / HTTP/1.1\r\nhost: relais\r\n\r\n").await).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_request_names_one_host() {
    let port = Port::open(hello(), IMPATIENT).await;
    for (request, status) in [
        ("GET / HTTP/1.1\r\nconnection: close\r\n\r\n", "HTTP/1.1 400"),
        ("GET / HTTP/1.1\r\nhost: one\r\nhost: two\r\nconnection: close\r\n\r\n", "HTTP/1.1 400"),
        ("GET / HTTP/1.0\r\n\r\n", "HTTP/1.0 200"),
    ] {
        let answer = rest_of(port.send(request).await).await;
        assert!(answer.starts_with(status), "{request}: {answer}");
    }
}

#[tokio::test]
async fn more_connections_than_places_wait_for_their_turn() {
    let port = Port::open(hello(), IMPATIENT).await;
    let mut crowd = Vec::new();
    for _ in 0..3 * IMPATIENT.connections {
        crowd.push(port.send("").await);
    }
    let answer = rest_of(port.send("GET / HTTP/1.1\r\nhost: relais\r\n\r\n").await).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn who_is_being_served_at_the_end_is_served() {
    let (begun, mut has_begun) = mpsc::channel::<()>(1);
    let finish = CancellationToken::new();
    let may_finish = finish.clone();
    let slow = get(move || async move {
        begun.send(()).await.unwrap();
        may_finish.cancelled().await;
        "done"
    });
    let port = Port::open(Router::new().route("/slow", slow), IMPATIENT).await;
    let client = port.send("GET /slow HTTP/1.1\r\nhost: relais\r\n\r\n").await;
    has_begun.recv().await.unwrap();

    port.stop.cancel();
    finish.cancel();
    let answer = rest_of(client).await;

    assert!(answer.ends_with("done"), "{answer}");
    timeout(DEADLINE, port.ended).await.expect("the port closes").unwrap();
}

#[tokio::test]
async fn a_stream_without_end_ends_when_the_program_stops() {
    let endless = get(|Extension(Stopping(stopping)): Extension<Stopping>| async move {
        let first = stream::once(async { Ok::<_, std::io::Error>("first") });
        Body::from_stream(first.chain(stream::pending()).take_until(stopping.cancelled_owned()))
    });
    let port = Port::open(Router::new().route("/live", endless), IMPATIENT).await;
    let mut client = port.send("GET /live HTTP/1.1\r\nhost: relais\r\n\r\n").await;
    let mut start = [0; 12];
    client.read_exact(&mut start).await.unwrap();

    port.stop.cancel();

    assert!(rest_of(client).await.contains("first"));
    timeout(DEADLINE, port.ended).await.expect("the port closes").unwrap();
}
