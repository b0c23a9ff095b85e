//! The planning board.

use relais::{
    appointments::{self, By, NewTime},
    business_time::{Span, local},
    scheduling::{self, Slot},
    staff::Role,
    values::SecretToken,
};
use sqlx::PgPool;

use crate::support::{TestApp, instant};

const MONDAY_10: &str = "2026-11-23T09:00:00Z";

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_day_shows_visits_in_their_quarters_of_an_hour(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let home = app.dupont().await;
    let id = app.appointment(gaetan, home, instant(MONDAY_10)).await;

    let page = app.get_as(&claire, "/planning?date=2026-11-23&vue=jour").await;
    page.assert_status(200);
    page.assert_shows("Planning du lundi 23 novembre");
    page.assert_shows(&format!("class=\"visit s12 d8\" href=\"/rendez-vous/{id}\""));
    page.assert_shows("Dupont Pierre");
    page.assert_shows("class=\"travel s20 d2\"");

    let part = app.get_htmx(&claire, "/planning?date=2026-11-23&vue=jour").await;
    part.assert_shows("id=\"planning\"");
    part.assert_shows("Dupont Pierre");
    part.assert_hides("<html");

    app.get_as(&claire, "/planning?date=2026-11-24&vue=jour").await.assert_hides("Dupont Pierre");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn weeks_on_both_sides_of_a_change_of_hour_show_the_wall_clock(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let home = app.dupont().await;
    // The last Friday of winter time and the first Tuesday of summer time, both at 8 h.
    app.appointment(gaetan, home, instant("2027-03-26T07:00:00Z")).await;
    app.appointment(gaetan, home, instant("2027-03-30T06:00:00Z")).await;

    let before = app.get_as(&claire, "/planning?date=2027-03-26&vue=semaine").await;
    before.assert_shows("Planning de la semaine 12");
    before.assert_shows("8\u{a0}h</span>");
    let after = app.get_as(&claire, "/planning?date=2027-03-30&vue=semaine").await;
    after.assert_shows("Lundi de Pâques, jour férié");
    after.assert_shows("8\u{a0}h</span>");
    after.assert_hides("9\u{a0}h</span>");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn absences_closures_and_slots_in_hand_are_seen(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let tuesday = local::day_bounds("2026-11-24".parse().unwrap());
    scheduling::declare_absence(&app.app.db, gaetan, tuesday, "formation", claire.staff, app.now())
        .await
        .unwrap();
    scheduling::close_on(&app.app.db, "2026-11-26".parse().unwrap(), "inventaire").await.unwrap();
    let service = app.service("TABLEAU").await;
    let starts_at = instant("2026-11-25T09:00:00Z");
    let slot = Slot {
        technician: gaetan,
        starts_at,
        ends_at: starts_at + service.duration(),
        blocked_until: starts_at + service.duration() + service.buffer(),
    };
    let token = SecretToken::generate();
    appointments::hold(&app.app, &service, &slot, None, &token, app.now()).await.unwrap();

    app.get_as(&claire, "/planning?date=2026-11-24").await.assert_shows("Absent\u{a0}: formation");
    app.get_as(&claire, "/planning?date=2026-11-26").await.assert_shows("Fermé\u{a0}: inventaire");
    app.get_as(&claire, "/planning?date=2026-11-25")
        .await
        .assert_shows("réservé jusqu’à 9\u{a0}h\u{a0}10");
    app.app.clock.advance(appointments::HOLD);
    app.get_as(&claire, "/planning?date=2026-11-25").await.assert_hides("réservé jusqu’à");
    let week = app.get_as(&claire, "/planning?date=2026-11-24&vue=semaine").await;
    week.assert_shows("Absent\u{a0}: formation");
    week.assert_shows("Fermé\u{a0}: inventaire");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_visit_in_an_absence_and_one_late_at_night_are_shown_as_they_are(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let home = app.dupont().await;
    let id = app.appointment(gaetan, home, instant(MONDAY_10)).await;
    let morning = Span::new(instant("2026-11-23T08:30:00Z"), instant("2026-11-23T10:00:00Z"));
    scheduling::declare_absence(&app.app.db, gaetan, morning, "malade", claire.staff, app.now())
        .await
        .unwrap();
    app.get_as(&claire, "/planning?date=2026-11-23").await.assert_shows("technicien absent");

    let night =
        NewTime { technician: gaetan, starts_at: instant("2026-11-23T19:00:00Z"), forced: true };
    appointments::move_to(&app.app, id, None, night, By::Staff(claire.staff), app.now())
        .await
        .unwrap();
    let page = app.get_as(&claire, "/planning?date=2026-11-23").await;
    page.assert_shows("Avant 7 h ou après 19 h");
    page.assert_shows("20\u{a0}h\u{a0}– 22\u{a0}h");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn requests_without_a_visit_wait_under_the_board(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    app.get_as(&claire, "/planning").await.assert_shows("Personne à planifier pour l’instant");
    let home = app.dupont().await;
    app.ticket(home).await;
    let page = app.get_as(&claire, "/planning?date=never").await;
    page.assert_shows("À placer");
    page.assert_shows("/rendez-vous/nouveau?demande=SAV-2611-001");
}
