//! A recorded day: one message a line, `{"at": …, "post": …}` or `{"at": …, "lookup": …}`.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use relais::calls::Provider;
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;
use sqlx::PgPool;

use super::path;
use crate::support::TestApp;

#[derive(Clone, Debug, Deserialize)]
pub struct Message {
    pub at: DateTime<Utc>,
    pub post: Option<Value>,
    /// 3CX asks who that is.
    pub lookup: Option<String>,
}

pub const RINGOVER_KEY: &str = "ringover-key";

pub fn day(provider: Provider) -> Vec<Message> {
    let text = match provider {
        Provider::Cti => include_str!("../../data/telephony/cti.jsonl"),
        Provider::ThreeCx => include_str!("../../data/telephony/3cx.jsonl"),
        Provider::Ovh => include_str!("../../data/telephony/ovh.jsonl"),
        Provider::Ringover => include_str!("../../data/telephony/ringover.jsonl"),
        Provider::Aircall => include_str!("../../data/telephony/aircall.jsonl"),
        Provider::Asterisk => include_str!("../../data/telephony/asterisk.jsonl"),
        Provider::Simulator => "",
    };
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Told twice each, and in any order.
pub fn shuffled(messages: &[Message], seed: u64) -> Vec<Message> {
    let mut told = [messages, messages].concat();
    let mut state = seed;
    for last in (1..told.len()).rev() {
        // SplitMix64: enough to shuffle, and the same everywhere.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let other = usize::try_from((mixed ^ (mixed >> 31)) % (last as u64 + 1)).unwrap();
        told.swap(last, other);
    }
    told
}

/// Posts it as the system does.
pub async fn tell(test: &TestApp, provider: Provider, message: &Message) {
    if let Some(number) = &message.lookup {
        let query: String = form_urlencoded::byte_serialize(number.as_bytes()).collect();
        test.get(&format!("{}?phone={query}", path(provider))).await.assert_status(200);
        return;
    }
    let body = message.post.as_ref().unwrap();
    let reply = if provider == Provider::Ringover {
        let sent = body.to_string();
        let timestamp = test.now().timestamp().to_string();
        test.send(signed_v3(RINGOVER_KEY, &path(provider), &sent, &timestamp)).await
    } else {
        test.post_json(&path(provider), body).await
    };
    reply.assert_status(200);
}

/// A message signed by Ringover, version 3.
pub fn signed_v3(
    key: &str,
    path: &str,
    body: &str,
    timestamp: &str,
) -> axum::http::Request<axum::body::Body> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(format!("POSThttp://relais.example{path}{body}{timestamp}").as_bytes());
    let signature = data_encoding::BASE64.encode(&mac.finalize().into_bytes());
    axum::http::Request::post(path)
        .header("content-type", "application/json")
        .header("x-ringover-webhook-signature-v3", signature)
        .header("x-ringover-request-signature-v3-timestamp", timestamp)
        .body(axum::body::Body::from(body.to_owned()))
        .unwrap()
}

/// All calls and what is owed for them, without the names that tell nothing.
pub async fn calls(db: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "select concat_ws(' | ', k.direction, k.from_e164, k.from_raw, k.to_raw, k.state, c.name, s.name,
                          case when k.has_voicemail then 'voicemail' end, k.outcome, k.started_at, k.answered_at, k.ended_at,
                          'owed: ' || (select count(*) from promises p where p.call_id = k.id and p.kept_at is null),
                          (select min(p.due_at) from promises p where p.call_id = k.id and p.kept_at is null))
         from calls k left join customers c on c.id = k.customer_id left join staff s on s.id = k.handled_by
         order by 1",
    )
    .fetch_all(db)
    .await
    .unwrap()
}
