//! Answers find their request, whatever program writes them.

use chrono::TimeDelta;
use relais::{mails::quoting, tickets};
use sqlx::PgPool;

use super::{
    PostOffice,
    letters::{Letter, gmail, laposte, orange, outlook, plain},
};
use crate::support::{factory::Home, instant};

/// A customer who was told of a visit: the number of their request, the Message-ID and the subject of what they got.
async fn told(
    post: &PostOffice,
    name: &str,
    email: &str,
    hour: i64,
) -> (Home, String, String, String) {
    let test = post.test();
    let home = test.customer(name, None, Some(email)).await;
    let technician = test.technician(&format!("Technicien {name}")).await;
    let starts_at = instant("2026-11-24T08:00:00Z") + TimeDelta::hours(hour);
    let visit = test.appointment(technician, home, starts_at).await;
    post.office.deliver().await;
    let mail = post.office.smtp.mails().into_iter().rfind(|mail| mail.to == email).unwrap();
    let details = relais::appointments::find(&test.app.db, visit).await.unwrap().unwrap();
    (home, details.ticket_number, mail.header("Message-ID"), decoded(&mail.header("Subject")))
}

/// Our own subjects, of which lettre encodes the words that need it.
fn decoded(subject: &str) -> String {
    let raw = format!("Subject: {subject}\r\n\r\n");
    let message = mail_parser::MessageParser::default().parse(raw.as_bytes()).unwrap();
    message.subject().unwrap().to_owned()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn answers_of_four_programs_land_on_their_request(db: PgPool) {
    let post = PostOffice::open(db).await;
    let programs: [(&str, &str, fn(Letter) -> String); 4] = [
        ("Outlook", "pierre@outlook.example", outlook),
        ("Gmail", "sophie@gmail.example", gmail),
        ("Orange", "paul@orange.example", orange),
        ("laposte.net", "jeanne@laposte.example", laposte),
    ];
    for (program, email, write) in programs {
        let (_, number, name, subject) = told(&post, program, email, 0).await;
        assert!(subject.contains(&format!("[{number}]")), "{subject}");
        let news = format!("Mardi me convient, merci à vous ({program}).");
        let id = format!("first-{number}@{program}.example");
        let letter =
            Letter { from: email, id: &id, subject: &subject, answered: &name, news: &news };
        post.get(write(letter)).await;
        let place = (Some(number.clone()), Some("our_message".to_owned()));
        assert_eq!(post.place().await, place, "{program}");
        assert_eq!(quoting::said(&post.latest("body").await), news, "{program}");

        // The next one answers their own, and says nothing of ours.
        let second = format!("second-{number}@{program}.example");
        let answered = format!("<{id}>");
        let letter = Letter { id: &second, subject: "rendez-vous", answered: &answered, ..letter };
        post.get(write(letter)).await;
        let place = (Some(number.clone()), Some("their_mail".to_owned()));
        assert_eq!(post.place().await, place, "{program}");

        // The last one forgets what it answers, and keeps the subject.
        let third = format!("third-{number}@{program}.example");
        post.get(write(Letter { id: &third, subject: &subject, answered: "", ..letter })).await;
        assert_eq!(post.place().await, (Some(number), Some("token".to_owned())), "{program}");
    }
    assert_eq!(post.count("mails").await, 12);
    assert_eq!(post.count("tickets").await, 4, "none opened another");
    // One thing to read for each request, however many mails.
    let promises = post.test().promises().await;
    assert_eq!(
        promises.iter().filter(|what| what.starts_with("Lire la réponse")).count(),
        4,
        "{promises:?}"
    );
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn sender_and_time_are_the_last_word(db: PgPool) {
    let post = PostOffice::open(db).await;
    let email = "pierre@mail.example";
    let (_, number, ..) = told(&post, "Dupont", email, 0).await;
    post.get(plain(email, "a@mail.example", "une question", "Faut-il couper le courant ?")).await;
    assert_eq!(post.place().await, (Some(number), Some("sender".to_owned())));

    // With two open requests, or none that is spoken of, it is a new one.
    let (_, sophie, ..) = told(&post, "Martin", "sophie@mail.example", 0).await;
    let ticket = tickets::details(&post.test().app.db, &sophie).await.unwrap().unwrap();
    sqlx::query("update tickets set status = 'done', closed_at = null where id = $1")
        .bind(ticket.id)
        .execute(&post.test().app.db)
        .await
        .unwrap();
    post.get(plain(
        "sophie@mail.example",
        "b@mail.example",
        "Volet bloqué",
        "Le volet du salon ne monte plus.",
    ))
    .await;
    let (number, evidence) = post.place().await;
    assert_eq!(evidence.as_deref(), Some("new"));
    let opened = tickets::details(&post.test().app.db, &number.unwrap()).await.unwrap().unwrap();
    assert_eq!(opened.subject, "Volet bloqué");
    assert_eq!(opened.description, "Le volet du salon ne monte plus.");
    assert_eq!(opened.source, tickets::Source::Email);
    assert_eq!(opened.customer_name, "Martin");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_guessed_number_opens_nobody_else_s_request(db: PgPool) {
    let post = PostOffice::open(db).await;
    let (_, number, ..) = told(&post, "Dupont", "pierre@mail.example", 0).await;
    told(&post, "Martin", "sophie@mail.example", 0).await;
    for (from, id) in
        [("stranger@evil.example", "x@evil.example"), ("sophie@mail.example", "y@mail.example")]
    {
        post.get(plain(from, id, &format!("Re: [{number}]"), "Envoyez-moi l’adresse du client."))
            .await;
        let (_, state, filed, _) = post.mails().await.pop().unwrap();
        assert_eq!((state.as_str(), filed), ("asking", None), "{from}");
        assert!(post.latest("question").await.starts_with("Cite une demande"), "{from}");
    }
    // Forged in the customer's name, which their own server says.
    let forged =
        plain("pierre@mail.example", "z@mail.example", &format!("Re: [{number}]"), "Annulez.");
    let verdict =
        "Authentication-Results: mx.duret.example; dmarc=fail header.from=mail.example\r\n";
    post.get(format!("{verdict}{forged}")).await;
    assert_eq!(post.mails().await.pop().unwrap().1, "asking");
    assert_eq!(post.count("messages").await, 2, "the two confirmations, and no answer to anybody");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_answer_to_a_message_that_was_sent_anew_finds_its_request(db: PgPool) {
    let post = PostOffice::open(db).await;
    let email = "pierre@mail.example";
    let (_, number, name, subject) = told(&post, "Dupont", email, 0).await;
    let database = &post.test().app.db;
    let first = post.test().messages().await.remove(0);
    sqlx::query("update messages set failed_at = now() where id = $1")
        .bind(first.id)
        .execute(database)
        .await
        .unwrap();
    let claire = post.test().sign_in(relais::staff::Role::Office).await;
    relais::messages::resend(database, first.id, claire.staff, post.test().now()).await.unwrap();
    post.office.deliver().await;
    let again = post.office.smtp.mails().pop().unwrap().header("Message-ID");
    assert_ne!(again, name);
    for (id, answered) in [("a@mail.example", &name), ("b@mail.example", &again)] {
        // From another address of theirs, which we do not know.
        let letter =
            Letter { from: "p.dupont@work.example", id, subject: &subject, answered, news: "Oui." };
        post.get(gmail(letter)).await;
        assert_eq!(
            post.place().await,
            (Some(number.clone()), Some("our_message".to_owned())),
            "{id}"
        );
    }
}
