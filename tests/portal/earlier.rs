//! Who wants to come earlier is offered what becomes free.

use chrono::TimeDelta;
use futures_util::future::join_all;
use relais::appointments;
use sqlx::PgPool;

use super::{ANSWERS, SLOTS, follow_path, slots, with_gaetan};
use crate::support::{Reply, TestApp};

impl TestApp {
    /// Books the slot at this place of the list; the address to follow it.
    async fn book_slot(&self, from: &str, at: usize, who: &[(&str, &str)]) -> String {
        let page = self.get(&format!("{SLOTS}&from={from}")).await;
        let hold = page.input_value("hold");
        let slot = slots(&page)[at].clone();
        let fields = [&ANSWERS[..], &[("hold", &hold), ("slot", &slot)]].concat();
        self.post("/rdv/creneaux", &fields).await.assert_status(303);
        follow_path(&self.confirm(&hold, who).await)
    }

    async fn wish(&self, path: &str) {
        self.post(&format!("{path}/plus-tot"), &[("choix", "prevenir")]).await.assert_status(303);
    }

    async fn offer(&self) -> usize {
        appointments::offer_earlier(&self.app, self.now()).await.unwrap()
    }

    async fn press_offer(&self, path: &str, page: &Reply, choice: &str) -> Reply {
        let offer = page.input_value("offre");
        self.post(&format!("{path}/plus-tot"), &[("choix", choice), ("offre", &offer)]).await
    }

    async fn cancel_at(&self, path: &str) {
        self.post(&format!("{path}/annuler"), &[]).await.assert_status(303);
    }
}

