//! Systems that we call, as real servers on loopback.

use std::{future::Future, time::Duration};

use axum::{Json, Router, extract::State, routing::get};
use relais::{
    calls::{self, Provider},
    telephony::{self, SystemSettings},
};
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use tokio_util::sync::CancellationToken;

use super::{
    office,
    recorded::{self, Message, day, shuffled},
};
use crate::support::{TestApp, instant};

/// The longest that a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(30);

async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.unwrap_or_else(|_| panic!("{what} did not happen"))
}

async fn connect(test: &TestApp, provider: Provider, address: String) -> CancellationToken {
    let settings = SystemSettings {
        enabled: true,
        secret: "s3cret".to_owned(),
        login: "relais".to_owned(),
        address,
        silence_after_hours: 8,
    };
    telephony::save(&test.app.db, provider, &settings, test.now()).await.unwrap();
    let shutdown = CancellationToken::new();
    tokio::spawn(telephony::listen(test.app.clone(), shutdown.clone()));
    shutdown
}

/// Reads the calls once every message was heard: the last one announces itself.
async fn calls_after(test: &TestApp, last_from: &str) -> Vec<String> {
    let heard = async {
        loop {
            let found: i64 = sqlx::query_scalar("select count(*) from calls where from_raw = $1")
                .bind(last_from)
                .fetch_one(&test.app.db)
                .await
                .unwrap();
            if found > 0 {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    within("the last call", heard).await;
    sqlx::query("delete from calls where from_raw = $1")
        .bind(last_from)
        .execute(&test.app.db)
        .await
        .unwrap();
    test.app.clock.advance(chrono::TimeDelta::minutes(1));
    calls::settle_rung_out(&test.app.db, test.now()).await.unwrap();
    recorded::calls(&test.app.db).await
}

const LAST: &str = "0639989999";

struct Ovh {
    polls: tokio::sync::Mutex<mpsc::Receiver<Value>>,
}

async fn poll(State(ovh): State<std::sync::Arc<Ovh>>, uri: axum::http::Uri) -> Json<Value> {
    assert!(uri.query().unwrap().contains("token=s3cret"), "{uri}");
    Json(
        ovh.polls
            .lock()
            .await
            .recv()
            .await
            .unwrap_or_else(|| json!({ "Session": "s", "Events": [] })),
    )
}

/// A service that answers a poll with some events, then waits; the order is that of the messages.
async fn ovh_tells(test: &TestApp, messages: Vec<Message>) -> Vec<String> {
    sqlx::query("truncate calls, call_events cascade").execute(&test.app.db).await.unwrap();
    let (sender, polls) = mpsc::channel(8);
    let ovh = std::sync::Arc::new(Ovh { polls: tokio::sync::Mutex::new(polls) });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        axum::serve(listener, Router::new().route("/", get(poll)).with_state(ovh)).await
    });
    let shutdown = connect(test, Provider::Ovh, address).await;
    let last = json!({ "Event": "start_ringing", "Data": { "CallId": "last", "Calling": LAST } });
    for some in messages.chunks(9) {
        let events: Vec<&Value> = some.iter().filter_map(|message| message.post.as_ref()).collect();
        within("a poll", sender.send(json!({ "Session": "s", "Events": events }))).await.unwrap();
    }
    within("a poll", sender.send(json!({ "Session": "s", "Events": [last] }))).await.unwrap();
    let calls = calls_after(test, LAST).await;
    shutdown.cancel();
    server.abort();
    calls
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_long_poll_of_ovhcloud_brings_the_same_calls_in_any_order(db: PgPool) {
    let test = TestApp::new(db);
    office(&test).await;
    test.app.clock.advance(instant("2026-11-23T18:00:00Z") - test.now());
    let messages = day(Provider::Ovh);
    let in_order = ovh_tells(&test, messages.clone()).await;
    assert!(in_order.len() > 20, "{in_order:#?}");
    assert_eq!(ovh_tells(&test, shuffled(&messages, 7)).await, in_order);
    let ovh = telephony::system(&test.app.db, Provider::Ovh).await.unwrap();
    assert!(ovh.last_contact_at.is_some() && ovh.failing_since.is_none());
}

/// Signs the next caller in, or refuses; the secret is checked.
async fn accept(listener: &TcpListener, answer: &str) -> TcpStream {
    let (mut stream, _) = within("a connection", listener.accept()).await.unwrap();
    stream.write_all(b"Asterisk Call Manager/7.0.3\r\n").await.unwrap();
    let mut lines = BufReader::new(&mut stream).lines();
    let mut login = Vec::new();
    while let Some(line) = within("the sign-in", lines.next_line()).await.unwrap() {
        if line.is_empty() {
            break;
        }
        login.push(line);
    }
    assert!(
        login.contains(&"Action: Login".to_owned()) && login.contains(&"Secret: s3cret".to_owned())
    );
    let reply = format!("Response: {answer}\r\nActionID: login\r\nMessage: Authentication\r\n\r\n");
    stream.write_all(reply.as_bytes()).await.unwrap();
    stream
}

async fn write_blocks(stream: &mut TcpStream, messages: &[Message]) {
    for message in messages {
        let fields = message.post.as_ref().unwrap().as_object().unwrap();
        for (key, value) in fields {
            let line = format!("{key}: {}\r\n", value.as_str().unwrap());
            stream.write_all(line.as_bytes()).await.unwrap();
        }
        stream.write_all(b"\r\n").await.unwrap();
    }
}

/// The line is cut in the middle of the day; the program signs in again and goes on.
async fn asterisk_tells(test: &TestApp, messages: Vec<Message>) -> Vec<String> {
    sqlx::query("truncate calls, call_events cascade").execute(&test.app.db).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let shutdown =
        connect(test, Provider::Asterisk, listener.local_addr().unwrap().to_string()).await;
    let (morning, afternoon) = messages.split_at(messages.len() / 2);
    let mut stream = accept(&listener, "Success").await;
    write_blocks(&mut stream, morning).await;
    stream.shutdown().await.unwrap();
    drop(stream);
    let mut stream = accept(&listener, "Success").await;
    write_blocks(&mut stream, afternoon).await;
    let last =
        json!({ "Event": "Newchannel", "CallerIDNum": LAST, "Uniqueid": "9.9", "Linkedid": "9.9" });
    write_blocks(&mut stream, &[Message { at: test.now(), post: Some(last), lookup: None }]).await;
    let calls = calls_after(test, LAST).await;
    shutdown.cancel();
    calls
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn asterisk_brings_the_same_calls_in_any_order_over_a_line_that_breaks(db: PgPool) {
    let test = TestApp::new(db);
    office(&test).await;
    test.app.clock.advance(instant("2026-11-23T18:00:00Z") - test.now());
    let messages = day(Provider::Asterisk);
    let in_order = asterisk_tells(&test, messages.clone()).await;
    assert!(in_order.len() > 20, "{in_order:#?}");
    assert_eq!(asterisk_tells(&test, shuffled(&messages, 7)).await, in_order);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_asterisk_that_refuses_us_is_told_and_tried_again(db: PgPool) {
    let test = TestApp::new(db);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let shutdown =
        connect(&test, Provider::Asterisk, listener.local_addr().unwrap().to_string()).await;
    drop(accept(&listener, "Error").await);
    // It comes again, which it does only after the failure was noted.
    let _stream = accept(&listener, "Error").await;
    let system = telephony::system(&test.app.db, Provider::Asterisk).await.unwrap();
    assert_eq!(system.failing_since, Some(test.now()));
    assert!(system.failure.contains("refused"), "{}", system.failure);
    let later = test.now() + chrono::TimeDelta::minutes(3);
    let silence = telephony::silence(&test.app.db, later).await.unwrap().unwrap();
    assert!(silence.is_failing);
    shutdown.cancel();
}
