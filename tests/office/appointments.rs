//! Booking, moving and cancelling from the office.

use relais::{
    appointments::{self, Status},
    business_time::Span,
    messages, scheduling,
    staff::Role,
    values::{AppointmentId, StaffId},
};
use sqlx::PgPool;

use crate::support::{Reply, SignedIn, TestApp, factory::Home, instant};

const TUESDAY_10: &str = "2026-11-24T09:00:00Z";

/// A booking form as Claire fills it in.
struct Desk {
    app: TestApp,
    claire: SignedIn,
    gaetan: StaffId,
    home: Home,
    service: String,
}

impl Desk {
    async fn open(db: PgPool) -> Self {
        let app = TestApp::new(db);
        Self {
            claire: app.sign_in(Role::Office).await,
            gaetan: app.technician("Gaëtan Morel").await,
            home: app.dupont().await,
            service: app.service("TABLEAU").await.id.to_string(),
            app,
        }
    }

    fn slot(&self, starts_at: &str) -> String {
        format!("{}@{starts_at}", self.gaetan)
    }

    async fn book(&self, slot: &str, key: &str, more: &[(&str, &str)]) -> Reply {
        let (customer, site) = (self.home.customer.to_string(), self.home.site.to_string());
        let mut fields = vec![
            ("customer", customer.as_str()),
            ("site", site.as_str()),
            ("service", self.service.as_str()),
            ("slot", slot),
            ("request_key", key),
            ("note", "Code portail 4821"),
        ];
        fields.extend_from_slice(more);
        self.app.post_as(&self.claire, "/rendez-vous/nouveau", &fields).await
    }

    async fn booked(&self) -> AppointmentId {
        let reply = self.book(&self.slot(TUESDAY_10), "first", &[]).await;
        reply.assert_status(303);
        id_of(&reply)
    }

    async fn visits(&self) -> usize {
        let span = Span::new(instant("2026-11-01T00:00:00Z"), instant("2027-01-01T00:00:00Z"));
        appointments::visits_within(&self.app.app.db, span).await.unwrap().len()
    }

    async fn status(&self, id: AppointmentId) -> Status {
        appointments::find(&self.app.app.db, id).await.unwrap().unwrap().status
    }

    async fn waiting_messages(&self, id: AppointmentId) -> Vec<&'static str> {
        let rows = messages::of_appointment(&self.app.app.db, id).await.unwrap();
        rows.iter().filter(|row| row.withdrawn_at.is_none()).map(|row| row.kind.name()).collect()
    }
}

