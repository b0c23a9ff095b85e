use chrono::TimeDelta;
use hmac::{Hmac, KeyInit as _, Mac as _};
use relais::calls::Provider;
use serde_json::{Value, json};
use sha2::Sha512;
use sqlx::PgPool;

use super::{
    path,
    recorded::{RINGOVER_KEY, signed_v3},
    set_up,
};
use crate::support::TestApp;

fn ring(test: &TestApp) -> Value {
    json!({ "resource": "call", "event": "ringing", "timestamp": test.now().timestamp(), "attempt": 1,
            "data": { "call_id": "1", "direction": "inbound", "from_number": "33639981234", "to_number": "33465710074" } })
}

async fn calls(test: &TestApp) -> i64 {
    sqlx::query_scalar("select count(*) from calls").fetch_one(&test.app.db).await.unwrap()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn ringover_is_believed_only_with_its_signature_of_this_very_message_and_moment(db: PgPool) {
    let test = TestApp::new(db);
    set_up(&test, Provider::Ringover, RINGOVER_KEY).await;
    let path = path(Provider::Ringover);
    let body = ring(&test).to_string();
    let at = |by: TimeDelta| (test.now() + by).timestamp().to_string();
    let now = at(TimeDelta::zero());

    for forged in [
        signed_v3("another-key", &path, &body, &now),
        signed_v3(RINGOVER_KEY, &path, &body, &at(TimeDelta::minutes(-6))),
        signed_v3(RINGOVER_KEY, &path, &body, &at(TimeDelta::minutes(6))),
        signed_v3(RINGOVER_KEY, &path, &body, "99999999999999999999999999"),
        {
            // Signed for another message.
            let (parts, _) = signed_v3(RINGOVER_KEY, &path, &body, &now).into_parts();
            axum::http::Request::from_parts(
                parts,
                axum::body::Body::from(body.replace("1234", "1235")),
            )
        },
        {
            let (mut parts, body) = signed_v3(RINGOVER_KEY, &path, &body, &now).into_parts();
            parts.headers.insert("x-ringover-webhook-signature-v3", "not base64".parse().unwrap());
            axum::http::Request::from_parts(parts, body)
        },
    ] {
        let reply = test.send(forged).await;
        reply.assert_status(401);
        reply.assert_shows("unauthorized");
    }
    test.post_json(&path, &ring(&test)).await.assert_status(401);
    assert_eq!(calls(&test).await, 0);

    for _ in 0..2 {
        test.send(signed_v3(RINGOVER_KEY, &path, &body, &now)).await.assert_status(200);
    }
    assert_eq!(calls(&test).await, 1, "a replay within the window changes nothing");
}

fn token(key: &str, head: &Value, claims: &Value) -> String {
    let part = |value: &Value| data_encoding::BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(head), part(claims));
    let mut mac = Hmac::<Sha512>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", data_encoding::BASE64URL_NOPAD.encode(&mac.finalize().into_bytes()))
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_ringovers_first_signature_the_signed_message_counts_and_not_the_body(db: PgPool) {
    let test = TestApp::new(db);
    set_up(&test, Provider::Ringover, RINGOVER_KEY).await;
    let path = path(Provider::Ringover);
    let url = format!("http://relais.example{path}");
    let head = json!({ "alg": "HS512", "typ": "JWT" });
    let claims = json!({ "url": url, "payload": ring(&test) });
    let send = async |token: String| {
        let request = axum::http::Request::post(&path)
            .header("x-ringover-webhook-signature", token)
            .body(axum::body::Body::from(r#"{"event": "ringing", "data": {"call_id": "evil"}}"#));
        test.send(request.unwrap()).await
    };
    let elsewhere = json!({ "url": "http://elsewhere.example/", "payload": ring(&test) });
    let old = json!({ "url": url, "payload": ring(&test), "iat": (test.now() - TimeDelta::hours(1)).timestamp() });
    for forged in [
        token("another-key", &head, &claims),
        token(RINGOVER_KEY, &json!({ "alg": "none" }), &claims),
        token(RINGOVER_KEY, &head, &elsewhere),
        token(RINGOVER_KEY, &head, &old),
        token(RINGOVER_KEY, &head, &claims).replace('.', ""),
        "a.b.c".to_owned(),
    ] {
        send(forged).await.assert_status(401);
    }
    assert_eq!(calls(&test).await, 0);
    send(token(RINGOVER_KEY, &head, &claims)).await.assert_status(200);
    let names: Vec<String> = sqlx::query_scalar("select provider_call_id from calls")
        .fetch_all(&test.app.db)
        .await
        .unwrap();
    assert_eq!(names, ["1"]);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn aircall_is_believed_only_with_its_token(db: PgPool) {
    let test = TestApp::new(db);
    set_up(&test, Provider::Aircall, "aircall-token").await;
    let created = |token: Value| {
        json!({ "resource": "call", "event": "call.created", "timestamp": test.now().timestamp(), "token": token,
                "data": { "id": 7, "direction": "inbound", "raw_digits": "+33 6 39 98 12 34" } })
    };
    for token in [json!("aircall-tokem"), json!(""), json!(null), json!(17)] {
        test.post_json(&path(Provider::Aircall), &created(token)).await.assert_status(401);
    }
    assert_eq!(calls(&test).await, 0);
    test.post_json(&path(Provider::Aircall), &created(json!("aircall-token")))
        .await
        .assert_status(200);
    assert_eq!(calls(&test).await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_system_that_is_not_set_up_or_has_another_address_finds_no_door(db: PgPool) {
    let test = TestApp::new(db);
    let body = json!({ "event": "call.created", "token": "", "data": { "id": 1 } });
    test.post_json(&path(Provider::Aircall), &body).await.assert_status(404);
    set_up(&test, Provider::Aircall, "aircall-token").await;
    test.post_json("/webhooks/telephony/aircall/another-token", &body).await.assert_status(404);
    test.post_json("/webhooks/telephony/nobody/cti-token", &body).await.assert_status(404);
    test.get("/webhooks/telephony/aircall/cti-token?phone=0639981234").await.assert_status(404);
    set_up(&test, Provider::ThreeCx, "a bearer token").await;
    test.get("/webhooks/telephony/3cx/cti-token?phone=0639981234").await.assert_status(401);
    assert_eq!(calls(&test).await, 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn absurd_messages_are_refused_gently(db: PgPool) {
    let test = TestApp::new(db);
    set_up(&test, Provider::Aircall, "t").await;
    set_up(&test, Provider::ThreeCx, "").await;
    set_up(&test, Provider::Ovh, "").await;
    let huge = "9".repeat(50_000);
    for (provider, body, status) in [
        (
            Provider::Aircall,
            r#"{"token": "t", "event": "call.created", "timestamp": 1e400, "data": {"id": 1}}"#
                .to_owned(),
            400,
        ),
        (
            Provider::Aircall,
            r#"{"token": "t", "event": "call.created", "data": []}"#.to_owned(),
            422,
        ),
        (
            Provider::Aircall,
            format!(
                r#"{{"token": "t", "event": "call.created", "timestamp": 99999999999999999999, "data": {{"id": "{huge}", "raw_digits": "{huge}"}}}}"#
            ),
            200,
        ),
        (
            Provider::ThreeCx,
            format!(r#"{{"Number": "{huge}", "CallType": "Missed", "Duration": "{huge}:{huge}"}}"#),
            200,
        ),
        (Provider::ThreeCx, "[1, 2]".to_owned(), 422),
        (
            Provider::Ovh,
            r#"{"Events": [null, 3, {"Data": null}, {"Data": {"CallId": {}}}]}"#.to_owned(),
            200,
        ),
        (Provider::Ovh, "{".to_owned(), 400),
        (Provider::Cti, format!("event=newCall&from={huge}&callId={huge}"), 200),
    ] {
        let request = axum::http::Request::post(path(provider)).body(axum::body::Body::from(body));
        test.send(request.unwrap()).await.assert_status(status);
    }
    let longest: Option<i32> = sqlx::query_scalar("select max(length(from_raw)) from calls")
        .fetch_one(&test.app.db)
        .await
        .unwrap();
    assert!(longest.unwrap() <= 200);
}
