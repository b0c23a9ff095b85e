//! Moving and cancelling from the office, and taking that back.

use relais::{
    appointments::{self, Status},
    staff::Role,
    values::AppointmentId,
};
use sqlx::PgPool;

use super::desk::{Desk, TUESDAY_10, id_of};
use crate::support::instant;

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
