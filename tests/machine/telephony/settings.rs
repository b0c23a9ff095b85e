use chrono::TimeDelta;
use relais::{calls::Provider, staff::Role, telephony};
use sqlx::PgPool;

use super::{path, set_up};
use crate::support::TestApp;

const SIMULATOR: &str = "/reglages/telephonie/simulateur";

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_simulator_rings_answers_and_hangs_up_without_a_telephone_system(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    test.dupont().await;
    let rung = test.post_as(&claire, SIMULATOR, &[("numero", "0639981234")]).await;
    rung.assert_status(303);
    test.get_htmx(&claire, "/appels/carte").await.assert_shows("Dupont Pierre");
    let page = test.get_as(&claire, rung.location.as_deref().unwrap()).await;
    page.assert_shows("sonne");
    let call: i64 =
        sqlx::query_scalar("select id from calls").fetch_one(&test.app.db).await.unwrap();
    let go_on = format!("{SIMULATOR}/{call}");
    let reply = test.post_as(&claire, &go_on, &[("quoi", "decrocher")]).await;
    test.get_as(&claire, &reply.location.unwrap()).await.assert_shows("en ligne");
    let reply = test.post_as(&claire, &go_on, &[("quoi", "raccrocher")]).await;
    test.get_as(&claire, &reply.location.unwrap()).await.assert_shows("terminé");

    let hidden = test.post_as(&claire, SIMULATOR, &[("numero", ""), ("masque", "oui")]).await;
    hidden.assert_status(303);
    test.get_htmx(&claire, "/appels/carte").await.assert_shows("Numéro masqué");
    let missed = hidden.location.unwrap();
    let id = missed.split("appel=").nth(1).unwrap().split('&').next().unwrap();
    test.post_as(&claire, &format!("{SIMULATOR}/{id}"), &[("quoi", "manquer")])
        .await
        .assert_status(303);
    test.get_as(&claire, &missed).await.assert_shows("manqué");
    test.post_as(&claire, SIMULATOR, &[("numero", "")]).await.assert_status(422);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_secret_is_kept_and_never_shown_again(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let page = "/reglages/telephonie/ringover";
    let empty = [("actif", "oui"), ("secret", ""), ("silence", "8")];
    test.post_as(&claire, page, &empty).await.assert_status(422);
    let fields = [("actif", "oui"), ("secret", "a-very-secret-key"), ("silence", "4")];
    test.post_as(&claire, page, &fields).await.assert_status(303);
    test.get_as(&claire, page).await.assert_hides("a-very-secret-key");
    // Saved again without it, it stays.
    test.post_as(&claire, page, &empty).await.assert_status(303);
    let saved = telephony::system(&test.app.db, Provider::Ringover).await.unwrap();
    assert_eq!(saved.settings.secret, "a-very-secret-key");
    assert_eq!(saved.settings.silence_after_hours, 8);
    test.get_as(&claire, "/reglages/telephonie").await.assert_shows("surveillé");
    test.get_as(&claire, "/reglages/telephonie/nobody").await.assert_status(404);
    test.get_as(&claire, "/reglages/telephonie/3cx/modele.xml")
        .await
        .assert_shows("/webhooks/telephony/3cx/cti-token?phone=[Number]");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn numbers_and_seats_are_saved_and_mistakes_keep_what_was_typed(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let me = claire.staff.to_string();
    let page = "/reglages/telephonie/annuaire";
    let wrong = [
        ("numeros", "04 65 71 00"),
        ("personne", &me),
        ("postes", "21, 22"),
        ("autres_postes", "22"),
    ];
    let reply = test.post_as(&claire, page, &wrong).await;
    reply.assert_status(422);
    reply.assert_shows("04 65 71 00");
    reply.assert_shows("noté deux fois");
    reply.assert_shows("value=\"21, 22\"");
    let right = [
        ("numeros", "04 65 71 00 74"),
        ("personne", &me),
        ("postes", "21, 22"),
        ("autres_postes", "30"),
    ];
    test.post_as(&claire, page, &right).await.assert_status(303);
    let directory = telephony::directory(&test.app.db).await.unwrap();
    assert_eq!(directory.own_numbers, ["+33465710074"]);
    assert_eq!(directory.extensions.len(), 3);
    test.get_as(&claire, "/reglages/telephonie").await.assert_shows("value=\"21, 22\"");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_system_that_says_nothing_for_a_day_of_the_office_is_told_on_every_page(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    set_up(&test, Provider::Cti, "").await;
    let fields = [("event", "newCall"), ("from", "0639981234"), ("callId", "1")];
    test.post(&path(Provider::Cti), &fields).await.assert_status(200);
    // Monday, 9:00: a night does not count, and eight hours of the office end on Tuesday at nine.
    test.app.clock.advance(TimeDelta::hours(23));
    test.get_as(&claire, "/").await.assert_hides("Appels non remontés");
    assert_eq!(telephony::silence(&test.app.db, test.now()).await.unwrap(), None);
    test.app.clock.advance(TimeDelta::hours(1));
    let claire = test.session_of(claire.staff).await;
    for page in ["/", "/clients", "/planning"] {
        test.get_as(&claire, page).await.assert_shows("Appels non remontés depuis hier à 9\u{a0}h");
    }
    let metrics = axum::http::Request::get("/metrics")
        .header("authorization", "Bearer metrics-token-of-tests");
    let metrics = test.send(metrics.body(axum::body::Body::empty()).unwrap()).await;
    metrics.assert_shows("relais_telephony_silent 1");
    // It speaks again.
    test.post(&path(Provider::Cti), &fields).await.assert_status(200);
    test.get_as(&claire, "/").await.assert_hides("Appels non remontés");
}
