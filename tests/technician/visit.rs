use chrono::TimeDelta;
use relais::{
    appointments::{self, By, Status},
    staff::Role,
    tickets,
    values::AppointmentId,
};
use sqlx::PgPool;

use super::gaetan_goes_to_dupont;
use crate::support::{Reply, SignedIn, TestApp, factory::Home, instant};

async fn press(test: &TestApp, who: &SignedIn, visit: AppointmentId, step: &str) -> Reply {
    test.post_as(who, &format!("/terrain/rendez-vous/{visit}/etape"), &[("step", step)]).await
}

async fn status_of(test: &TestApp, visit: AppointmentId) -> Status {
    appointments::find(&test.app.db, visit).await.unwrap().unwrap().status
}

/// How many messages tell the customer that somebody is on the way.
async fn told_on_the_way(test: &TestApp) -> i64 {
    sqlx::query_scalar!("select count(*) from messages where kind = 'on_the_way'")
        .fetch_one(&test.app.db)
        .await
        .unwrap()
        .unwrap()
}

async fn progress_events(test: &TestApp, visit: AppointmentId) -> usize {
    sqlx::query_scalar!(
        "select id from events where appointment_id = $1 and kind = 'appointment_progress'",
        visit as _,
    )
    .fetch_all(&test.app.db)
    .await
    .unwrap()
    .len()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_page_says_what_to_know_at_the_door(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    sqlx::query!("update sites set access_note = 'Code portail 4821'")
        .execute(&test.app.db)
        .await
        .unwrap();
    sqlx::query!("update customers set pinned_note = 'Chien dans la cour'")
        .execute(&test.app.db)
        .await
        .unwrap();

    let page = test.get_as(&gaetan, &format!("/terrain/rendez-vous/{visit}")).await;
    page.assert_status(200);
    for words in [
        "Code portail 4821",
        "Chien dans la cour",
        "tel:+33639981234",
        "06\u{a0}39\u{a0}98\u{a0}12\u{a0}34",
        "12 rue de la Mairie, 74000 Annecy",
        "Première visite chez ce client.",
        "En route",
    ] {
        page.assert_shows(words);
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn earlier_visits_to_the_same_customer_are_remembered(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    press(&test, &gaetan, visit, "done").await.assert_status(303);
    let first = appointments::find(&test.app.db, visit).await.unwrap().unwrap();
    let home = Home { customer: first.customer_id, site: first.site_id };
    let later = test.appointment(gaetan.staff, home, instant("2026-11-24T09:00:00Z")).await;

    let page = test.get_as(&gaetan, &format!("/terrain/rendez-vous/{later}")).await;
    page.assert_shows("23/11/2026 · Problème de tableau électrique");
    page.assert_shows("terminé");
    page.assert_hides("Première visite");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_visit_of_a_colleague_does_not_exist(db: PgPool) {
    let test = TestApp::new(db);
    let (_, visit) = gaetan_goes_to_dupont(&test).await;
    let lucas = test.technician("Lucas Petit").await;
    let lucas = test.session_of(lucas).await;
    test.get_as(&lucas, &format!("/terrain/rendez-vous/{visit}")).await.assert_status(404);
    press(&test, &lucas, visit, "en_route").await.assert_status(404);
    let from_visit = format!("/terrain/signalement?rendez-vous={visit}");
    test.get_as(&lucas, &from_visit).await.assert_status(404);
    assert_eq!(status_of(&test, visit).await, Status::Booked);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn on_the_way_is_told_to_the_customer_once(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    let reply = press(&test, &gaetan, visit, "en_route").await;
    reply.assert_status(303);
    let told = told_on_the_way(&test).await;
    assert!(told > 0, "nobody was told");
    let page = test.get_as(&gaetan, reply.location.as_deref().unwrap()).await;
    page.assert_shows("En route. Un message part au client.");
    page.assert_shows("Commencer");

    press(&test, &gaetan, visit, "en_route").await.assert_status(303);
    assert_eq!(told_on_the_way(&test).await, told);
    assert_eq!(progress_events(&test, visit).await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_two_presses_at_once_one_counts(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    let (one, other) = tokio::join!(
        press(&test, &gaetan, visit, "en_route"),
        press(&test, &gaetan, visit, "en_route")
    );
    one.assert_status(303);
    other.assert_status(303);
    assert_eq!(status_of(&test, visit).await, Status::EnRoute);
    assert_eq!(progress_events(&test, visit).await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_one_button_leads_through_the_visit(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    let path = format!("/terrain/rendez-vous/{visit}");
    for (shown, step, after) in [
        ("En route", "en_route", path.as_str()),
        ("Commencer", "started", path.as_str()),
        ("Terminer", "done", "/terrain"),
    ] {
        let page = test.get_as(&gaetan, &path).await;
        page.assert_shows(&format!("{shown}</button>"));
        let reply = press(&test, &gaetan, visit, step).await;
        reply.assert_status(303);
        assert_eq!(reply.location.as_deref(), Some(after));
        test.app.clock.advance(TimeDelta::minutes(20));
    }
    assert_eq!(status_of(&test, visit).await, Status::Done);
    assert_eq!(progress_events(&test, visit).await, 3);
    let page = test.get_as(&gaetan, &path).await;
    page.assert_hides("/etape");
    page.assert_shows("9\u{a0}h\u{a0}40");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_press_out_of_order_says_where_the_visit_stands(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    press(&test, &gaetan, visit, "started").await.assert_status(303);

    let reply = press(&test, &gaetan, visit, "en_route").await;
    reply.assert_status(409);
    reply.assert_shows("Ce rendez-vous est déjà en cours.");
    assert_eq!(told_on_the_way(&test).await, 0);
    press(&test, &gaetan, visit, "dancing").await.assert_status(400);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn nobody_drives_to_a_visit_that_was_cancelled(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    appointments::cancel(&test.app, visit, None, None, By::Customer, test.now()).await.unwrap();
    let reply = press(&test, &gaetan, visit, "en_route").await;
    reply.assert_status(409);
    reply.assert_shows("Ce rendez-vous est déjà annulé.");
    assert_eq!(told_on_the_way(&test).await, 0);
    test.get_as(&gaetan, "/terrain").await.assert_shows("Rien de prévu aujourd’hui.");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn nobody_is_on_the_way_to_a_visit_of_tomorrow(db: PgPool) {
    let test = TestApp::new(db);
    let gaetan = test.sign_in(Role::Technician).await;
    let home = test.dupont().await;
    let visit = test.appointment(gaetan.staff, home, instant("2026-11-24T13:00:00Z")).await;
    test.get_as(&gaetan, &format!("/terrain/rendez-vous/{visit}")).await.assert_hides("/etape");
    let reply = press(&test, &gaetan, visit, "en_route").await;
    reply.assert_status(409);
    reply.assert_shows("Ce rendez-vous est prévu le mar. 24 nov.");
    assert_eq!(told_on_the_way(&test).await, 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn where_nobody_was_there_the_request_is_open_again(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    press(&test, &gaetan, visit, "no_show").await.assert_status(303);
    let details = appointments::find(&test.app.db, visit).await.unwrap().unwrap();
    assert_eq!(details.status, Status::NoShow);
    let ticket = tickets::details(&test.app.db, &details.ticket_number).await.unwrap();
    assert_eq!(ticket.unwrap().status, tickets::Status::Open);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_press_that_waited_on_the_telephone_keeps_its_time_and_is_no_news(db: PgPool) {
    let test = TestApp::new(db);
    let (gaetan, visit) = gaetan_goes_to_dupont(&test).await;
    test.app.clock.advance(TimeDelta::hours(2));
    let fields = [("step", "en_route"), ("pressed_at", "2026-11-23T09:15:00+01:00")];
    let step = format!("/terrain/rendez-vous/{visit}/etape");
    test.post_as(&gaetan, &step, &fields).await.assert_status(303);
    let details = appointments::find(&test.app.db, visit).await.unwrap().unwrap();
    assert_eq!(details.en_route_at, Some(instant("2026-11-23T08:15:00Z")));
    assert_eq!(told_on_the_way(&test).await, 0);
}
