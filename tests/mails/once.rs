//! No mail is lost, none is taken twice.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use relais::{announcements::Topic, mails};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::{PostOffice, letters::plain};
use crate::support::{dovecot::Dovecot, program::Program};

/// For what has no event of its own to wait for; it ends as soon as it is so.
const PATIENCE: Duration = Duration::from_mins(2);

fn numbered(n: usize) -> String {
    plain("stranger@mail.example", &format!("{n}@mail.example"), &format!("Mail {n}"), "Bonjour")
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_mail_is_taken_once_however_often_it_is_there(db: PgPool) {
    let mut post = PostOffice::open(db).await;
    for n in 0..5 {
        post.post(numbered(n));
    }
    assert_eq!(post.take().await, 5);
    assert_eq!(post.take().await, 0, "once is enough");

    // The same mail again by another way, as forwarding mailboxes deliver it.
    let copy = format!(
        "Received: from elsewhere.example; Mon, 23 Nov 2026 10:00:00 +0100\r\n{}",
        numbered(3)
    );
    post.post(copy);
    assert_eq!(post.take().await, 0, "a copy is known");
    // Another mail that says it is the same one is not: nobody can hide a mail behind a name.
    post.post(numbered(3).replace("Bonjour", "Autre chose"));
    assert_eq!(post.take().await, 1);

    // Two people without a Message-ID who say the same.
    for hour in [1, 2] {
        let raw = numbered(9)
            .replace("Message-ID: <9@mail.example>\r\n", "")
            .replace("Date: Mon, 23 Nov 2026 09:00:00 +0100\r\n", "");
        post.dovecot.deliver(raw.as_bytes(), post.test().now() + TimeDelta::hours(hour));
    }
    assert_eq!(post.take().await, 2);

    post.dovecot.forget_numbers().await;
    assert_eq!(
        post.take().await,
        0,
        "a server that numbers anew is read from the beginning, and has nothing new"
    );
    assert_eq!(post.count("mails").await, 8);
    post.post(numbered(10));
    assert_eq!(post.take().await, 1);
    assert_eq!(post.dovecot.count(), 10, "and the mailbox is as it was");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_somebody_had_read_before_we_came_is_theirs(db: PgPool) {
    let post = PostOffice::open(db).await;
    let before = post.test().now() - TimeDelta::days(30);
    post.dovecot.deliver_read(numbered(1).as_bytes(), before);
    post.dovecot.deliver(numbered(2).as_bytes(), before);
    // Read on a telephone since: it counts all the same.
    post.dovecot.deliver_read(numbered(3).as_bytes(), post.test().now() + TimeDelta::hours(1));
    assert_eq!(post.take().await, 2);
    let subjects: Vec<String> = post.mails().await.into_iter().map(|mail| mail.0).collect();
    assert_eq!(subjects, ["Mail 2", "Mail 3"]);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn two_who_read_at_once_take_each_mail_once(db: PgPool) {
    let post = PostOffice::open(db).await;
    for n in 0..40 {
        post.post(numbered(n));
    }
    let (one, other) = tokio::join!(post.take(), post.take());
    assert_eq!(one + other, 40);
    assert_eq!(post.count("mails").await, 40);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_mail_that_cannot_be_written_down_is_fetched_again(db: PgPool) {
    let post = PostOffice::open(db).await;
    // The database fails in the middle of the third: as a crash between fetching and storing.
    sqlx::raw_sql(
        "create function fail() returns trigger language plpgsql as $$ begin
             if new.subject = 'Mail 2' then raise exception 'power cut' using errcode = '57P01'; end if; return new;
         end $$;
         create trigger fail before update on mails for each row execute function fail()",
    )
    .execute(&post.test().app.db)
    .await
    .unwrap();
    for n in 0..5 {
        post.post(numbered(n));
    }
    assert!(mails::take_new(&post.test().app, &post.mailbox).await.is_err());
    assert_eq!(post.count("mails").await, 2, "nothing of the third is there");
    sqlx::raw_sql("drop trigger fail on mails").execute(&post.test().app.db).await.unwrap();
    assert_eq!(post.take().await, 3, "and it is taken whole");
    assert_eq!(post.count("promises").await, 1, "one thing to do about one sender");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_mail_that_cannot_be_put_anywhere_is_kept_whole_and_a_person_is_asked(db: PgPool) {
    let post = PostOffice::open(db).await;
    sqlx::raw_sql(
        "create function refuse() returns trigger language plpgsql as $$ begin
             raise exception 'no such thing' using errcode = '23514'; end $$;
         create trigger refuse before insert on promises for each row execute function refuse()",
    )
    .execute(&post.test().app.db)
    .await
    .unwrap();
    post.get(numbered(1)).await;
    assert_eq!(post.mails().await[0].1, "asking");
    assert_eq!(post.latest("body").await, "Bonjour");
    assert_eq!(post.latest("question").await, "Relais n’a pas su ranger ce message.");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_program_is_told_of_mails_and_goes_on_after_the_server_was_away(db: PgPool) {
    let mut post = PostOffice::open(db).await;
    let app = post.test().app.clone();
    let shutdown = CancellationToken::new();
    let announcing =
        tokio::spawn(app.announcements.clone().listen(app.db.clone(), shutdown.clone()));
    let mut heard = app.announcements.subscribe();
    post.post(numbered(0));
    let listening = tokio::spawn(mails::listen(app.clone(), shutdown.clone()));
    let told = async |heard: &mut tokio::sync::broadcast::Receiver<_>, count: i64| {
        while mails_in(&app.db).await < count {
            match heard.recv().await {
                Ok(relais::announcements::Announcement { topic: Topic::Mails, .. })
                | Err(RecvError::Lagged(_)) => {}
                Ok(_) => {}
                Err(RecvError::Closed) => panic!("nobody announces"),
            }
        }
    };
    told(&mut heard, 1).await;
    // Now it idles, and hears of the next one from the server.
    post.post(numbered(1));
    told(&mut heard, 2).await;
    post.dovecot.stop().await;
    post.post(numbered(2));
    post.dovecot.start_again().await;
    told(&mut heard, 3).await;
    shutdown.cancel();
    listening.await.unwrap();
    announcing.await.unwrap();
    let leased: Option<DateTime<Utc>> =
        sqlx::query_scalar("select leased_until from mailboxes").fetch_one(&app.db).await.unwrap();
    assert_eq!(leased, None, "and another process may read on at once");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_program_that_is_killed_while_it_takes_mails_loses_and_doubles_none(db: PgPool) {
    const MAILS: usize = 120;
    let dovecot = Dovecot::start().await;
    for n in 0..MAILS {
        dovecot.deliver(numbered(n).as_bytes(), DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
    }
    let (url, ca_file) = dovecot.settings_of_relais();
    let ca_file = ca_file.to_str().unwrap();
    let settings = [("IMAP_URL", url.as_str()), ("IMAP_CA_FILE", ca_file)];
    let folder = TempDir::new().unwrap();
    let wanted = i64::try_from(MAILS).unwrap();
    for kill_at in [1, 30, 70] {
        let program = Program::start(&db, &folder, &settings).await;
        until(&db, kill_at).await;
        program.kill().await;
        assert!(mails_in(&db).await < wanted, "all were taken before the kill");
        // Whoever is killed keeps the mailbox until the lease is over.
        sqlx::query("update mailboxes set leased_until = now()").execute(&db).await.unwrap();
    }
    let _program = Program::start(&db, &folder, &settings).await;
    until(&db, wanted).await;
    let subjects: Vec<String> =
        sqlx::query_scalar("select subject from mails order by uid").fetch_all(&db).await.unwrap();
    let expected: Vec<String> = (0..MAILS).map(|n| format!("Mail {n}")).collect();
    assert_eq!(subjects, expected);
}

async fn mails_in(db: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from mails").fetch_one(db).await.unwrap()
}

/// Waits for so many mails: the database tells of each.
async fn until(db: &PgPool, count: i64) {
    let mut listener = sqlx::postgres::PgListener::connect_with(db).await.unwrap();
    listener.listen("relais_live").await.unwrap();
    let waiting = async {
        while mails_in(db).await < count {
            listener.recv().await.unwrap();
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}
