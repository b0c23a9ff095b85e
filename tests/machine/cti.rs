use chrono::TimeDelta;
use relais::{
    calls::{self, Call, Caller, OutcomeKind, State},
    promises,
    staff::{NewStaff, Role},
    values::CallId,
};
use serde_json::json;
use sqlx::PgPool;

use crate::support::{Reply, TestApp};

const WEBHOOK: &str = "/webhooks/cti/cti-token";

async fn tell(test: &TestApp, event: &str, from: &str, call_id: &str) -> Reply {
    let payload = json!({ "event": event, "from": from, "to": "0465710000", "direction": "in", "callId": call_id });
    let reply = test.post_json(WEBHOOK, &payload).await;
    reply.assert_status(200);
    assert_eq!(reply.body, "{}");
    reply
}

async fn call(test: &TestApp, call_id: &str) -> Call {
    let id = sqlx::query_scalar!(
        r#"select id from calls where provider = 'cti' and provider_call_id = $1"#,
        call_id
    )
    .fetch_one(&test.app.db)
    .await
    .unwrap();
    calls::find(&test.app.db, id).await.unwrap().unwrap()
}

async fn only_call(test: &TestApp) -> Call {
    let ids: Vec<CallId> =
        sqlx::query_scalar!("select id from calls").fetch_all(&test.app.db).await.unwrap();
    assert_eq!(ids.len(), 1, "{ids:?}");
    calls::find(&test.app.db, ids[0]).await.unwrap().unwrap()
}

