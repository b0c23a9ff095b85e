use relais::staff::Role;
use sqlx::PgPool;

use super::{Office, visits};

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_unknown_caller_becomes_a_customer_with_the_number_that_rang(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0465715555").await;
    let page = office.test.get_as(&office.claire, &format!("/appels/{id}")).await;
    assert_eq!(page.input_value("telephone"), "04\u{a0}65\u{a0}71\u{a0}55\u{a0}55");
    let hidden = office.form(id).await;
    let slot = office.slot("2026-11-24T08:00:00Z");
    let mut typed = vec![
        ("motif", "borne"),
        ("suite", "rendez-vous"),
        ("creneau", &slot),
        ("telephone", "04 65 71 55 55"),
    ];
    let reply = office.send(&format!("/appels/{id}"), &hidden, &typed).await;
    reply.assert_status(422);
    reply.assert_shows("Indiquez le nom du client");
    reply.assert_shows("Indiquez l’adresse de l’intervention");

    typed.extend([("nom", "Anne Martin"), ("adresse", "3 chemin des Clarines, 74600 Seynod")]);
    office.send(&format!("/appels/{id}"), &hidden, &typed).await.assert_status(303);
    let visits = visits(&office).await;
    assert_eq!(
        (visits[0].customer_name.as_str(), visits[0].city.as_deref()),
        ("Martin Anne", Some("Seynod"))
    );
    let again = office.ring("+33465715555").await;
    assert_eq!(office.call(again).await.customer_id, Some(visits[0].customer_id));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn who_shares_a_number_is_chosen_and_never_guessed(db: PgPool) {
    let office = Office::open(db).await;
    let marie = office.test.customer("Dupont Marie", Some("+33639981234"), None).await;
    let id = office.ring("0639981234").await;
    assert_eq!(office.call(id).await.customer_id, None);
    let hidden = office.form(id).await;
    let typed = [
        ("motif", "prise"),
        ("note", "Prise du salon"),
        ("etape", &format!("client:{}", marie.customer)),
    ];
    let page = office.send(&format!("/appels/{id}"), &hidden, &typed).await;
    page.assert_status(200);
    assert_eq!(page.input_value("client"), marie.customer.to_string());
    page.assert_shows("Prise du salon");
    assert_eq!(page.input_value("motif"), "prise");
    assert_eq!(office.call(id).await.customer_id, Some(marie.customer));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_new_number_of_a_known_customer_is_theirs_from_now_on(db: PgPool) {
    let office = Office::open(db).await;
    let id = office.ring("0465715555").await;
    let hidden = office.form(id).await;
    let found = office
        .send(&format!("/appels/{id}"), &hidden, &[("q", "dupont"), ("etape", "chercher")])
        .await;
    found.assert_shows("Dupont Pierre");
    let step = format!("client:{}", office.dupont.customer);
    office.send(&format!("/appels/{id}"), &hidden, &[("etape", &step)]).await.assert_status(200);
    let again = office.ring("+33465715555").await;
    assert_eq!(office.call(again).await.customer_id, Some(office.dupont.customer));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn who_takes_a_call_is_seen_by_the_others_and_who_puts_it_aside_still_finds_it(db: PgPool) {
    let office = Office::open(db).await;
    let sofia = office.test.staff("Sofia Bernard", Role::Office).await;
    let sofia = office.test.session_of(sofia).await;
    let id = office.ring("0639981234").await;
    office
        .test
        .post_as(&office.claire, &format!("/appels/{id}/plus-tard"), &[])
        .await
        .assert_status(303);
    office.test.get_htmx(&office.claire, "/appels/carte").await.assert_hides("Dupont");
    office.test.get_htmx(&sofia, "/appels/carte").await.assert_shows("Dupont Pierre");
    office.test.get_as(&office.claire, "/appels").await.assert_shows("Dupont Pierre");

    office.form(id).await;
    office.test.get_htmx(&sofia, "/appels/carte").await.assert_shows("Pris par Claire");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_link_of_a_softphone_opens_one_call_however_often(db: PgPool) {
    let office = Office::open(db).await;
    let path = "/appels/nouveau?de=%2B33639981234";
    let first = office.test.get_as(&office.claire, path).await;
    first.assert_status(303);
    let again = office.test.get_as(&office.claire, path).await;
    assert_eq!(first.location, again.location);
    office
        .test
        .get_as(&office.claire, &first.location.unwrap())
        .await
        .assert_shows("Dupont Pierre");

    // The call that the PBX announced is the one that the link opens.
    let rung = office.ring("0465715555").await;
    let link = office.test.get_as(&office.claire, "/appels/nouveau?de=0465715555").await;
    assert_eq!(link.location, Some(format!("/appels/{rung}")));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_call_without_pbx_begins_with_a_number_or_a_name(db: PgPool) {
    let office = Office::open(db).await;
    let page = office.test.get_as(&office.claire, "/appels/nouveau").await;
    let key = page.input_value("request_key");
    let fields = [("qui", "06 39 98 12 34"), ("request_key", key.as_str())];
    let reply = office.test.post_as(&office.claire, "/appels/nouveau", &fields).await;
    reply.assert_status(303);
    let again = office.test.post_as(&office.claire, "/appels/nouveau", &fields).await;
    assert_eq!(reply.location, again.location);
    office
        .test
        .get_as(&office.claire, &reply.location.unwrap())
        .await
        .assert_shows("Dupont Pierre");

    let fields = [("qui", "dupont"), ("request_key", "another key")];
    let reply = office.test.post_as(&office.claire, "/appels/nouveau", &fields).await;
    let page = office.test.get_as(&office.claire, &reply.location.unwrap()).await;
    page.assert_shows("Nouvel appel");
    page.assert_shows(&format!("value=\"client:{}\"", office.dupont.customer));
}