const ONE: [(&str, &str); 2] = [("name", "Manon Roux"), ("phone", "06 39 98 45 67")];
const TWO: [(&str, &str); 2] = [("name", "Paul Rey"), ("phone", "06 39 98 45 68")];
const THREE: [(&str, &str); 2] = [("name", "Luc Morand"), ("phone", "06 39 98 45 69")];

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_cancelled_is_offered_to_who_waits_longest_and_taken_with_one_press(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let early = app.book_slot("2026-11-24", 0, &ONE).await;
    let late = app.book_slot("2026-12-01", 0, &TWO).await;
    let later = app.book_slot("2026-12-02", 0, &THREE).await;
    app.get(&late).await.assert_shows("Me prévenir si un créneau se libère plus tôt");
    app.wish(&late).await;
    app.wish(&late).await;
    app.get(&late).await.assert_shows("Ne plus me prévenir");
    app.app.clock.advance(TimeDelta::minutes(1));
    app.wish(&later).await;
    assert_eq!(app.offer().await, 0, "nothing has become free");

    app.cancel_at(&early).await;
    assert_eq!((app.offer().await, app.offer().await), (1, 0));
    let message =
        sqlx::query!(r#"select body, recipient from messages where kind = 'earlier_slot'"#)
            .fetch_one(&app.app.db)
            .await
            .unwrap();
    assert_eq!(message.recipient, "+33639984568");
    assert!(message.body.contains("mardi 24 novembre"), "{}", message.body);
    assert!(message.body.contains(&late), "{}", message.body);

    let page = app.get(&late).await;
    page.assert_shows("Un créneau plus tôt s’est libéré");
    let (one, other) = tokio::join!(
        app.press_offer(&late, &page, "prendre"),
        app.press_offer(&late, &page, "prendre")
    );
    assert_eq!((one.status.as_u16(), other.status.as_u16()), (303, 303));
    let moved = app.get(&late).await;
    moved.assert_shows("mardi 24 novembre");
    moved.assert_hides("Ne plus me prévenir");

    // The time that it had goes to the next who waits.
    assert_eq!(app.offer().await, 1);
    app.get(&later).await.assert_shows("mardi 1er décembre");
    // A page from before the offer was taken says so.
    let stranger = app.press_offer(&later, &page, "prendre").await;
    stranger.assert_status(404);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_offer_that_nobody_takes_goes_on_to_the_next_and_comes_never_at_night(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let early = app.book_slot("2026-11-25", 0, &ONE).await;
    let late = app.book_slot("2026-12-01", 0, &TWO).await;
    let later = app.book_slot("2026-12-02", 0, &THREE).await;
    app.wish(&late).await;
    app.app.clock.advance(TimeDelta::minutes(1));
    app.wish(&later).await;
    app.app.clock.advance(TimeDelta::hours(11));
    app.cancel_at(&early).await;
    assert_eq!(app.offer().await, 0, "it is eight in the evening");
    app.app.clock.advance(TimeDelta::hours(12));

    assert_eq!(app.offer().await, 1);
    let page = app.get(&late).await;
    page.assert_shows("Un créneau plus tôt s’est libéré");
    app.app.clock.advance(TimeDelta::minutes(121));
    let missed = app.press_offer(&late, &page, "prendre").await;
    missed.assert_status(409);
    missed.assert_shows("n’est plus gardé pour vous");
    assert_eq!(app.offer().await, 1);
    app.get(&late).await.assert_hides("Un créneau plus tôt s’est libéré");

    // Who says no gives it on; nobody is offered the same twice.
    let page = app.get(&later).await;
    app.press_offer(&later, &page, "laisser").await.assert_status(303);
    assert_eq!(app.offer().await, 0);
    assert_eq!(app.number_of("freed_times").await, 0);
    let held =
        sqlx::query_scalar!(r#"select count(*) as "n!" from appointments where status = 'held'"#);
    assert_eq!(held.fetch_one(&app.app.db).await.unwrap(), 0, "no time is lost to a dead hold");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_many_processes_one_offers_and_of_all_who_want_it_one_has_it(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let early = app.book_slot("2026-11-25", 0, &ONE).await;
    let late = app.book_slot("2026-12-01", 0, &TWO).await;
    app.wish(&late).await;
    app.cancel_at(&early).await;
    let offered: usize = join_all((0..10).map(|_| app.offer())).await.into_iter().sum();
    assert_eq!(offered, 1);
    assert_eq!(app.number_of("messages where kind = 'earlier_slot'").await, 1);

    // While it is kept for them nobody else is shown it; and the customer cancels as they take it.
    let page = app.get(&late).await;
    let cancel = format!("{late}/annuler");
    let (taken, cancelled) =
        tokio::join!(app.press_offer(&late, &page, "prendre"), app.post(&cancel, &[]));
    assert!([303, 409].contains(&taken.status.as_u16()), "{}", taken.status);
    cancelled.assert_status(303);
    app.offer().await;
    let left = sqlx::query_scalar!(
        r#"select count(*) as "n!" from appointments where status in ('held', 'booked')"#
    );
    assert_eq!(left.fetch_one(&app.app.db).await.unwrap(), 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_absence_that_is_taken_back_is_offered_too(db: PgPool) {
    let (app, gaetan) = with_gaetan(db).await;
    let absence: i64 = sqlx::query_scalar!(
        r#"
        insert into absences (staff_id, starts_at, ends_at, reason, created_at)
        values ($1, '2026-11-23 06:00Z', '2026-11-27 18:00Z', 'Congés', '2026-11-20 08:00Z') returning id as "id: i64"
        "#,
        gaetan as _,
    )
    .fetch_one(&app.app.db)
    .await
    .unwrap();
    let late = app.book_slot("2026-12-01", 0, &TWO).await;
    app.wish(&late).await;
    sqlx::query!("delete from absences where id = $1", absence).execute(&app.app.db).await.unwrap();
    assert_eq!(app.offer().await, 1);
    app.get(&late).await.assert_shows("lundi 23 novembre");
    app.post(&format!("{late}/plus-tot"), &[("choix", "oublier")]).await.assert_status(303);
    app.get(&late).await.assert_shows("Me prévenir si un créneau");
    assert_eq!(app.number_of("appointments where status = 'held'").await, 0);
}
