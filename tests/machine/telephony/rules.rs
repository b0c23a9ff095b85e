use chrono::TimeDelta;
use relais::{
    calls::{self, Call, Caller, OutcomeKind, Provider, State},
    promises,
    staff::Role,
    values::CallId,
};
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{office, path, set_up};
use crate::support::TestApp;

async fn tell(test: &TestApp, fields: &[(&str, &str)]) {
    test.post(&path(Provider::Cti), fields).await.assert_status(200);
}

async fn all_calls(test: &TestApp) -> Vec<Call> {
    let ids: Vec<CallId> = sqlx::query_scalar("select id from calls order by id")
        .fetch_all(&test.app.db)
        .await
        .unwrap();
    let mut calls = Vec::new();
    for id in ids {
        calls.push(calls::find(&test.app.db, id).await.unwrap().unwrap());
    }
    calls
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_end_of_a_call_that_nobody_announced_opens_none(db: PgPool) {
    let test = TestApp::new(db);
    tell(&test, &[("event", "hangup"), ("from", "0639981234"), ("callId", "x")]).await;
    assert!(all_calls(&test).await.is_empty());
    assert!(promises::open(&test.app.db, None).await.unwrap().rows.is_empty());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn conversations_among_ourselves_are_not_kept_and_calls_that_we_make_are_ours(db: PgPool) {
    let test = TestApp::new(db);
    office(&test).await;
    for (id, from, to) in [("1", "21", "22"), ("2", "0465710074", "30"), ("3", "21", "")] {
        tell(&test, &[("event", "newCall"), ("from", from), ("to", to), ("callId", id)]).await;
        tell(&test, &[("event", "answer"), ("from", from), ("to", to), ("callId", id)]).await;
    }
    assert!(all_calls(&test).await.is_empty());
    tell(&test, &[("event", "newCall"), ("from", "21"), ("to", "0639981234"), ("callId", "4")])
        .await;
    let calls = all_calls(&test).await;
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].direction, calls::Direction::Out);
    assert_eq!(calls[0].handled_by_name.as_deref(), Some("Claire Martin"));
    assert!(calls[0].customer_id.is_some(), "whom we call is known too");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_technician_who_calls_is_known_by_the_number_of_the_team_and_has_no_customers_card(
    db: PgPool,
) {
    let test = TestApp::new(db);
    office(&test).await;
    // The same number on a customer's card by mistake: the colleague comes first.
    test.customer("Morel Gaëtan", Some("+33639980001"), None).await;
    tell(&test, &[("event", "newCall"), ("from", "06 39 98 00 01"), ("callId", "1")]).await;
    let call = all_calls(&test).await.remove(0);
    assert_eq!(call.customer_id, None);
    let caller = calls::recognise(&test.app.db, &call).await.unwrap();
    assert!(matches!(caller, Caller::Colleague(colleague) if colleague.name == "Gaëtan Morel"));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_call_that_a_colleague_answered_says_so_on_every_card(db: PgPool) {
    let test = TestApp::new(db);
    office(&test).await;
    let manager = test.sign_in(Role::Manager).await;
    for event in ["newCall", "answer"] {
        tell(&test, &[("event", event), ("from", "0639981234"), ("callId", "1"), ("user", "22")])
            .await;
    }
    test.get_htmx(&manager, "/appels/carte").await.assert_shows("Pris par Sofia");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn saying_that_it_is_him_names_the_earlier_calls_of_that_number_and_what_is_owed(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let home = test.dupont().await;
    for (id, events) in [
        ("1", &["newCall", "hangup"][..]),
        ("2", &["newCall", "answer", "hangup"]),
        ("3", &["newCall"]),
    ] {
        for event in events {
            tell(&test, &[("event", event), ("from", "0465715555"), ("callId", id)]).await;
        }
        test.app.clock.advance(TimeDelta::minutes(1));
    }
    tell(&test, &[("event", "newCall"), ("from", "0465716666"), ("callId", "other")]).await;
    let before = all_calls(&test).await;
    assert!(before.iter().all(|call| call.customer_id.is_none()));

    let client = home.customer.to_string();
    let taken = format!("/appels/{}/prise", before[2].id);
    test.post_as(&claire, &taken, &[("client", &client)]).await.assert_status(303);

    let after = all_calls(&test).await;
    assert!(after[..3].iter().all(|call| call.customer_id == Some(home.customer)));
    assert_eq!(after[3].customer_id, None, "another number is another person");
    let owed = promises::of_customer(&test.app.db, home.customer).await.unwrap();
    assert_eq!(owed.len(), 1, "the missed call is owed to him now");
    // And the next ring is recognised.
    tell(&test, &[("event", "newCall"), ("from", "+33465715555"), ("callId", "4")]).await;
    assert_eq!(all_calls(&test).await.last().unwrap().customer_id, Some(home.customer));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_message_on_the_answering_machine_is_one_call_back_and_not_two(db: PgPool) {
    let test = TestApp::new(db);
    set_up(&test, Provider::Aircall, "t").await;
    let say = |event: &str, voicemail: Value| {
        json!({ "token": "t", "event": event, "timestamp": test.now().timestamp(), "data": {
            "id": 5, "direction": "inbound", "raw_digits": "+33639981234", "started_at": test.now().timestamp() - 30,
            "ended_at": test.now().timestamp(), "voicemail": voicemail } })
    };
    for message in [
        say("call.voicemail_left", json!("https://aircall.example/v.mp3")),
        say("call.ended", json!(null)),
        say("call.hungup", json!(null)),
        say("call.created", json!(null)),
        say("call.voicemail_left", json!("https://aircall.example/v.mp3")),
    ] {
        test.post_json(&path(Provider::Aircall), &message).await.assert_status(200);
    }
    let calls = all_calls(&test).await;
    assert_eq!(calls.len(), 1);
    assert_eq!((calls[0].state, calls[0].outcome), (State::Missed, Some(OutcomeKind::Callback)));
    assert!(calls[0].has_voicemail);
    assert_eq!(promises::open(&test.app.db, None).await.unwrap().rows.len(), 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_ring_of_ovhcloud_that_ends_without_an_answer_is_missed_a_moment_later(db: PgPool) {
    let test = TestApp::new(db);
    set_up(&test, Provider::Ovh, "").await;
    for name in ["start_ringing", "end_ringing"] {
        let event = json!({ "Event": name, "Data": { "CallId": "c", "Calling": "0033639981234" } });
        test.post_json(&path(Provider::Ovh), &event).await.assert_status(200);
    }
    assert_eq!(calls::settle_rung_out(&test.app.db, test.now()).await.unwrap(), 0);
    assert_eq!(all_calls(&test).await[0].state, State::Ringing);
    test.app.clock.advance(TimeDelta::seconds(12));
    assert_eq!(calls::settle_rung_out(&test.app.db, test.now()).await.unwrap(), 1);
    assert_eq!(all_calls(&test).await[0].state, State::Missed);
    assert_eq!(promises::open(&test.app.db, None).await.unwrap().rows.len(), 1);
    assert_eq!(calls::settle_rung_out(&test.app.db, test.now()).await.unwrap(), 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_lookup_of_3cx_rings_and_answers_with_the_name(db: PgPool) {
    let test = TestApp::new(db);
    office(&test).await;
    set_up(&test, Provider::ThreeCx, "").await;
    let reply = test.get("/webhooks/telephony/3cx/cti-token?phone=0639981234").await;
    reply.assert_status(200);
    reply.assert_shows("\"lastname\":\"Dupont Pierre\"");
    test.app.clock.advance(TimeDelta::minutes(40));
    let shared = test.get("/webhooks/telephony/3cx/cti-token?phone=0639985678").await;
    shared.assert_shows("2 clients à ce numéro");
    let unknown = test.get("/webhooks/telephony/3cx/cti-token?phone=0465719999").await;
    unknown.assert_shows("{\"contacts\":[]}");
    assert_eq!(all_calls(&test).await.len(), 3);
}