fn id_of(reply: &Reply) -> AppointmentId {
    let location = reply.location.as_deref().unwrap();
    location.strip_prefix("/rendez-vous/").unwrap().parse().unwrap()
}

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
async fn a_move_is_told_and_can_be_taken_back_unheard(db: PgPool) {
    let desk = Desk::open(db).await;
    let id = desk.booked().await;
    let edit = format!("/rendez-vous/{id}/deplacer");
    let form = desk.app.get_as(&desk.claire, &edit).await;
    let (version, seen) = (form.input_value("version"), form.input_value("seen"));
    let slot = desk.slot("2026-11-25T13:00:00Z");
    let fields = [("version", version.as_str()), ("seen", seen.as_str()), ("slot", slot.as_str())];
    let reply = desk.app.post_as(&desk.claire, &edit, &fields).await;
    reply.assert_status(303);
    let page = desk.app.get_as(&desk.claire, reply.location.as_deref().unwrap()).await;
    page.assert_shows("Rendez-vous déplacé au mercredi 25 novembre à 14\u{a0}h, Gaëtan Morel.");
    let undo = page.body.split("action=\"").find(|part| part.contains("/retour?")).unwrap();
    let undo = undo.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");

    desk.app.post_as(&desk.claire, &undo, &[]).await.assert_status(303);
    let back = appointments::find(&desk.app.app.db, id).await.unwrap().unwrap();
    assert_eq!(back.starts_at, instant(TUESDAY_10));
    assert_eq!(
        desk.waiting_messages(id).await,
        ["confirmation", "confirmation"],
        "the first news is the right one"
    );
    // Pressed again, it undoes nothing else.
    desk.app.post_as(&desk.claire, &undo, &[]).await.assert_status(303);
    let page = desk.app.get_as(&desk.claire, &format!("/rendez-vous/{id}")).await;
    page.assert_shows("a été modifié entre-temps");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn who_moves_what_somebody_has_moved_sees_both(db: PgPool) {
    let desk = Desk::open(db).await;
    let id = desk.booked().await;
    let edit = format!("/rendez-vous/{id}/deplacer");
    let form = desk.app.get_as(&desk.claire, &edit).await;
    let (version, seen) = (form.input_value("version"), form.input_value("seen"));
    let sofia = desk.app.session_of(desk.app.staff("Sofia Benali", Role::Office).await).await;
    let hers = desk.slot("2026-11-25T13:00:00Z");
    let mine = desk.slot("2026-11-26T13:00:00Z");
    let fields = [("version", version.as_str()), ("seen", seen.as_str()), ("slot", hers.as_str())];
    desk.app.post_as(&sofia, &edit, &fields).await.assert_status(303);

    let fields = [("version", version.as_str()), ("seen", seen.as_str()), ("slot", mine.as_str())];
    let reply = desk.app.post_as(&desk.claire, &edit, &fields).await;
    reply.assert_status(409);
    reply.assert_shows("mardi 24 novembre 2026 à 10\u{a0}h");
    reply.assert_shows("mercredi 25 novembre 2026 à 14\u{a0}h");
    let version = reply.input_value("version");
    let fields = [("version", version.as_str()), ("slot", mine.as_str())];
    desk.app.post_as(&desk.claire, &edit, &fields).await.assert_status(303);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_two_visits_moved_to_one_slot_one_stays(db: PgPool) {
    let desk = Desk::open(db).await;
    let one = desk.booked().await;
    let other = id_of(&desk.book(&desk.slot("2026-11-25T09:00:00Z"), "other", &[]).await);
    let slot = desk.slot("2026-11-26T13:00:00Z");
    let move_there = async |id: AppointmentId| {
        let fields = [("version", "1"), ("slot", slot.as_str())];
        desk.app.post_as(&desk.claire, &format!("/rendez-vous/{id}/deplacer"), &fields).await
    };
    let (one, other) = tokio::join!(move_there(one), move_there(other));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    assert_eq!(desk.visits().await, 2);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_cancellation_needs_a_reason_and_can_be_taken_back(db: PgPool) {
    let desk = Desk::open(db).await;
    let id = desk.booked().await;
    let path = format!("/rendez-vous/{id}/annuler");
    desk.app.post_as(&desk.claire, &path, &[("version", "1")]).await.assert_status(422);
    let fields = [("version", "1"), ("reason", "Le client annule")];
    desk.app.post_as(&desk.claire, &path, &fields).await.assert_status(303);
    assert_eq!(desk.status(id).await, Status::Cancelled);
    assert!(desk.waiting_messages(id).await.is_empty(), "nobody had heard of it");
    let page = desk.app.get_as(&desk.claire, &format!("/rendez-vous/{id}")).await;
    page.assert_shows(&format!("/rendez-vous/{id}/retablissement"));
    page.assert_shows("Le client annule");

    desk.app
        .post_as(&desk.claire, &format!("/rendez-vous/{id}/retablissement"), &[])
        .await
        .assert_status(303);
    assert_eq!(desk.status(id).await, Status::Booked);
    assert_eq!(desk.waiting_messages(id).await, ["confirmation", "confirmation"]);
    let ticket = desk.app.get_as(&desk.claire, "/demandes/SAV-2611-001").await;
    ticket.assert_shows("planifiée");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_cancelled_visit_whose_time_was_given_away_does_not_come_back(db: PgPool) {
    let desk = Desk::open(db).await;
    let id = desk.booked().await;
    let fields = [("version", "1"), ("reason", "Le client annule")];
    desk.app
        .post_as(&desk.claire, &format!("/rendez-vous/{id}/annuler"), &fields)
        .await
        .assert_status(303);
    desk.book(&desk.slot(TUESDAY_10), "second", &[]).await.assert_status(303);
    desk.app
        .post_as(&desk.claire, &format!("/rendez-vous/{id}/retablissement"), &[])
        .await
        .assert_status(303);
    assert_eq!(desk.status(id).await, Status::Cancelled);
    let page = desk.app.get_as(&desk.claire, &format!("/rendez-vous/{id}")).await;
    page.assert_shows("Ce créneau vient d’être pris.");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_booking_is_undone_at_once_without_a_word(db: PgPool) {
    let desk = Desk::open(db).await;
    let id = desk.booked().await;
    let path = format!("/rendez-vous/{id}/annulation-immediate");
    desk.app.post_as(&desk.claire, &path, &[]).await.assert_status(303);
    assert_eq!(desk.status(id).await, Status::Cancelled);
    assert!(desk.waiting_messages(id).await.is_empty());
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
