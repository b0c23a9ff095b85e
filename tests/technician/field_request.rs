use chrono::TimeDelta;
use relais::{
    catalog::Priority,
    staff::Role,
    tickets::{self, Filter, Source, Status, TicketRow},
};
use sqlx::PgPool;

use super::gaetan_goes_to_dupont;
use crate::support::TestApp;

/// What the office's list of requests to plan shows, as far as technicians noted it.
async fn noted(test: &TestApp) -> Vec<TicketRow> {
    let page = tickets::list(&test.app.db, &Filter::unplanned(), None).await.unwrap();
    page.rows.into_iter().filter(|row| row.source == Source::Field).collect()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_asked_on_site_is_in_the_office_at_once(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    let page = test.get_as(&gaetan, &format!("/terrain/signalement?rendez-vous={visit}")).await;
    page.assert_shows("Dupont Pierre");
    let key = page.input_value("request_key");
    let visit = visit.to_string();
    let fields = [
        ("request_key", key.as_str()),
        ("rendez-vous", &visit),
        ("reason", "borne"),
        ("line", "7 kW au garage"),
    ];
    let reply = test.post_as(&gaetan, "/terrain/signalement", &fields).await;
    reply.assert_status(303);
    assert_eq!(reply.location, Some(format!("/terrain/rendez-vous/{visit}")));

    let rows = noted(&test).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].subject, "Devis borne\u{a0}: 7 kW au garage");
    assert_eq!((rows[0].priority, rows[0].status), (Priority::P4, Status::Open));
    assert_eq!(rows[0].city.as_deref(), Some("Annecy"), "it knows where");
    let page = test.get_as(&gaetan, &reply.location.unwrap()).await;
    page.assert_shows(&format!("Transmis au bureau\u{a0}: {}.", rows[0].number));
    let texts =
        sqlx::query_scalar!("select text from events where ticket_id = $1", rows[0].id as _)
            .fetch_all(&test.app.db)
            .await
            .unwrap();
    assert_eq!(texts.len(), 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_form_sent_twice_is_one_request(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    let key = test.get_as(&gaetan, "/terrain/signalement").await.input_value("request_key");
    let visit = visit.to_string();
    let fields = [("request_key", key.as_str()), ("rendez-vous", &visit), ("reason", "tableau")];
    let (one, other) = tokio::join!(
        test.post_as(&gaetan, "/terrain/signalement", &fields),
        test.post_as(&gaetan, "/terrain/signalement", &fields)
    );
    one.assert_status(303);
    other.assert_status(303);
    test.app.clock.advance(TimeDelta::hours(3));
    let again = test.post_as(&gaetan, "/terrain/signalement", &fields).await;
    again.assert_status(303);

    let rows = noted(&test).await;
    assert_eq!(rows.len(), 1);
    let page = test.get_as(&gaetan, "/terrain/signalement").await;
    page.assert_shows(&format!("Transmis au bureau\u{a0}: {}.", rows[0].number));
    assert_ne!(page.input_value("request_key"), key, "the next form is another request");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_technician_sees_what_became_of_it(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    let page = test.get_as(&gaetan, "/terrain/signalement").await;
    page.assert_shows("Ce que vous signalez paraît ici");
    let (key, visit) = (page.input_value("request_key"), visit.to_string());
    let fields = [
        ("request_key", key.as_str()),
        ("rendez-vous", &visit),
        ("line", "Elle aimerait un spot de plus dans la cuisine"),
    ];
    test.post_as(&gaetan, "/terrain/signalement", &fields).await.assert_status(303);
    let page = test.get_as(&gaetan, "/terrain/signalement").await;
    page.assert_shows("Elle aimerait un spot de plus dans la cuisine");
    page.assert_shows("à planifier");

    let id = noted(&test).await[0].id;
    let claire = test.staff("Claire Martin", Role::Office).await;
    tickets::close(&test.app.db, id, "posé", claire, test.now()).await.unwrap();
    test.get_as(&gaetan, "/terrain/signalement").await.assert_shows("close");

    let lucas = test.technician("Lucas Petit").await;
    let lucas = test.session_of(lucas).await;
    test.get_as(&lucas, "/terrain/signalement").await.assert_hides("spot");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_empty_form_comes_back_with_what_was_typed(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    let key = test.get_as(&gaetan, "/terrain/signalement").await.input_value("request_key");
    let nobody = [("request_key", key.as_str()), ("line", "spot dans la cuisine")];
    let reply = test.post_as(&gaetan, "/terrain/signalement", &nobody).await;
    reply.assert_status(422);
    reply.assert_shows("Choisissez le client.");
    reply.assert_shows("spot dans la cuisine");
    assert_eq!(reply.input_value("request_key"), key);

    let visit = visit.to_string();
    let nothing = [("request_key", key.as_str()), ("rendez-vous", visit.as_str()), ("line", " ")];
    let reply = test.post_as(&gaetan, "/terrain/signalement", &nothing).await;
    reply.assert_status(422);
    reply.assert_shows("Choisissez un mot ci-dessus, ou écrivez une ligne.");
    assert_eq!(reply.input_value("rendez-vous"), visit);
    let strange = [("request_key", "1"), ("rendez-vous", visit.as_str()), ("reason", "borne")];
    test.post_as(&gaetan, "/terrain/signalement", &strange).await.assert_status(400);
    assert!(noted(&test).await.is_empty());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_neighbour_who_asks_is_found_by_name(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, _) = gaetan_goes_to_dupont(&test).await;
    let lemaire = test.customer("Lemaire Anne", None, None).await;
    let page = test.get_as(&gaetan, "/terrain/signalement?q=lemaire").await;
    let link = format!("/terrain/signalement?client={}", lemaire.customer);
    page.assert_shows(&link);
    let page = test.get_as(&gaetan, &link).await;
    page.assert_shows("Lemaire Anne");
    let (key, client) = (page.input_value("request_key"), page.input_value("client"));
    let fields = [
        ("request_key", key.as_str()),
        ("client", client.as_str()),
        ("line", "sa prise est noircie"),
    ];
    let reply = test.post_as(&gaetan, "/terrain/signalement", &fields).await;
    assert_eq!(reply.location.as_deref(), Some("/terrain/signalement"));
    let rows = noted(&test).await;
    assert_eq!((rows[0].customer_id, rows[0].priority), (lemaire.customer, Priority::P1));
    let page = test.get_as(&gaetan, "/terrain/signalement").await;
    page.assert_shows("Danger\u{a0}: appelez aussi le bureau.");
    test.get_as(&gaetan, "/terrain/signalement?client=999999").await.assert_status(404);
}
