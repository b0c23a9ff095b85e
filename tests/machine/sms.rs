//! Receipts and replies of the generic SMS gateway.

use relais::{db::MIGRATOR, messages::State};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{instant, outbox::Office};

const WEBHOOK: &str = "/webhooks/sms/generic/sms-token";

/// An office that has sent M. Dupont one text. With the gateway's name for it.
async fn office_with_text(db: PgPool) -> (Office, String) {
    let office = Office::open(db).await;
    let technician = office.test.technician("Gaëtan Morel").await;
    let dupont = office.test.customer("Dupont Pierre", Some("+33639981234"), None).await;
    office.test.appointment(technician, dupont, instant("2026-11-24T08:00:00Z")).await;
    assert_eq!(office.deliver().await, 1);
    let id = format!("sms-{}", office.sms.requests()[0]["ref"].as_str().unwrap());
    (office, id)
}

async fn tell(office: &Office, notice: &Value) {
    let reply = office.test.post_json(WEBHOOK, notice).await;
    reply.assert_status(200);
    assert_eq!(reply.body, "{}");
}

async fn state(office: &Office) -> State {
    office.test.messages().await[0].state(office.test.now())
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_receipt_says_that_the_text_arrived_however_often(db: PgPool) {
    let (office, id) = office_with_text(db).await;
    for _ in 0..10 {
        tell(&office, &json!({ "id": id, "status": "delivered" })).await;
    }
    assert_eq!(state(&office).await, State::Delivered);
    // What arrived does not fail any more.
    tell(&office, &json!({ "id": id, "status": "failed", "error": "expired" })).await;
    assert_eq!(state(&office).await, State::Delivered);
    assert!(office.test.promises().await.is_empty());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_text_that_did_not_arrive_becomes_one_call_to_make(db: PgPool) {
    let (office, id) = office_with_text(db).await;
    let failed = json!({ "id": id, "status": "failed", "error": "numéro non attribué" });
    for _ in 0..10 {
        tell(&office, &failed).await;
    }
    assert_eq!(state(&office).await, State::Failed);
    assert_eq!(office.test.messages().await[0].last_error.as_deref(), Some("numéro non attribué"));
    assert_eq!(office.test.promises().await.len(), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_receipt_that_overtakes_the_gateways_answer_is_not_lost(db: PgPool) {
    let office = Office::open(db).await;
    let technician = office.test.technician("Gaëtan Morel").await;
    let dupont = office.test.customer("Dupont Pierre", Some("+33639981234"), None).await;
    office.test.appointment(technician, dupont, instant("2026-11-24T08:00:00Z")).await;
    let app = &office.test.app;
    let reference: String =
        sqlx::query_scalar!("select reference from messages").fetch_one(&app.db).await.unwrap();
    tell(&office, &json!({ "id": format!("sms-{reference}"), "status": "delivered" })).await;
    assert_eq!(state(&office).await, State::Queued);
    assert_eq!(office.deliver().await, 1);
    assert_eq!(state(&office).await, State::Delivered);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_unknown_is_accepted_and_what_is_forged_is_not(db: PgPool) {
    let (office, id) = office_with_text(db).await;
    tell(&office, &json!({ "id": "sms-of-somebody-else", "status": "delivered" })).await;
    tell(&office, &json!({ "id": id, "status": "accepted" })).await;
    let forged = json!({ "id": id, "status": "delivered" });
    office.test.post_json("/webhooks/sms/generic/guessed", &forged).await.assert_status(404);
    office.test.post_json(WEBHOOK, &json!({ "hello": 1 })).await.assert_status(400);
    assert_eq!(state(&office).await, State::Sent);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_answer_is_on_the_time_line_once_and_somebody_is_asked_to_reply(db: PgPool) {
    let (office, _) = office_with_text(db).await;
    let answer = json!({ "from": "+33639981234", "to": "DuretElec", "text": "Je serai en retard" });
    for _ in 0..3 {
        tell(&office, &answer).await;
    }
    let events = sqlx::query_scalar!("select text from events where kind = 'sms_reply'");
    assert_eq!(
        events.fetch_all(&office.test.app.db).await.unwrap(),
        ["Réponse par SMS : « Je serai en retard »"]
    );
    assert_eq!(
        office.test.promises().await,
        ["Répondre au SMS de Dupont Pierre : « Je serai en retard »"]
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn stop_is_noted_and_asks_nobody_to_call(db: PgPool) {
    let (office, _) = office_with_text(db).await;
    tell(&office, &json!({ "from": "+33639981234", "to": "DuretElec", "text": "STOP" })).await;
    let events = sqlx::query_scalar!("select text from events where kind = 'sms_reply'");
    let events = events.fetch_all(&office.test.app.db).await.unwrap();
    assert!(events[0].contains("les messages de rendez-vous continuent"), "{events:?}");
    assert!(office.test.promises().await.is_empty());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_answer_from_a_stranger_is_not_lost_either(db: PgPool) {
    let (office, _) = office_with_text(db).await;
    tell(&office, &json!({ "from": "+33639985678", "to": "DuretElec", "text": "C’est qui ?" }))
        .await;
    let promises = office.test.promises().await;
    assert!(promises[0].contains("06\u{a0}39\u{a0}98\u{a0}56\u{a0}78"), "{promises:?}");
}
