//! What is done on the planning's board: moving, resizing, placing, and one technician ill.

use chrono::TimeDelta;
use relais::{
    appointments,
    catalog::Priority,
    staff::Role,
    tickets::{self, NewTicket},
    values::{AppointmentId, StaffId},
};
use sqlx::PgPool;

use super::desk::{Desk, TUESDAY_10};
use crate::support::{Reply, TestApp, instant};

struct Drop<'a> {
    id: AppointmentId,
    version: i32,
    technician: StaffId,
    time: &'a str,
    more: &'a [(&'a str, &'a str)],
}

async fn drop_on(desk: &Desk, drop: Drop<'_>) -> Reply {
    let (id, version) = (drop.id.to_string(), drop.version.to_string());
    let technician = drop.technician.to_string();
    let mut fields = vec![
        ("visite", id.as_str()),
        ("version", version.as_str()),
        ("technicien", technician.as_str()),
        ("date", "2026-11-24"),
        ("debut", drop.time),
    ];
    fields.extend_from_slice(drop.more);
    desk.app.post_as(&desk.claire, "/planning/deplacement", &fields).await
}

/// The address that the message on the page after a change takes it back by.
async fn undo_of(desk: &Desk, reply: &Reply) -> String {
    let page = reply.location.as_deref().unwrap().split('#').next().unwrap();
    let page = desk.app.get_as(&desk.claire, page).await;
    let undo = page.body.split("action=\"").find(|part| part.contains("/retour?")).unwrap();
    undo.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&")
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_visit_is_put_elsewhere_and_back_and_soft_rules_alone_are_forced(db: PgPool) {
    let desk = Desk::open(db).await;
    let id = desk.booked().await;
    let hugo = desk.app.technician("Hugo Perrin").await;
    let drop = Drop { id, version: 1, technician: hugo, time: "14:00", more: &[] };
    let moved = drop_on(&desk, drop).await;
    moved.assert_status(303);
    let landed = format!("/planning?date=2026-11-24&vue=jour#visit-{id}");
    assert_eq!(moved.location.as_deref(), Some(landed.as_str()));
    let after = appointments::find(&desk.app.app.db, id).await.unwrap().unwrap();
    assert_eq!((after.technician_id, after.starts_at), (hugo, instant("2026-11-24T13:00:00Z")));
    let undo = undo_of(&desk, &moved).await;
    desk.app.post_as(&desk.claire, &undo, &[]).await.assert_status(303);
    let back = appointments::find(&desk.app.app.db, id).await.unwrap().unwrap();
    assert_eq!((back.technician_id, back.starts_at), (desk.gaetan, instant(TUESDAY_10)));

    // What somebody else has changed is said with where it is now.
    let stale = Drop { id, version: 1, technician: hugo, time: "14:00", more: &[] };
    let refused = drop_on(&desk, stale).await;
    refused.assert_status(409);
    refused.assert_shows("Quelqu’un l’a changé pendant ce temps");
    assert_eq!(refused.input_value("version"), back.version.to_string());

    let version = back.version;
    let late = Drop { id, version, technician: hugo, time: "19:00", more: &[] };
    let refused = drop_on(&desk, late).await;
    refused.assert_status(409);
    refused.assert_shows("en dehors des horaires");
    assert_eq!(refused.input_value("force"), "oui");
    let forced = Drop { id, version, technician: hugo, time: "19:00", more: &[("force", "oui")] };
    drop_on(&desk, forced).await.assert_status(303);

    let other = desk.app.customer("Martin Louise", None, None).await;
    desk.app.appointment(desk.gaetan, other, instant("2026-11-24T13:00:00Z")).await;
    let version = appointments::find(&desk.app.app.db, id).await.unwrap().unwrap().version;
    for more in [&[][..], &[("force", "oui")][..]] {
        let taken = Drop { id, version, technician: desk.gaetan, time: "15:00", more };
        let refused = drop_on(&desk, taken).await;
        refused.assert_status(409);
        refused.assert_shows("Chevauche Martin Louise");
        refused.assert_hides("Forcer");
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_visit_is_made_longer_without_a_word_to_the_customer(db: PgPool) {
    let desk = Desk::open(db).await;
    let id = desk.booked().await;
    let told = desk.waiting_messages(id).await;
    let longer =
        Drop { id, version: 1, technician: desk.gaetan, time: "10:00", more: &[("duree", "105")] };
    let changed = drop_on(&desk, longer).await;
    changed.assert_status(303);
    let after = appointments::find(&desk.app.app.db, id).await.unwrap().unwrap();
    assert_eq!(after.ends_at - after.starts_at, TimeDelta::minutes(105));
    assert_eq!((after.starts_at, after.sequence), (instant(TUESDAY_10), 1));
    assert_eq!(desk.waiting_messages(id).await, told);

    let undo = undo_of(&desk, &changed).await;
    desk.app.post_as(&desk.claire, &undo, &[]).await.assert_status(303);
    let back = appointments::find(&desk.app.app.db, id).await.unwrap().unwrap();
    assert_eq!(back.ends_at - back.starts_at, TimeDelta::hours(2));

    let over_lunch = Drop {
        id,
        version: back.version,
        technician: desk.gaetan,
        time: "10:00",
        more: &[("duree", "300")],
    };
    let refused = drop_on(&desk, over_lunch).await;
    refused.assert_status(409);
    refused.assert_shows("Forcer");
    assert_eq!(refused.input_value("duree"), "300");
}

/// A request that says what is to be done and where.
async fn request(app: &TestApp) -> String {
    let home = app.dupont().await;
    let service = app.service("PRISE_ECL").await;
    let new = NewTicket {
        number: tickets::next_number(&app.app.db, app.now()).await.unwrap(),
        customer: home.customer,
        site: Some(home.site),
        service: Some(service.id),
        source: tickets::Source::Office,
        subject: "Prise arrachée".to_owned(),
        description: String::new(),
        priority: Priority::P2,
        created_by: None,
    };
    let mut db = app.app.db.acquire().await.unwrap();
    tickets::create(&mut db, &new, app.now()).await.unwrap();
    new.number
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_request_gets_its_best_time_by_one_press_however_often_it_is_pressed(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let number = request(&app).await;
    let page = app.get_as(&claire, "/planning?date=2026-11-23").await;
    page.assert_shows("Meilleur créneau");
    let key = page.input_value("cle");
    let press = [("demande", number.as_str()), ("cle", key.as_str())];
    let placed = app.post_as(&claire, "/planning/placement", &press).await;
    placed.assert_status(303);
    let again = app.post_as(&claire, "/planning/placement", &press).await;
    assert_eq!(again.location, placed.location);
    let visit: i64 =
        placed.location.as_deref().unwrap().split("#visit-").nth(1).unwrap().parse().unwrap();
    let visit = appointments::find(&app.app.db, AppointmentId(visit)).await.unwrap().unwrap();
    assert_eq!((visit.technician_id, visit.ticket_number.as_str()), (gaetan, number.as_str()));

    // Taken back, it waits again, and the next press is a new one.
    let undo = format!("/planning/placement/retour?visite={}", visit.id);
    app.post_as(&claire, &undo, &[]).await.assert_status(303);
    let page = app.get_as(&claire, "/planning?date=2026-11-23").await;
    assert_ne!(page.input_value("cle"), key);
    page.assert_shows(&number);

    // Put by hand where nobody works: refused, and forced.
    let key = page.input_value("cle");
    let technician = gaetan.to_string();
    let by_hand = [
        ("demande", number.as_str()),
        ("cle", key.as_str()),
        ("technicien", technician.as_str()),
        ("date", "2026-11-28"),
        ("debut", "10:00"),
    ];
    let refused = app.post_as(&claire, "/planning/placement", &by_hand).await;
    refused.assert_status(409);
    refused.assert_shows("en dehors des horaires");
    let forced = [&by_hand[..], &[("force", "oui")]].concat();
    app.post_as(&claire, "/planning/placement", &forced).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_visits_of_somebody_ill_are_all_placed_elsewhere_by_one_press_and_back(db: PgPool) {
    let app = TestApp::new(db);
    let claire = app.sign_in(Role::Office).await;
    let gaetan = app.technician("Gaëtan Morel").await;
    let home = app.dupont().await;
    let mut ids = Vec::new();
    for time in ["2026-11-24T07:00:00Z", "2026-11-24T13:00:00Z"] {
        ids.push(app.appointment(gaetan, home, instant(time)).await);
    }
    let hugo = app.technician("Hugo Perrin").await;
    let technician = gaetan.to_string();
    let ill = [("technicien", technician.as_str()), ("date", "2026-11-24")];
    let declared = app.post_as(&claire, "/planning/malade", &ill).await;
    declared.assert_status(303);
    let path = declared.location.unwrap();
    let again = app.post_as(&claire, "/planning/malade", &ill).await;
    assert_eq!(again.location.as_deref(), Some(path.as_str()), "the same absence");

    let page = app.get_as(&claire, &path).await;
    page.assert_status(200);
    let choices: Vec<String> = page
        .body
        .split("name=\"choix\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(choices.len(), 2);
    let times = |text: &String| text.rsplit('.').next().unwrap().to_owned();
    assert_ne!(times(&choices[0]), times(&choices[1]), "no two for one time");

    // One of the two is taken by somebody else before the press.
    let seconds: i64 = times(&choices[1]).parse().unwrap();
    let taken = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
    app.appointment(hugo, home, taken).await;
    let fields: Vec<(&str, &str)> =
        choices.iter().map(|choice| ("choix", choice.as_str())).collect();
    let accepted = app.post_as(&claire, &path, &fields).await;
    accepted.assert_status(303);
    assert_eq!(accepted.location.as_deref(), Some(path.as_str()), "one is left");
    let page = app.get_as(&claire, &path).await;
    page.assert_shows("1\u{a0}rendez-vous déplacé");
    page.assert_shows("Créneau pris entre-temps pour Dupont Pierre");
    assert_eq!(page.body.matches("name=\"choix\"").count(), 1, "with a new proposal");
    let first = appointments::find(&app.app.db, ids[0]).await.unwrap().unwrap();
    assert_eq!(first.technician_id, hugo);

    let undo = page.body.split("action=\"").find(|part| part.contains("/retour?")).unwrap();
    let undo = undo.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    app.post_as(&claire, &undo, &[]).await.assert_status(303);
    let first = appointments::find(&app.app.db, ids[0]).await.unwrap().unwrap();
    assert_eq!((first.technician_id, first.starts_at), (gaetan, instant("2026-11-24T07:00:00Z")));
}
