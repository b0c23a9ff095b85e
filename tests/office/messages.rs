//! The outbox on the screen.

use relais::{
    appointments::{self, By},
    db::MIGRATOR,
    messages::State,
    staff::Role,
};
use sqlx::PgPool;

use crate::support::{SignedIn, TestApp, instant, outbox::Office, smtp_sink::Mood};

async fn claire_and_dupont(test: &TestApp) -> SignedIn {
    let technician = test.technician("Lucas Petit").await;
    let dupont = test.dupont().await;
    test.appointment(technician, dupont, instant("2026-11-24T08:00:00Z")).await;
    test.sign_in(Role::Office).await
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn without_servers_the_page_says_how_many_wait(db: PgPool) {
    let test = TestApp::new(db);
    let claire = claire_and_dupont(&test).await;
    let reply = test.get_as(&claire, "/messages").await;
    reply.assert_status(200);
    reply.assert_shows("Aucun serveur d’envoi n’est configuré");
    reply.assert_shows("2\u{a0}messages attendent");
    reply.assert_shows("06\u{a0}39\u{a0}98\u{a0}12\u{a0}34");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn the_list_shows_each_message_where_it_is(db: PgPool) {
    let office = Office::open(db).await;
    let claire = claire_and_dupont(&office.test).await;
    office.smtp.be([Mood::Refuse("550 5.1.1 No such user")]);
    office.deliver().await;

    let failed = office.test.get_as(&claire, "/messages?vue=echecs").await;
    failed.assert_shows("pierre.dupont@laposte.example");
    failed.assert_shows("No such user");
    failed.assert_hides("06\u{a0}39\u{a0}98\u{a0}12\u{a0}34");
    let sent = office.test.get_as(&claire, "/messages?vue=envoyes&canal=sms").await;
    sent.assert_shows("06\u{a0}39\u{a0}98\u{a0}12\u{a0}34");
    sent.assert_hides("pierre.dupont@laposte.example");
    office.test.get_as(&claire, "/messages?vue=a-envoyer").await.assert_shows("Rien n’attend");
    // htmx asks for the list alone.
    let list = office.test.get_htmx(&claire, "/messages").await;
    list.assert_shows("pierre.dupont@laposte.example");
    list.assert_hides("<html");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn old_messages_are_on_further_pages(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    for number in 0..26 {
        let technician = test.technician(&format!("Technicien {number}")).await;
        let (mobile, email) =
            (format!("+336399812{}", number + 10), format!("client{number}@courrier.example"));
        let home = test.customer(&format!("Client {number}"), Some(&mobile), Some(&email)).await;
        test.appointment(technician, home, instant("2026-11-24T08:00:00Z")).await;
    }
    let first = test.get_as(&claire, "/messages").await;
    first.assert_hides("client0@courrier.example");
    let link = first.body.split("avant=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let second = test.get_as(&claire, &format!("/messages?avant={link}")).await;
    second.assert_shows("client0@courrier.example");
    second.assert_hides("client25@courrier.example");
    second.assert_shows("Les plus récents");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_failed_message_is_sent_again_by_a_press(db: PgPool) {
    let office = Office::open(db).await;
    let claire = claire_and_dupont(&office.test).await;
    office.smtp.be([Mood::Refuse("550 5.1.1 No such user")]);
    office.deliver().await;
    let test = &office.test;
    let mail = test.messages().await[0].id;

    let page = test.get_as(&claire, &format!("/messages/{mail}")).await;
    page.assert_shows("Renvoyer");
    page.assert_shows("Votre rendez-vous est confirmé");
    page.assert_shows("rendez-vous.ics");
    test.post_as(&claire, &format!("/messages/{mail}/renvoi"), &[]).await.assert_status(303);
    test.get_as(&claire, &format!("/messages/{mail}"))
        .await
        .assert_shows("il part dès que possible");
    assert_eq!(office.deliver().await, 1);
    assert_eq!(test.messages().await[0].state(test.now()), State::Sent);

    // Twice is once.
    test.post_as(&claire, &format!("/messages/{mail}/renvoi"), &[]).await;
    assert_eq!(office.deliver().await, 0);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_text_that_the_gateway_took_is_sent_again_under_another_name(db: PgPool) {
    let office = Office::open(db).await;
    let claire = claire_and_dupont(&office.test).await;
    office.deliver().await;
    let test = &office.test;
    let text = test.messages().await[1].id;
    let first = office.sms.requests()[0]["ref"].clone();
    let receipt =
        serde_json::json!({ "id": format!("sms-{}", first.as_str().unwrap()), "status": "failed" });
    test.post_json("/webhooks/sms/generic/sms-token", &receipt).await.assert_status(200);

    test.post_as(&claire, &format!("/messages/{text}/renvoi"), &[]).await.assert_status(303);
    assert_eq!(office.deliver().await, 1);
    assert_ne!(office.sms.requests()[1]["ref"], first, "the gateway would drop what it had sent");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_no_longer_so_is_not_sent_again(db: PgPool) {
    let office = Office::open(db).await;
    let claire = claire_and_dupont(&office.test).await;
    office.smtp.be([Mood::Refuse("550 5.1.1 No such user")]);
    office.deliver().await;
    let test = &office.test;
    let mail = test.messages().await[0].id;
    let visit =
        sqlx::query_scalar!("select id from appointments").fetch_one(&test.app.db).await.unwrap();
    appointments::cancel(&test.app, visit, None, None, By::Customer, test.now()).await.unwrap();

    test.post_as(&claire, &format!("/messages/{mail}/renvoi"), &[]).await.assert_status(303);
    test.get_as(&claire, &format!("/messages/{mail}")).await.assert_shows("n’est plus d’actualité");
    test.get_as(&claire, "/messages/999999").await.assert_status(404);
}
