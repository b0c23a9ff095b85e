use chrono::TimeDelta;
use relais::staff::Role;
use sqlx::PgPool;

use super::gaetan_goes_to_dupont;
use crate::support::{TestApp, instant};

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_next_visit_comes_first_then_the_rest_of_the_day(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    let lemaire = test.customer("Lemaire Anne", None, None).await;
    test.appointment(gaetan.staff, lemaire, instant("2026-11-23T09:00:00Z")).await;

    let page = test.get_as(&gaetan, "/terrain").await;
    page.assert_status(200);
    page.assert_shows("Lundi 23 novembre");
    page.assert_shows("2\u{a0}rendez-vous, le dernier à 14\u{a0}h");
    let next = page.body.find("next-visit").unwrap();
    let (anne, pierre) =
        (page.body.find("Lemaire Anne").unwrap(), page.body.find("Dupont Pierre").unwrap());
    assert!(next < anne && anne < pierre, "the first visit of the day is not the next one");
    page.assert_shows(&format!("/terrain/rendez-vous/{visit}"));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_visit_under_way_is_the_next_one(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    let lemaire = test.customer("Lemaire Anne", None, None).await;
    test.appointment(gaetan.staff, lemaire, instant("2026-11-23T09:00:00Z")).await;
    let step = format!("/terrain/rendez-vous/{visit}/etape");
    test.post_as(&gaetan, &step, &[("step", "en_route")]).await.assert_status(303);

    let page = test.get_as(&gaetan, "/terrain").await;
    page.assert_shows("tel:+33639981234");
    page.assert_shows("12%20rue%20de%20la%20Mairie%2C%2074000%20Annecy");
    let first = page.body.find("Dupont Pierre").unwrap();
    assert!(first < page.body.find("Lemaire Anne").unwrap());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn everybody_sees_their_own_day_only(db: PgPool) {
    let test = TestApp::new(db);
    gaetan_goes_to_dupont(&test).await;
    let lucas = test.technician("Lucas Petit").await;
    let lucas = test.session_of(lucas).await;
    let page = test.get_as(&lucas, "/terrain").await;
    page.assert_shows("Rien de prévu aujourd’hui.");
    page.assert_hides("Dupont");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_empty_day_says_what_comes_after_it(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, _) = gaetan_goes_to_dupont(&test).await;
    let lemaire = test.customer("Lemaire Anne", None, None).await;
    test.appointment(gaetan.staff, lemaire, instant("2026-11-25T09:00:00Z")).await;

    let page = test.get_as(&gaetan, "/terrain?jour=demain").await;
    page.assert_shows("Mardi 24 novembre");
    page.assert_shows("Rien de prévu demain.");
    page.assert_shows("mer. 25 nov., 10\u{a0}h, Lemaire Anne");
    page.assert_hides("Dupont");
    let page = test.get_as(&gaetan, "/terrain?jour=2026-11-25").await;
    page.assert_shows("Lemaire Anne");

    test.app.clock.advance(TimeDelta::days(2));
    let gaetan = test.session_of(gaetan.staff).await;
    test.get_as(&gaetan, "/terrain").await.assert_shows("Mercredi 25 novembre");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_day_that_no_calendar_has_is_today(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, _) = gaetan_goes_to_dupont(&test).await;
    for day in ["hier", "2026-02-30", "-262143-01-01", "%2B262142-12-31"] {
        let page = test.get_as(&gaetan, &format!("/terrain?jour={day}")).await;
        page.assert_status(200);
        page.assert_shows("Lundi 23 novembre");
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_office_has_no_round(db: PgPool) {
    let test = TestApp::new(db);
    let (_, visit) = gaetan_goes_to_dupont(&test).await;
    let claire = test.sign_in(Role::Office).await;
    let denis = test.sign_in(Role::Manager).await;
    let visit = format!("/terrain/rendez-vous/{visit}");
    for path in ["/terrain", "/terrain/signalement", visit.as_str()] {
        test.get_as(&claire, path).await.assert_status(403);
        test.get_as(&denis, path).await.assert_status(403);
        test.get(path).await.assert_status(303);
    }
    let step = format!("{visit}/etape");
    test.post_as(&claire, &step, &[("step", "done")]).await.assert_status(403);
}
