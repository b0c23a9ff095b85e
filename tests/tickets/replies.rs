//! What is written on a request: answers that leave and come back, notes that never leave, drafts that are found again.

use chrono::TimeDelta;
use relais::{
    catalog::Priority,
    jobs::{DeliverEmails, Job},
    mails,
    tickets::Source,
};
use sqlx::PgPool;

use super::{Office, office};
use crate::support::{
    Reply, SignedIn, TestApp,
    smtp_sink::{Mood, SmtpSink},
};

const PIERRE: &str = "pierre.dupont@laposte.example";

/// The office with a mail server.
async fn desk(db: PgPool) -> (Office, SmtpSink, SignedIn) {
    let mut office = office(db).await;
    let smtp = SmtpSink::start().await;
    let mailer = smtp.mailer();
    office.test = TestApp::with(office.test.app.db.clone(), |app| app.mailer = Some(mailer));
    let claire = office.test.session_of(office.claire).await;
    (office, smtp, claire)
}

/// Pierre writes; the number of his request.
async fn write(office: &Office, uid: u32, head: &str, words: &str) -> String {
    let raw = format!(
        "From: Pierre Dupont <{PIERRE}>\r\nTo: sav@duret.example\r\n{head}MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
    );
    let (db, now) = (&office.test.app.db, office.test.now());
    mails::receive(db, "sav@duret.example", uid, raw.as_bytes(), now, now).await.unwrap().unwrap();
    sqlx::query_scalar(
        "select t.number from mails m join tickets t on t.id = m.ticket_id order by m.id desc limit 1"
    )
    .fetch_one(db)
    .await
    .unwrap()
}

async fn send(office: &Office, who: &SignedIn, number: &str, fields: [&str; 4]) -> Reply {
    let fields: Vec<(&str, &str)> =
        ["sorte", "destinataire", "message", "cle"].into_iter().zip(fields).collect();
    office.test.post_as(who, &format!("/demandes/{number}/messages"), &fields).await
}

async fn page(office: &Office, who: &SignedIn, number: &str) -> Reply {
    office.test.get_as(who, &format!("/demandes/{number}")).await
}

/// Past the time in which it can be taken back.
async fn deliver(office: &Office) {
    office.test.app.clock.advance(TimeDelta::minutes(2));
    DeliverEmails::run(office.test.app.clone()).await.unwrap();
}

