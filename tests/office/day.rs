use chrono::TimeDelta;
use relais::{promises, staff::Role, values::PromiseId};
use serde_json::json;
use sqlx::PgPool;

use crate::support::{SignedIn, TestApp, instant};

async fn miss_a_call(test: &TestApp) -> PromiseId {
    for event in ["newCall", "hangup"] {
        let payload = json!({ "event": event, "from": "0639981234", "callId": "1" });
        test.post_json("/webhooks/cti/cti-token", &payload).await.assert_status(200);
    }
    promises::open(&test.app.db, None).await.unwrap().rows[0].id
}

async fn day(test: &TestApp, who: &SignedIn) -> crate::support::Reply {
    let page = test.get_as(who, "/").await;
    page.assert_status(200);
    page
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_empty_day_says_so(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let page = day(&test, &claire).await;
    page.assert_shows("Lundi 23 novembre");
    page.assert_shows(
        "Bonjour Claire. Aucun rendez-vous aujourd’hui, rien de promis pour aujourd’hui.",
    );
    for words in ["Rien à rappeler.", "Tous les appels ont leur suite.", "Tout est placé."] {
        page.assert_shows(words);
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_day_shows_what_is_owed_and_turns_red_when_it_is_late(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let gaetan = test.technician("Gaëtan Morel").await;
    let dupont = test.dupont().await;
    test.appointment(gaetan, dupont, instant("2026-11-23T13:00:00Z")).await;
    test.ticket(dupont).await;
    miss_a_call(&test).await;
    let page = day(&test, &claire).await;
    page.assert_shows("1\u{a0}rendez-vous aujourd’hui, 1\u{a0}promesse à tenir avant ce soir.");
    page.assert_shows("Rappeler : appel manqué");
    page.assert_shows("Gaëtan Morel");
    page.assert_shows("SAV-2611-002");
    page.assert_hides("aujourd’hui, en retard");

    test.app.clock.advance(TimeDelta::minutes(61));
    day(&test, &claire).await.assert_shows("aujourd’hui, en retard");
    let part = test.get_htmx(&claire, "/").await;
    part.assert_shows("aujourd’hui, en retard");
    part.assert_hides("<html");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_promise_ends_only_with_words_and_only_once(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    test.dupont().await;
    let promise = miss_a_call(&test).await;
    let path = format!("/promesses/{promise}/suite");
    let reply = test.post_as(&claire, &path, &[("outcome", "  ")]).await;
    reply.assert_status(422);
    reply.assert_shows("Dites ce qu’il en est");
    let reply = test
        .post_as(&claire, &path, &[("outcome", "Rappelé, tout va bien"), ("retour", "/")])
        .await;
    reply.assert_status(303);
    assert_eq!(reply.location.as_deref(), Some("/"));
    test.post_as(&claire, &path, &[("outcome", "encore")]).await.assert_status(303);
    let kept = promises::find(&test.app.db, promise).await.unwrap().unwrap();
    assert_eq!(kept.outcome.as_deref(), Some("Rappelé, tout va bien"));
    test.get_as(&claire, "/promesses").await.assert_shows("Tout est tenu.");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_technician_is_led_to_their_own_day(db: PgPool) {
    let test = TestApp::new(db);
    let gaetan = test.sign_in(Role::Technician).await;
    let reply = test.get_as(&gaetan, "/").await;
    assert_eq!(reply.location.as_deref(), Some("/terrain"));
    test.get_as(&gaetan, "/appels").await.assert_status(403);
    test.get_as(&gaetan, "/appels/carte").await.assert_status(403);
}
