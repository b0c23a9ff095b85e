//! Booking from the office.

use relais::{appointments, scheduling};
use sqlx::PgPool;

use super::desk::{Desk, TUESDAY_10, id_of};
use crate::support::instant;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_office_books_one_of_the_slots_it_is_shown(db: PgPool) {
    let desk = Desk::open(db).await;
    let app = &desk.app;
    app.get_as(&desk.claire, "/rendez-vous/nouveau").await.assert_shows("Pour quel client");
    let found = app.get_as(&desk.claire, "/rendez-vous/nouveau?q=dupont").await;
    found.assert_shows(&format!("/rendez-vous/nouveau?client={}", desk.home.customer));

    let path = format!(
        "/rendez-vous/nouveau?client={}&prestation={}&date=2026-11-24",
        desk.home.customer, desk.service
    );
    let form = app.get_as(&desk.claire, &path).await;
    form.assert_shows("Mardi 24 novembre");
    let slot = desk.slot(TUESDAY_10);
    form.assert_shows(&slot);

    let reply = desk.book(&slot, &form.input_value("request_key"), &[]).await;
    reply.assert_status(303);
    let page = app.get_as(&desk.claire, reply.location.as_deref().unwrap()).await;
    page.assert_shows("Rendez-vous pris\u{a0}: mardi 24 novembre à 10\u{a0}h, Gaëtan Morel.");
    page.assert_shows("Code portail 4821");
    page.assert_shows("pris par le bureau");
    page.assert_shows("06\u{a0}39\u{a0}98\u{a0}12\u{a0}34");
    let id = id_of(&reply);
    assert_eq!(
        desk.waiting_messages(id).await,
        ["confirmation", "confirmation"],
        "by e-mail and by SMS"
    );
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_same_form_sent_twice_books_once(db: PgPool) {
    let desk = Desk::open(db).await;
    let slot = desk.slot(TUESDAY_10);
    let (one, other) = tokio::join!(desk.book(&slot, "same", &[]), desk.book(&slot, "same", &[]));
    let late = desk.book(&slot, "same", &[]).await;
    for reply in [&one, &other, &late] {
        reply.assert_status(303);
    }
    assert_eq!(one.location, other.location);
    assert_eq!(one.location, late.location);
    assert_eq!(desk.visits().await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_two_who_take_the_same_slot_one_is_shown_others_and_keeps_the_rest(db: PgPool) {
    let desk = Desk::open(db).await;
    let slot = desk.slot(TUESDAY_10);
    let (one, other) = tokio::join!(desk.book(&slot, "one", &[]), desk.book(&slot, "other", &[]));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let refused = if one.status.as_u16() == 409 { one } else { other };
    refused.assert_shows("Ce créneau vient d’être pris.");
    refused.assert_shows("Code portail 4821");
    let others = refused.body.matches("name=\"slot\" value=\"").count();
    assert!(others > 3, "three slots at least, and a time of one's own: {others}");
    assert_eq!(desk.visits().await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_missing_is_said_and_nothing_typed_is_lost(db: PgPool) {
    let desk = Desk::open(db).await;
    let fields =
        [("customer", desk.home.customer.to_string()), ("note", "chien méchant".to_owned())];
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = desk.app.post_as(&desk.claire, "/rendez-vous/nouveau", &fields).await;
    reply.assert_status(422);
    reply.assert_shows("Choisissez la prestation.");
    reply.assert_shows("chien méchant");

    let reply = desk.book("", "key", &[]).await;
    reply.assert_status(422);
    reply.assert_shows("Choisissez un créneau");

    // Looking at other slots is no mistake, and keeps what is typed.
    let path = "/rendez-vous/nouveau?etape=creneaux&depuis=2026-12-01";
    let fields =
        [("service", desk.service.as_str()), ("note", "chien méchant"), ("customer", fields[0].1)];
    let reply = desk.app.post_as(&desk.claire, path, &fields).await;
    reply.assert_status(200);
    reply.assert_shows("chien méchant");
    reply.assert_shows("Mardi 1er décembre");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn outside_hours_the_office_may_insist(db: PgPool) {
    let desk = Desk::open(db).await;
    let technician = desk.gaetan.to_string();
    let saturday = [
        ("free_date", "2026-11-28"),
        ("free_time", "9h30"),
        ("free_technician", technician.as_str()),
    ];
    let refused = desk.book("autre", "key", &saturday).await;
    refused.assert_status(422);
    refused.assert_shows("en dehors des horaires");
    refused.assert_shows("Planifier quand même");

    let mut insisting = saturday.to_vec();
    insisting.push(("forced", "oui"));
    let reply = desk.book("autre", "key", &insisting).await;
    reply.assert_status(303);
    let booked = appointments::find(&desk.app.app.db, id_of(&reply)).await.unwrap().unwrap();
    assert_eq!(booked.starts_at, instant("2026-11-28T08:30:00Z"));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_absence_takes_its_slots_away(db: PgPool) {
    let desk = Desk::open(db).await;
    let path = format!(
        "/rendez-vous/nouveau?client={}&prestation={}&date=2026-11-24",
        desk.home.customer, desk.service
    );
    desk.app.get_as(&desk.claire, &path).await.assert_shows("Mardi 24 novembre");
    let tuesday = relais::business_time::local::day_bounds("2026-11-24".parse().unwrap());
    scheduling::declare_absence(
        &desk.app.app.db,
        desk.gaetan,
        tuesday,
        "congés",
        desk.claire.staff,
        desk.app.now(),
    )
    .await
    .unwrap();
    let page = desk.app.get_as(&desk.claire, &path).await;
    page.assert_hides("Mardi 24 novembre");
    page.assert_shows("Mercredi 25 novembre");
    let refused = desk.book(&desk.slot(TUESDAY_10), "key", &[]).await;
    refused.assert_status(422);
    refused.assert_shows("absent à ce moment-là (congés)");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_request_is_planned_with_what_it_says_already(db: PgPool) {
    let desk = Desk::open(db).await;
    desk.app.ticket(desk.home).await;
    let page = desk.app.get_as(&desk.claire, "/rendez-vous/nouveau?demande=SAV-2611-001").await;
    page.assert_shows("Dupont Pierre");
    assert_eq!(page.input_value("ticket"), "SAV-2611-001");
    let reply = desk.book(&desk.slot(TUESDAY_10), "key", &[("ticket", "SAV-2611-001")]).await;
    reply.assert_status(303);
    let booked = appointments::find(&desk.app.app.db, id_of(&reply)).await.unwrap().unwrap();
    assert_eq!(booked.ticket_number, "SAV-2611-001");

    let stranger = desk.app.customer("Martin Lucie", None, None).await.customer.to_string();
    let reply = desk
        .book(
            &desk.slot("2026-11-25T09:00:00Z"),
            "other",
            &[("ticket", "SAV-2611-001"), ("customer", &stranger)],
        )
        .await;
    assert_ne!(reply.status.as_u16(), 303, "somebody else's request");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn appointments_that_do_not_exist_are_not_found(db: PgPool) {
    let desk = Desk::open(db).await;
    for path in [
        "/rendez-vous/999",
        "/rendez-vous/999/deplacer",
        "/rendez-vous/999/annuler",
        "/rendez-vous/nouveau?demande=SAV-9999-999",
        "/demandes/SAV-9999-999",
    ] {
        desk.app.get_as(&desk.claire, path).await.assert_status(404);
    }
    desk.app.post_as(&desk.claire, "/rendez-vous/999/retablissement", &[]).await.assert_status(404);
}