async fn count(office: &Office, of: &str) -> i64 {
    let sql = format!("select count(*) from {of}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&office.test.app.db).await.unwrap()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_answer_leaves_with_the_number_and_what_the_customer_answers_comes_back(db: PgPool) {
    let (office, smtp, claire) = desk(db).await;
    let head = "Subject: Volet du salon\r\nMessage-ID: <volet-1@laposte.example>\r\n";
    let number = write(&office, 1, head, "Le volet ne remonte plus.").await;
    assert!(office.details(&number).await.responded_at.is_none());
    // An answer of his that somebody should read.
    let head = "Subject: Re: Volet\r\nMessage-ID: <volet-2@laposte.example>\r\nIn-Reply-To: <volet-1@laposte.example>\r\n";
    assert_eq!(write(&office, 2, head, "Je suis là le matin.").await, number);
    let to_read = "promises where kind = 'mail' and kept_at is null";
    assert_eq!(count(&office, to_read).await, 1);

    let shown = page(&office, &claire, &number).await;
    let (key, to) = (shown.input_value("cle"), format!("email:{PIERRE}"));
    let fields = ["answer", to.as_str(), "Bonjour,\r\n\r\nNous passons jeudi.", key.as_str()];
    for _ in 0..2 {
        send(&office, &claire, &number, fields).await.assert_status(303);
    }
    assert_eq!(count(&office, "messages where kind = 'answer'").await, 1, "twice is once");
    assert_eq!(office.details(&number).await.responded_at, Some(office.test.now()));
    assert_eq!(count(&office, to_read).await, 0, "who answers has read");
    let shown = page(&office, &claire, &number).await;
    shown.assert_shows("Claire Martin a répondu par e-mail");
    shown.assert_shows("Nous passons jeudi.");

    deliver(&office).await;
    let mail = smtp.mails().into_iter().find(|mail| mail.data.contains("jeudi")).unwrap();
    assert_eq!(mail.to, PIERRE);
    assert!(mail.header("Subject").contains(&number), "{}", mail.header("Subject"));
    assert_eq!(mail.header("In-Reply-To"), "<volet-2@laposte.example>");
    assert!(!mail.data.to_lowercase().contains("auto-submitted"), "a person wrote it");

    let id = mail.header("Message-ID");
    let head =
        format!("Subject: Merci\r\nMessage-ID: <volet-3@laposte.example>\r\nIn-Reply-To: {id}\r\n");
    assert_eq!(write(&office, 3, &head, "Très bien.").await, number);
    let evidence = "mails where evidence = 'our_message' and subject = 'Merci'";
    assert_eq!(count(&office, evidence).await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_cannot_be_sent_is_refused_and_stays_in_the_form(db: PgPool) {
    let (office, _, claire) = desk(db).await;
    let (_, number) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let key = page(&office, &claire, &number).await.input_value("cle");
    let (email, sms) = (format!("email:{PIERRE}"), "sms:+33639981234");
    let long = "Nous passons jeudi matin. ".repeat(60);
    let longer = "a".repeat(10_001);
    for (to, text, why) in [
        (email.as_str(), " \r\n ", "Écrivez d’abord votre texte."),
        (email.as_str(), longer.as_str(), "caractères au plus"),
        (sms, long.as_str(), "Ce SMS est trop long"),
        ("email:autre@courriel.example", "Bonjour", "Cette adresse n’est pas celle de ce client"),
    ] {
        let reply = send(&office, &claire, &number, ["answer", to, text, &key]).await;
        reply.assert_status(422);
        reply.assert_shows(why);
        reply.assert_shows(text.trim());
    }
    let (customer, db) = (office.home.customer, &office.test.app.db);
    for table in ["emails", "phones"] {
        let sql = format!("delete from {table} where customer_id = {customer}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(db).await.unwrap();
    }
    let reply = send(&office, &claire, &number, ["answer", "", "Bonjour", &key]).await;
    reply.assert_status(422);
    reply.assert_shows("ni e-mail ni mobile");
    reply.assert_shows(">Bonjour</textarea>");
    assert_eq!(count(&office, "messages").await, 0);
    assert_eq!(office.details(&number).await.number, number);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_note_stays_in_the_house(db: PgPool) {
    let (office, _, claire) = desk(db).await;
    let (_, number) = office.ticket(Source::Portal, Priority::P3, None).await;
    let key = page(&office, &claire, &number).await.input_value("cle");
    for _ in 0..2 {
        let fields = ["note", "", "Le gardien a la clé.", key.as_str()];
        send(&office, &claire, &number, fields).await.assert_status(303);
    }
    let shown = page(&office, &claire, &number).await;
    shown.assert_shows("Note de Claire Martin");
    shown.assert_shows("Le gardien a la clé.");
    assert_eq!(count(&office, "ticket_notes").await, 1, "twice is once");
    assert_eq!(count(&office, "messages").await, 0);
    assert!(office.details(&number).await.responded_at.is_none(), "nobody was answered");

    // The same form with another text: an old page, found again with the back button.
    let fields = ["note", "", "Le gardien est en congé.", key.as_str()];
    let reply = send(&office, &claire, &number, fields).await;
    reply.assert_status(409);
    reply.assert_shows(">Le gardien est en congé.</textarea>");
    let key = reply.input_value("cle");
    let fields = ["note", "", "Le gardien est en congé.", key.as_str()];
    send(&office, &claire, &number, fields).await.assert_status(303);
    assert_eq!(count(&office, "ticket_notes").await, 2);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_typed_is_found_again_by_who_typed_it_until_it_is_sent(db: PgPool) {
    let (office, _, claire) = desk(db).await;
    let sofia = office.test.session_of(office.sofia).await;
    let (_, number) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let key = page(&office, &claire, &number).await.input_value("cle");
    let draft = format!("/demandes/{number}/brouillon");
    let fields = [("sorte", "note"), ("message", "Demander le\r\ncode"), ("cle", key.as_str())];
    office.test.post_as(&claire, &draft, &fields).await.assert_status(303);
    let shown = page(&office, &claire, &number).await;
    shown.assert_shows("Demander le\r\ncode</textarea>");
    shown.assert_shows("value=\"note\" checked");
    page(&office, &sofia, &number).await.assert_hides("Demander le");

    let sent = ["note", "", "Demander le code", key.as_str()];
    send(&office, &claire, &number, sent).await.assert_status(303);
    assert_eq!(count(&office, "ticket_drafts").await, 0);
    // What the browser kept on its own comes after it was sent.
    office.test.post_as(&claire, &draft, &fields).await.assert_status(303);
    assert_eq!(count(&office, "ticket_drafts").await, 0, "what was said does not come back");

    let key = page(&office, &claire, &number).await.input_value("cle");
    for (text, drafts) in [("Rappeler", 1), (" ", 0)] {
        let fields = [("sorte", "note"), ("message", text), ("cle", key.as_str())];
        office.test.post_as(&claire, &draft, &fields).await.assert_status(303);
        assert_eq!(count(&office, "ticket_drafts").await, drafts, "{text:?}");
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_answer_is_taken_back_before_it_leaves_and_not_after(db: PgPool) {
    let (office, _, claire) = desk(db).await;
    let sofia = office.test.session_of(office.sofia).await;
    let head = "Subject: Volet\r\nMessage-ID: <volet-1@laposte.example>\r\n";
    let number = write(&office, 1, head, "Le volet ne remonte plus.").await;
    let to = format!("email:{PIERRE}");
    let key = page(&office, &claire, &number).await.input_value("cle");
    send(&office, &claire, &number, ["answer", &to, "Nous passons jeudi.", &key]).await;
    let id: i64 = sqlx::query_scalar("select id from messages where kind = 'answer'")
        .fetch_one(&office.test.app.db)
        .await
        .unwrap();
    let undo = format!("/demandes/{number}/messages/{id}/annulation");
    let withdrawn = "messages where withdrawn_at is not null";
    office.test.post_as(&sofia, &undo, &[]).await.assert_status(303);
    assert_eq!(count(&office, withdrawn).await, 0, "only by who wrote it");
    office.test.post_as(&claire, &undo, &[]).await.assert_status(303);
    assert_eq!(count(&office, withdrawn).await, 1);
    let ticket = office.details(&number).await;
    assert!(ticket.responded_at.is_none(), "the customer still waits for an answer");
    assert_eq!(ticket.next_action.as_deref(), Some("Répondre au client"));
    let shown = page(&office, &claire, &number).await;
    shown.assert_shows("Nous passons jeudi.</textarea>");

    let key = shown.input_value("cle");
    send(&office, &claire, &number, ["answer", &to, "Nous passons vendredi.", &key]).await;
    deliver(&office).await;
    let undo = format!("/demandes/{number}/messages/{}/annulation", id + 1);
    office.test.post_as(&claire, &undo, &[]).await.assert_status(303);
    page(&office, &claire, &number).await.assert_shows("Trop tard");
    assert_eq!(count(&office, withdrawn).await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_answer_that_did_not_arrive_is_red_and_is_sent_again_or_otherwise(db: PgPool) {
    let (office, smtp, claire) = desk(db).await;
    let (_, number) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let key = page(&office, &claire, &number).await.input_value("cle");
    let to = format!("email:{PIERRE}");
    send(&office, &claire, &number, ["answer", &to, "Nous passons jeudi.", &key]).await;
    smtp.be([Mood::Refuse("550 5.1.1 Inconnu")]);
    deliver(&office).await;
    let shown = page(&office, &claire, &number).await;
    shown.assert_shows("is-failed");
    shown.assert_shows("550");
    let owed = office.test.promises().await;
    assert!(owed.iter().any(|what| what.contains("réponse du bureau")), "{owed:?}");
    let on_it =
        format!("promises p join tickets t on t.id = p.ticket_id where t.number = '{number}'");
    assert_eq!(count(&office, &on_it).await, 1);

    let id: i64 =
        sqlx::query_scalar("select id from messages").fetch_one(&office.test.app.db).await.unwrap();
    let otherwise = format!("/demandes/{number}?reprise={id}");
    let shown = office.test.get_as(&claire, &otherwise).await;
    shown.assert_shows("Nous passons jeudi.</textarea>");
    shown.assert_shows("value=\"sms:+33639981234\" selected");

    let again = format!("/demandes/{number}/messages/{id}/renvoi");
    office.test.post_as(&claire, &again, &[]).await.assert_status(303);
    deliver(&office).await;
    assert_eq!(smtp.mails().len(), 1);
    page(&office, &claire, &number).await.assert_hides("is-failed");
}