async fn open_promises(test: &TestApp) -> usize {
    promises::open(&test.app.db, None).await.unwrap().rows.len()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn however_a_pbx_writes_the_number_the_card_of_its_customer_is_shown(db: PgPool) {
    let test = TestApp::new(db);
    test.dupont().await;
    let claire = test.sign_in(Role::Office).await;
    let spellings = [
        "0033639981234",
        "+33639981234",
        "33639981234",
        "0639981234",
        "639981234",
        "06 39 98 12 34",
        "06.39.98.12.34",
        "+33 (0)6 39 98 12 34",
        "sip:+33639981234@pbx.example",
        "\"Dupont\" <sip:0639981234@pbx.example>",
        "00639981234",
    ];
    for (number, spelling) in spellings.into_iter().enumerate() {
        let id = number.to_string();
        tell(&test, "newCall", spelling, &id).await;
        let call = call(&test, &id).await;
        let caller = calls::recognise(&test.app.db, &call).await.unwrap();
        assert!(matches!(caller, Caller::Customer(_)), "{spelling}: {caller:?}");
        let card = test.get_htmx(&claire, "/appels/carte").await;
        card.assert_status(200);
        card.assert_shows("Dupont Pierre");
        card.assert_shows(&format!("action=\"/appels/{}/prise\"", call.id));
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_form_is_read_like_json(db: PgPool) {
    let test = TestApp::new(db);
    let fields = [("event", "newCall"), ("from", "0033639981234"), ("callId", "a")];
    let reply = test.post(WEBHOOK, &fields).await;
    reply.assert_status(200);
    assert_eq!(reply.body, "{}");
    assert_eq!(call(&test, "a").await.state, State::Ringing);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn only_the_pbx_that_knows_the_token_is_heard(db: PgPool) {
    let test = TestApp::new(db);
    let payload = json!({ "event": "newCall", "from": "0639981234", "callId": "1" });
    for token in ["cti-tokem", "cti", "cti-token-and-more"] {
        let reply = test.post_json(&format!("/webhooks/cti/{token}"), &payload).await;
        reply.assert_status(404);
        reply.assert_shows("not_found");
    }
    test.post_json(WEBHOOK, &json!({ "from": "0639981234" })).await.assert_status(422);
    let calls = sqlx::query_scalar!("select count(*) from calls").fetch_one(&test.app.db).await;
    assert_eq!(calls.unwrap(), Some(0));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn events_that_come_twice_or_late_never_turn_a_call_back(db: PgPool) {
    let test = TestApp::new(db);
    for event in [
        "newCall", "newCall", "answer", "newCall", "answer", "hangup", "answer", "newCall",
        "hangup",
    ] {
        tell(&test, event, "0639981234", "1").await;
    }
    let call = only_call(&test).await;
    assert_eq!((call.state, call.outcome), (State::Ended, None));
    assert_eq!(open_promises(&test).await, 0);

    // The other way round: the first that we hear is the end.
    test.dupont().await;
    tell(&test, "hangup", "", "2").await;
    tell(&test, "newCall", "0639981234", "2").await;
    let call = self::call(&test, "2").await;
    assert_eq!(call.state, State::Missed);
    assert!(call.customer_id.is_some(), "the number came later");
    assert_eq!(open_promises(&test).await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_missed_call_makes_one_promise_however_often_the_pbx_says_so(db: PgPool) {
    let test = TestApp::new(db);
    let home = test.dupont().await;
    tell(&test, "newCall", "0639981234", "1").await;
    tell(&test, "hangup", "0639981234", "1").await;
    tell(&test, "hangup", "0639981234", "1").await;
    let open = promises::open(&test.app.db, None).await.unwrap().rows;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].customer_id, Some(home.customer));
    // Monday 9:00: within an hour of the office's time.
    assert_eq!(open[0].due_at, test.now() + TimeDelta::hours(1));
    let call = only_call(&test).await;
    assert_eq!((call.state, call.outcome), (State::Missed, Some(OutcomeKind::Callback)));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_answer_that_is_told_too_late_takes_the_promise_away(db: PgPool) {
    let test = TestApp::new(db);
    tell(&test, "newCall", "0639981234", "1").await;
    tell(&test, "hangup", "0639981234", "1").await;
    assert_eq!(open_promises(&test).await, 1);
    tell(&test, "answer", "0639981234", "1").await;
    assert_eq!(open_promises(&test).await, 0);
    let call = only_call(&test).await;
    assert_eq!((call.state, call.outcome), (State::Ended, None), "it still wants its outcome");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn two_events_at_the_same_moment_make_one_call_and_one_promise(db: PgPool) {
    let test = TestApp::new(db);
    tokio::join!(
        tell(&test, "hangup", "0639981234", "1"),
        tell(&test, "newCall", "0639981234", "1"),
        tell(&test, "hangup", "0639981234", "1"),
    );
    assert_eq!(only_call(&test).await.state, State::Missed);
    assert_eq!(open_promises(&test).await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_pbx_that_names_no_calls_is_understood(db: PgPool) {
    let test = TestApp::new(db);
    for event in ["newCall", "newCall", "answer", "hangup"] {
        let payload = json!({ "event": event, "from": "0639981234", "to": "0465710000" });
        test.post_json(WEBHOOK, &payload).await.assert_status(200);
    }
    assert_eq!(only_call(&test).await.state, State::Ended);
    test.app.clock.advance(TimeDelta::minutes(5));
    let payload = json!({ "event": "newCall", "from": "0639981234", "to": "0465710000" });
    test.post_json(WEBHOOK, &payload).await.assert_status(200);
    let calls = sqlx::query_scalar!("select count(*) from calls").fetch_one(&test.app.db).await;
    assert_eq!(calls.unwrap(), Some(2), "who calls again calls anew");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn several_a_hidden_number_a_salesman_and_a_colleague_are_told_apart(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    test.dupont().await;
    test.customer("Dupont Marie", Some("+33639981234"), None).await;
    let gaetan = NewStaff {
        name: "Gaëtan Morel".to_owned(),
        email: "gaetan@staff.example".to_owned(),
        role: Role::Technician,
        phone: Some("+33639980001".to_owned()),
        trade: None,
    };
    relais::staff::create(&test.app.db, &gaetan, "no hash", test.now()).await.unwrap();

    for (id, from, shown) in [
        ("1", "0639981234", "2\u{a0}clients à ce numéro"),
        ("2", "anonymous", "Numéro masqué"),
        ("3", "", "Numéro masqué"),
        ("4", "0162000000", "démarchage probable"),
        ("5", "0639980001", "Gaëtan Morel"),
        ("6", "0465715555", "Nouveau client"),
    ] {
        tell(&test, "newCall", from, id).await;
        let card = test.get_htmx(&claire, "/appels/carte").await;
        card.assert_shows(shown);
        test.app.clock.advance(TimeDelta::seconds(1));
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_hidden_number_that_hung_up_stays_open_since_nobody_can_call_back(db: PgPool) {
    let test = TestApp::new(db);
    tell(&test, "newCall", "anonymous", "1").await;
    tell(&test, "hangup", "anonymous", "1").await;
    assert_eq!(open_promises(&test).await, 0);
    let open = calls::open(&test.app.db).await.unwrap();
    assert_eq!((open.len(), open[0].state), (1, State::Missed));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_screens_hear_of_a_call_when_it_is_kept_and_not_before(db: PgPool) {
    let test = TestApp::new(db);
    let mut listener = sqlx::postgres::PgListener::connect_with(&test.app.db).await.unwrap();
    listener.listen("relais_live").await.unwrap();
    tell(&test, "newCall", "0639981234", "1").await;
    let heard = listener.recv().await.unwrap();
    assert_eq!(heard.payload(), format!("call {}", call(&test, "1").await.id));
}
