//! Servers that are away, refuse, or are slow; workers that die; customers whom nothing reaches.

use std::sync::Arc;

use chrono::TimeDelta;
use relais::{
    db::MIGRATOR,
    jobs::{DeliverEmails, DeliverTexts, SettleMessages},
    messages::{self, Channel, State},
};
use sqlx::PgPool;
use tokio::sync::Notify;

use crate::support::{instant, outbox::Office, smtp_sink::Mood};

/// Tuesday, 9:00 in Annecy.
const VISIT: &str = "2026-11-24T08:00:00Z";

async fn booked_for(office: &Office, name: &str, mobile: Option<&str>, email: Option<&str>) {
    let technician = office.test.technician(&format!("Technicien {name}")).await;
    let home = office.test.customer(name, mobile, email).await;
    office.test.appointment(technician, home, instant(VISIT)).await;
}

async fn states(office: &Office) -> Vec<State> {
    office.test.messages().await.iter().map(|row| row.state(office.test.now())).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_greylisted_mail_leaves_a_minute_later(db: PgPool) {
    let office = Office::open(db).await;
    booked_for(&office, "Dupont", None, Some("dupont@courrier.example")).await;
    office.smtp.be([Mood::Refuse("450 4.2.0 Greylisted, come back later")]);

    assert_eq!(office.deliver().await, 0);
    assert_eq!(states(&office).await, [State::Retrying]);
    assert_eq!(office.deliver().await, 0, "not yet");
    office.test.app.clock.advance(TimeDelta::minutes(1));
    assert_eq!(office.deliver().await, 1);
    assert!(office.test.promises().await.is_empty());
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_password_of_ours_that_is_wrong_fails_no_message(db: PgPool) {
    let office = Office::open(db).await;
    booked_for(&office, "Dupont", None, Some("dupont@courrier.example")).await;
    office.smtp.be([Mood::Refuse("530 5.7.0 Authentication required")]);

    assert_eq!(office.deliver().await, 0);
    assert_eq!(states(&office).await, [State::Retrying]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_copy_sent_in_doubt_has_the_same_message_id(db: PgPool) {
    let office = Office::open(db).await;
    booked_for(&office, "Dupont", None, Some("dupont@courrier.example")).await;
    office.smtp.be([Mood::AcceptAndHangUp]);

    assert_eq!(office.deliver().await, 0);
    office.test.app.clock.advance(TimeDelta::minutes(1));
    assert_eq!(office.deliver().await, 1);

    let ids: Vec<String> =
        office.smtp.mails().iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_refused_for_good_becomes_one_call_to_make(db: PgPool) {
    let office = Office::open(db).await;
    booked_for(&office, "Dupont Pierre", Some("+33639981234"), Some("nobody@courrier.example"))
        .await;
    office.smtp.be([Mood::Refuse("550 5.1.1 No such user")]);
    office.sms.answer([422]);

    assert_eq!(office.deliver().await, 0);
    assert_eq!(states(&office).await, [State::Failed, State::Failed]);
    office.test.app.clock.advance(TimeDelta::hours(1));
    assert_eq!(office.deliver().await, 0, "no further try");
    let promises = office.test.promises().await;
    assert_eq!(promises.len(), 1, "{promises:?}");
    assert!(promises[0].starts_with("Prévenir Dupont Pierre"), "{promises:?}");
    assert!(
        office.test.messages().await[0].last_error.as_deref().unwrap().contains("No such user")
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn who_has_no_address_is_called_instead(db: PgPool) {
    let office = Office::open(db).await;
    booked_for(&office, "Vieux Paul", None, None).await;
    assert!(office.test.messages().await.is_empty());
    let promises = office.test.promises().await;
    assert!(
        promises[0].contains("Vieux Paul par téléphone")
            && promises[0].contains("mardi 24 novembre"),
        "{promises:?}"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_gateway_that_fails_is_asked_again_with_the_same_reference(db: PgPool) {
    let office = Office::open(db).await;
    booked_for(&office, "Dupont", Some("+33639981234"), None).await;
    office.sms.answer([500, 429]);

    for minutes in [0, 1, 2] {
        office.test.app.clock.advance(TimeDelta::minutes(minutes));
        office.deliver().await;
    }
    let requests = office.sms.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|request| request["ref"] == requests[0]["ref"]));
    assert_eq!(requests[0]["from"], "Relais");
    assert_eq!(states(&office).await, [State::Sent]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn workers_side_by_side_send_each_message_once(db: PgPool) {
    let office = Office::open(db).await;
    for number in 10..18 {
        let (mobile, email) =
            (format!("+336399812{number}"), format!("client{number}@courrier.example"));
        booked_for(&office, &format!("Client {number}"), Some(&mobile), Some(&email)).await;
    }
    let test = &office.test;
    let sent = tokio::join!(
        test.run::<DeliverEmails>(),
        test.run::<DeliverEmails>(),
        test.run::<DeliverTexts>(),
        test.run::<DeliverTexts>(),
        test.run::<DeliverTexts>(),
    );
    assert_eq!(sent.0 + sent.1, 8);
    assert_eq!(sent.2 + sent.3 + sent.4, 8);
    let mut recipients: Vec<String> = office.smtp.mails().into_iter().map(|mail| mail.to).collect();
    recipients.sort_unstable();
    recipients.dedup();
    assert_eq!((recipients.len(), office.sms.requests().len()), (8, 8));
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn one_slow_recipient_holds_up_nobody_else(db: PgPool) {
    let office = Office::open(db).await;
    let answer = Arc::new(Notify::new());
    office.smtp.be([Mood::WaitFor(answer.clone())]);
    booked_for(&office, "Lent", None, Some("lent@courrier.example")).await;
    let test = office.test.clone();
    let slow = tokio::spawn(async move { test.run::<DeliverEmails>().await });
    office.smtp.asked.notified().await;

    booked_for(&office, "Vite", None, Some("vite@courrier.example")).await;
    assert_eq!(office.test.run::<DeliverEmails>().await, 1);
    assert_eq!(office.smtp.mails()[0].to, "vite@courrier.example");
    answer.notify_one();
    assert_eq!(slow.await.unwrap(), 1);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_a_dead_worker_held_leaves_after_its_lease_under_the_same_name(db: PgPool) {
    let office = Office::open(db).await;
    booked_for(&office, "Dupont", Some("+33639981234"), None).await;
    // This worker hands the message over, and is killed before it can say so.
    let app = &office.test.app;
    let claimed = messages::claim(&app.db, Channel::Sms, office.test.now()).await.unwrap().unwrap();
    let company = relais::company::load(&app.db).await.unwrap();
    messages::send(app, &company, &claimed).await.unwrap();

    app.clock.advance(TimeDelta::minutes(1));
    assert_eq!(office.deliver().await, 0, "it may still be alive");
    app.clock.advance(TimeDelta::minutes(2));
    assert_eq!(office.deliver().await, 1);
    let requests = office.sms.requests();
    assert_eq!((requests.len(), &requests[0]["ref"]), (2, &requests[1]["ref"]));

    // The dead worker wakes up: nothing changes.
    let late = Err(relais::delivery::DeliveryError::TryLater("lost".to_owned()));
    messages::conclude(&app.db, &claimed, late, office.test.now()).await.unwrap();
    assert_eq!(states(&office).await, [State::Sent]);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn news_that_does_not_leave_in_time_is_told_by_telephone(db: PgPool) {
    let office = Office::open(db).await;
    booked_for(&office, "Dupont Pierre", None, Some("dupont@courrier.example")).await;
    // The mail server is away until an hour before the window, which begins at 8.
    office.test.app.clock.advance(instant("2026-11-24T05:59:00Z") - office.test.now());
    assert_eq!(office.test.run::<SettleMessages>().await, 0);
    office.test.app.clock.advance(TimeDelta::minutes(1));
    assert_eq!(office.test.run::<SettleMessages>().await, 1);
    assert_eq!(office.deliver().await, 0);
    assert_eq!(states(&office).await, [State::Failed]);
    assert_eq!(office.test.promises().await.len(), 1);
}
