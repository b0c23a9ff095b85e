//! Mail servers that could not deliver what they took.

use chrono::TimeDelta;
use relais::messages::State;
use sqlx::PgPool;

use super::PostOffice;
use crate::support::instant;

fn report(action: &str, name: &str) -> String {
    format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: sav@duret.example\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <{action}@mx.example>\r\nAuto-Submitted: auto-replied\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"x\"\r\n\r\n\
         --x\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\
         --x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Final-Recipient: rfc822; pierre@mail.example\r\nAction: {action}\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n\r\n\
         --x\r\nContent-Type: message/rfc822\r\n\r\nFrom: sav@duret.example\r\nMessage-ID: {name}\r\nSubject: x\r\n\r\nBonjour\r\n--x--\r\n"
    )
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_mail_that_comes_back_is_a_message_that_failed_and_a_call_to_make(db: PgPool) {
    let post = PostOffice::open(db).await;
    let test = post.test();
    let home = test.customer("Dupont", None, Some("pierre@mail.example")).await;
    let gaetan = test.technician("Gaëtan Morel").await;
    test.appointment(gaetan, home, instant("2026-11-24T08:00:00Z") + TimeDelta::hours(1)).await;
    post.office.deliver().await;
    let name = post.office.smtp.mails()[0].header("Message-ID");

    post.get(report("delayed", &name)).await;
    assert_eq!(test.messages().await[0].state(test.now()), State::Sent, "it may still arrive");

    post.get(report("failed", &name)).await;
    let message = test.messages().await.remove(0);
    assert_eq!(message.state(test.now()), State::Failed);
    let error = message.last_error.unwrap();
    assert!(error.contains("550 5.1.1 No such user"), "{error}");
    let promises = test.promises().await;
    assert_eq!(promises.len(), 1, "{promises:?}");
    assert!(
        promises[0].starts_with("Prévenir Dupont : l’e-mail (confirmation de rendez-vous"),
        "{promises:?}"
    );

    // Somebody who guesses makes nothing fail.
    post.get(
        report("failed", "<confirmation-1-aaaaaaaaaaaaaaaa@duret.example>")
            .replace("failed@mx", "forged@mx"),
    )
    .await;
    assert_eq!(test.promises().await.len(), 1);
    assert_eq!(post.count("tickets").await, 1);
}
