//! One link, for ever: see, move, cancel, keep.

use chrono::TimeDelta;
use relais::{
    appointments::{self, Progress},
    values::AppointmentId,
};
use sqlx::PgPool;

use super::{slots, with_gaetan};
use crate::support::TestApp;

impl TestApp {
    pub(super) async fn only_appointment(&self) -> AppointmentId {
        sqlx::query_scalar!("select id from appointments").fetch_one(&self.app.db).await.unwrap()
    }

    async fn press_move(&self, path: &str, slot: &str) -> crate::support::Reply {
        let page = self.get(&format!("{path}/deplacer")).await;
        let version = page.input_value("version");
        self.post(&format!("{path}/deplacer"), &[("version", &version), ("slot", slot)]).await
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_customer_moves_their_visit_in_two_presses(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let path = app.book_first_slot().await;
    let page = app.get(&format!("{path}/deplacer")).await;
    page.assert_shows("<s>lundi 23 novembre, 14\u{a0}h\u{a0}– 16\u{a0}h</s>");
    let all = slots(&page);
    let moved = app.press_move(&path, &all[1]).await;
    moved.assert_status(303);
    let page = app.get(moved.location.as_deref().unwrap()).await;
    page.assert_shows("Votre rendez-vous est déplacé.");
    page.assert_shows("mardi 24 novembre");
    assert_eq!(app.number_of("appointments").await, 1);

    // The same press again changes nothing; nor does a double press, of which both answers look alike.
    let (one, other) = tokio::join!(app.press_move(&path, &all[2]), app.press_move(&path, &all[2]));
    assert_eq!((one.status.as_u16(), other.status.as_u16()), (303, 303));
    app.press_move(&path, &all[1]).await.assert_status(303);
    app.post(&format!("{path}/deplacer"), &[("version", "1"), ("slot", &all[1])])
        .await
        .assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_slot_taken_meanwhile_leaves_the_visit_where_it_is(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let path = app.book_first_slot().await;
    let all = slots(&app.get(&format!("{path}/deplacer")).await);
    app.hold_first_slot().await;

    // Later that day only this visit itself is in the way; the first slot of others is tomorrow's.
    let refused = app.press_move(&path, &all[1]).await;
    refused.assert_status(422);
    refused.assert_shows("Ce créneau vient d’être pris.");
    refused.assert_shows("Votre rendez-vous du lundi 23 novembre est gardé.");
    app.get(&path).await.assert_shows("lundi 23 novembre, entre 14\u{a0}h et 16\u{a0}h");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_page_from_before_a_change_is_not_followed(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let path = app.book_first_slot().await;
    let all = slots(&app.get(&format!("{path}/deplacer")).await);
    app.press_move(&path, &all[0]).await.assert_status(303);
    let stale = app.post(&format!("{path}/deplacer"), &[("version", "1"), ("slot", &all[2])]).await;
    stale.assert_status(409);
    stale.assert_shows("modifié entre-temps");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_cancelled_visit_says_so_and_moves_no_more(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let path = app.book_first_slot().await;
    let all = slots(&app.get(&format!("{path}/deplacer")).await);
    let page = app.get(&format!("{path}/annuler")).await;
    page.assert_shows("moins de 24");

    let cancelled =
        app.post(&format!("{path}/annuler"), &[("reason", "Réparé par un voisin")]).await;
    cancelled.assert_status(303);
    app.get(&path).await.assert_shows("Ce rendez-vous est annulé");
    let reason = sqlx::query_scalar!("select cancel_reason from appointments")
        .fetch_one(&app.app.db)
        .await
        .unwrap();
    assert_eq!(reason.as_deref(), Some("Réparé par un voisin"));

    let refused =
        app.post(&format!("{path}/deplacer"), &[("version", "2"), ("slot", &all[0])]).await;
    refused.assert_status(409);
    refused.assert_shows("ne peut plus être déplacé");
    app.get(&format!("{path}/deplacer")).await.assert_status(409);
    // A second press is no mistake.
    app.post(&format!("{path}/annuler"), &[]).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_link_follows_the_visit_to_its_end(db: PgPool) {
    let (app, gaetan) = with_gaetan(db).await;
    let path = app.book_first_slot().await;
    let id = app.only_appointment().await;
    app.get(&path).await.assert_shows("Rendez-vous confirmé");
    app.app.clock.advance(TimeDelta::hours(5));
    for (step, words) in [
        (Progress::EnRoute, "Gaëtan est en route"),
        (Progress::Started, "L’intervention est en cours"),
        (Progress::Done, "L’intervention est terminée"),
    ] {
        let press = appointments::Press { step, at: app.now() };
        appointments::set_progress(&app.app, id, gaetan, press, app.now()).await.unwrap();
        let page = app.get(&path).await;
        page.assert_shows(words);
        page.assert_hides("/annuler");
    }
    app.post(&format!("{path}/annuler"), &[]).await.assert_status(409);
    app.app.clock.advance(TimeDelta::days(29));
    app.get(&path).await.assert_shows("L’intervention est terminée");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_visit_can_be_kept_in_a_calendar(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    let path = app.book_first_slot().await;
    let file = app.get(&format!("{path}/rendez-vous.ics")).await;
    file.assert_status(200);
    assert_eq!(file.headers["content-type"], "text/calendar; charset=utf-8");
    assert!(file.body.starts_with("BEGIN:VCALENDAR\r\n"), "{}", file.body);
    assert!(file.body.contains("METHOD:PUBLISH\r\n"), "{}", file.body);
    assert!(!file.body.contains("ATTENDEE"), "{}", file.body);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_link_that_leads_nowhere_says_so_in_plain_words(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    for token in ["abc", &"a".repeat(32), "%00", "..%2f..%2fetc"] {
        for page in ["", "/deplacer", "/annuler", "/rendez-vous.ics"] {
            let reply = app.get(&format!("/suivi/{token}{page}")).await;
            reply.assert_status(404);
            reply.assert_shows("Ce lien ne mène à aucun rendez-vous");
        }
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn everybody_may_read_what_happens_to_their_data(db: PgPool) {
    let (app, _) = with_gaetan(db).await;
    app.get("/mentions").await.assert_shows("CNIL");
    app.get("/accessibilite").await.assert_shows("WCAG");
}
