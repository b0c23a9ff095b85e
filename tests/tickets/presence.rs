//! Who else is on a request, over any number of processes: it is the database that knows.

use chrono::TimeDelta;
use relais::{
    announcements::{Announcements, Topic},
    catalog::Priority,
    replies::{self, Present, Sort},
    tickets::Source,
};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use super::office;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn somebody_is_there_until_they_say_nothing_for_a_while(db: PgPool) {
    let office = office(db).await;
    let db = &office.test.app.db;
    let (id, number) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let now = office.test.now();
    let later = |seconds| now + TimeDelta::seconds(seconds);
    let sofia = |writes| vec![Present { name: "Sofia Rossi".to_owned(), writes }];
    assert_eq!(replies::look(db, id, office.sofia, now).await.unwrap(), []);
    assert_eq!(replies::look(db, id, office.claire, now).await.unwrap(), sofia(None));
    replies::note_writing(db, id, office.sofia, Some(Sort::Answer), now).await.unwrap();
    let seen = replies::look(db, id, office.claire, later(20)).await.unwrap();
    assert_eq!(seen, sofia(Some(Sort::Answer)));
    let seen = replies::look(db, id, office.claire, later(45)).await.unwrap();
    assert_eq!(seen, sofia(None), "she stopped typing");
    let seen = replies::look(db, id, office.claire, later(51)).await.unwrap();
    assert_eq!(seen, [], "she has left");

    let claire = office.test.session_of(office.claire).await;
    replies::note_writing(db, id, office.sofia, Some(Sort::Answer), now).await.unwrap();
    let page = format!("/demandes/{number}/presence");
    office.test.post_as(&claire, &page, &[]).await.assert_shows("Sofia écrit une réponse");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn another_process_hears_of_news_and_of_nothing_else(db: PgPool) {
    let office = office(db).await;
    let db = &office.test.app.db;
    let (id, _) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    // As another process hears it: a listener of its own on the database.
    let (elsewhere, stop) = (Announcements::default(), CancellationToken::new());
    let mut heard = elsewhere.subscribe();
    let listening = tokio::spawn(elsewhere.listen(db.clone(), stop.clone()));
    let now = office.test.now();
    // Whether the listener listens yet is seen by its hearing anything.
    loop {
        relais::announcements::announce(db, Topic::Call, 1).await.unwrap();
        tokio::task::yield_now().await;
        if heard.try_recv().is_ok() {
            break;
        }
    }
    for seconds in [0, 20, 40] {
        let at = now + TimeDelta::seconds(seconds);
        replies::look(db, id, office.sofia, at).await.unwrap();
    }
    for writes in [Some(Sort::Answer), Some(Sort::Answer), Some(Sort::Note), None] {
        replies::note_writing(db, id, office.sofia, writes, now).await.unwrap();
    }
    relais::announcements::announce(db, Topic::Call, 2).await.unwrap();
    let mut news = 0;
    loop {
        let announcement = heard.recv().await.unwrap();
        match (announcement.topic, announcement.id) {
            (Topic::Presence, about) if about == id.0 => news += 1,
            (Topic::Call, 2) => break,
            _ => {}
        }
    }
    assert_eq!(news, 4, "she came, wrote an answer, then a note, and was done");
    stop.cancel();
    listening.await.unwrap();
}
