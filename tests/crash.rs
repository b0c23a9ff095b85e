//! The program is killed while two hundred customers book, and started again.

use std::{collections::BTreeSet, time::Duration};

use futures_util::future::join_all;
use relais::{scheduling, values::SecretToken};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::sync::watch;

use crate::{
    races::{TRUSTED, hold_in, letters},
    support::{
        TestApp,
        program::{Door, Program, location_of},
        sms_gateway::SmsGateway,
        smtp_sink::SmtpSink,
    },
};

const CUSTOMERS: usize = 200;

/// So many are answered before the power goes.
const ANSWERED_BEFORE: usize = 60;

/// How long all messages may take to leave after the restart; it ends as soon as they have.
const PATIENCE: Duration = Duration::from_mins(4);

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_was_confirmed_before_a_crash_is_there_after_it_and_was_told(db: PgPool) {
    let folder = TempDir::new().unwrap();
    let test = TestApp::with(db.clone(), |app| app.clock = relais::clock::Clock::System);
    for n in 0..10 {
        test.technician(&format!("Technicien {}", letters(n))).await;
    }
    let slots = two_hundred_slots(&test).await;
    let mail = SmtpSink::start().await;
    let texts = SmsGateway::start().await;
    let settings = [
        ("SMTP_URL", mail.url.as_str()),
        ("MAIL_FROM", "sav@duret.example"),
        ("SMS_URL", texts.url.as_str()),
        TRUSTED[0],
    ];
    let program = Program::start(&db, &folder, &settings).await;

    // Everybody books; at the sixtieth answer the power goes.
    let (answered, mut answers) = watch::channel(0_usize);
    let visitors = slots.iter().enumerate().map(|(n, slot)| {
        let answered = &answered;
        let door = program.door.clone();
        async move {
            let link = book(&door, n, slot).await;
            if link.is_some() {
                answered.send_modify(|count| *count += 1);
            }
            link
        }
    });
    let everybody = join_all(visitors);
    tokio::pin!(everybody);
    let mut before: Vec<Option<String>> = tokio::select! {
        links = &mut everybody => links,
        _ = answers.wait_for(|count| *count >= ANSWERED_BEFORE) => Vec::new(),
    };
    assert!(before.is_empty(), "all had booked before the crash");
    program.kill().await;
    before.extend(everybody.await);
    let confirmed: Vec<String> = before.into_iter().flatten().collect();
    assert!(
        confirmed.len() >= ANSWERED_BEFORE && confirmed.len() < CUSTOMERS,
        "{}",
        confirmed.len()
    );

    let again = Program::start(&db, &folder, &settings).await;
    wait_until_everything_left(&db).await;

    for link in &confirmed {
        let token = SecretToken::parse(link.trim_start_matches("/suivi/")).unwrap();
        let row = sqlx::query!(
            r#"
            select a.status as "status!: String", count(m.id) as "confirmations!", count(m.sent_at) as "sent!",
                   min(m.reference) filter (where m.channel = 'email') as email,
                   min(m.reference) filter (where m.channel = 'sms') as sms
            from appointments a
            left join messages m on m.appointment_id = a.id and m.kind = 'confirmation'
            where a.token_hash = $1 group by a.id
            "#,
            token.hash_vec(),
        )
        .fetch_one(&db)
        .await
        .unwrap();
        assert_eq!((row.status.as_str(), row.confirmations, row.sent), ("booked", 2, 2), "{link}");
        let (email, sms) = (row.email.unwrap(), row.sms.unwrap());
        assert!(mail.mails().iter().any(|mail| mail.data.contains(&email)), "{link}: no e-mail");
        let texted = texts.requests();
        assert!(texted.iter().any(|text| text["ref"] == sms.as_str()), "{link}: no text message");
    }
    assert_nobody_is_twice_in_the_planning(&db).await;
    let references: Vec<String> =
        mail.mails().iter().map(|mail| mail.header("Message-ID")).collect();
    let distinct: BTreeSet<&String> = references.iter().collect();
    println!(
        "{} confirmed before the crash, {} e-mails of {} messages, {} text messages",
        confirmed.len(),
        references.len(),
        distinct.len(),
        texts.requests().len()
    );
    again.kill().await;
}

async fn two_hundred_slots(test: &TestApp) -> Vec<String> {
    let service = test.service("PRISE_ECL").await;
    let from = test.now() + chrono::TimeDelta::hours(3);
    let until = from + chrono::TimeDelta::days(21);
    let search = scheduling::Search::anywhere(&service, from, until);
    let offers = scheduling::offers(&test.app.db, search, test.now()).await.unwrap();
    let slots: Vec<String> = offers
        .iter()
        .take(CUSTOMERS)
        .map(|offer| format!("{}-{}", offer.slot.technician, offer.slot.starts_at.timestamp()))
        .collect();
    assert_eq!(slots.len(), CUSTOMERS);
    slots
}

/// The customer's link, if the answer came that says it is confirmed.
async fn book(door: &Door, n: usize, slot: &str) -> Option<String> {
    let street = format!("{} rue des Alpes, 74000 Annecy", n + 1);
    let answers = [("service", "PRISE_ECL"), ("safety", "rien"), ("address", street.as_str())];
    let mine = SecretToken::generate().reveal();
    let pressed = [&answers[..], &[("slot", slot), ("hold", &mine)]].concat();
    let answer = door.post("/rdv/creneaux", None, &pressed).await.ok()?;
    let hold = hold_in(&location_of(&answer)?);
    let name = format!("Client {}", letters(n));
    let phone = format!("06 39 98 {:02} {:02}", 50 + n / 100, n % 100);
    let email = format!("client{n}@courrier.example");
    let who = [("hold", hold.as_str()), ("name", &name), ("phone", &phone), ("email", &email)];
    let fields = [&answers[..], &who].concat();
    let confirmed = door.post("/rdv/coordonnees", None, &fields).await.ok()?;
    let link = location_of(&confirmed).filter(|to| to.starts_with("/suivi/"))?;
    Some(link.split('?').next().unwrap_or_default().to_owned())
}

async fn wait_until_everything_left(db: &PgPool) {
    let mut ticks = tokio::time::interval(Duration::from_millis(200));
    let waiting = async {
        loop {
            ticks.tick().await;
            let left = sqlx::query_scalar!(
                r#"
                select count(*) as "n!" from messages
                where sent_at is null and withdrawn_at is null
                "#
            );
            if left.fetch_one(db).await.unwrap() == 0 {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect("messages were lost");
}

async fn assert_nobody_is_twice_in_the_planning(db: &PgPool) {
    let clashes = sqlx::query_scalar!(
        r#"
        select count(*) as "n!" from appointments a join appointments b
            on a.technician_id = b.technician_id and a.id < b.id
           and tstzrange(a.starts_at, a.blocked_until, '[)') && tstzrange(b.starts_at, b.blocked_until, '[)')
        where a.status <> 'cancelled' and b.status <> 'cancelled'
        "#
    );
    assert_eq!(clashes.fetch_one(db).await.unwrap(), 0);
    let twice = sqlx::query_scalar!(
        r#"
        select count(*) as "n!" from (
            select customer_id from appointments where status <> 'held' group by customer_id having count(*) > 1
        ) twice
        "#
    );
    assert_eq!(twice.fetch_one(db).await.unwrap(), 0);
}
