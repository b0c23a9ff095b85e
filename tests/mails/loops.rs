//! Machines that answer machines.

use relais::staff::Role;
use sqlx::PgPool;

use super::{
    PostOffice,
    letters::{absence, plain},
};

/// How often the two would write to each other, if nothing stopped them.
const ROUNDS: usize = 20;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_loop_of_two_machines_that_answer_each_other_stops_after_one(db: PgPool) {
    let post = PostOffice::open(db).await;
    let email = "paul@old.example";
    post.test().customer("Petit Paul", None, Some(email)).await;
    post.get(plain(email, "first@old.example", "Panne de four", "Le four saute.")).await;

    // An old machine that knows no rules: it answers whatever it gets, as if it were a person, and cites nothing.
    let mut answered = 0;
    for round in 0..ROUNDS {
        post.office.deliver().await;
        let sent = post.office.smtp.mails();
        if sent.len() == answered {
            break;
        }
        answered = sent.len();
        let id = format!("machine-{round}@old.example");
        post.get(plain(email, &id, "Votre message", "Bien reçu, je vous réponds bientôt.")).await;
    }
    assert_eq!(answered, 1, "our one acknowledgement");
    assert_eq!(post.count("mails").await, 2, "and its one answer");
    assert_eq!(post.count("tickets").await, 1);

    // Even where each of its answers would open a request of its own.
    for round in 0..ROUNDS {
        sqlx::query("update tickets set status = 'closed', closed_at = now()")
            .execute(&post.test().app.db)
            .await
            .unwrap();
        let id = format!("again-{round}@old.example");
        post.get(plain(email, &id, "Votre message", &format!("Bien reçu ({round})."))).await;
        post.office.deliver().await;
    }
    assert_eq!(post.office.smtp.mails().len(), 1, "one a day");
    assert_eq!(post.count("tickets").await, i64::try_from(ROUNDS).unwrap() + 1, "and none is lost");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_we_send_tells_machines_to_be_silent(db: PgPool) {
    let post = PostOffice::open(db).await;
    let email = "paul@mail.example";
    post.test().customer("Petit Paul", None, Some(email)).await;
    post.get(plain(email, "first@mail.example", "Panne de four", "Le four saute.")).await;
    post.office.deliver().await;
    let acknowledgement = post.office.smtp.mails().pop().unwrap();
    assert_eq!(acknowledgement.to, email);
    assert_eq!(acknowledgement.header("Auto-Submitted"), "auto-replied");
    assert_eq!(acknowledgement.header("X-Auto-Response-Suppress"), "All");
    assert_eq!(acknowledgement.header("In-Reply-To"), "<first@mail.example>");
    let text = &acknowledgement.parts("text/plain")[0].1;
    assert!(text.contains("SAV-2611-001"), "{text}");

    // Its answer finds its request, and is told as what it is: nothing to read, nothing to answer.
    let name = acknowledgement.header("Message-ID");
    post.get(absence(email, "absence@mail.example", &name)).await;
    let place = (Some("SAV-2611-001".to_owned()), Some("our_message".to_owned()));
    assert_eq!(post.place().await, place);
    assert_eq!(post.office.deliver().await, 0);
    assert!(post.test().promises().await.is_empty());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn nothing_is_answered_that_no_person_wrote(db: PgPool) {
    let post = PostOffice::open(db).await;
    let known = "paul@mail.example";
    post.test().customer("Petit Paul", None, Some(known)).await;
    for (n, head) in [
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "List-Id: <lettre.mail.example>",
        "X-Auto-Response-Suppress: OOF",
        "X-Autoreply: yes",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x",
    ]
    .into_iter()
    .enumerate()
    {
        for from in [known, "robot@platform.example"] {
            let id = format!("{n}-{from}");
            let raw = plain(from, &id, "Information", &format!("Texte {n}"));
            post.get(format!("{head}\r\n{raw}")).await;
        }
    }
    // Our own address, which would be a loop with ourselves.
    post.get(plain("sav@duret.example", "own@duret.example", "Test", "Bonjour")).await;
    assert_eq!(post.office.deliver().await, 0);
    assert_eq!(post.count("tickets").await, 0, "and none is a request by itself");
    assert_eq!(post.count("mails").await, 13, "but all can be read");

    let claire = post.test().sign_in(Role::Office).await;
    post.test()
        .get_as(&claire, "/courrier?vue=de-cote")
        .await
        .assert_shows("robot@platform.example");
    // A customer's machine may pass an order on: a person is asked.
    post.test().get_as(&claire, "/courrier").await.assert_shows("est-ce une demande");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_office_may_do_without_acknowledgements(db: PgPool) {
    let post = PostOffice::open(db).await;
    let claire = post.test().sign_in(Role::Office).await;
    post.test().post_as(&claire, "/reglages/courrier", &[]).await.assert_status(303);
    post.test().customer("Petit Paul", None, Some("paul@mail.example")).await;
    post.get(plain("paul@mail.example", "a@mail.example", "Panne", "Le four saute.")).await;
    assert_eq!(post.count("tickets").await, 1);
    assert_eq!(post.office.deliver().await, 0);
}
