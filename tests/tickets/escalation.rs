//! Who is told of a request, when, and when not.

use relais::{
    catalog::Priority,
    jobs::WatchTickets,
    promises::{self, Kind, NewPromise},
    scheduling,
    tickets::{self, Source},
    values::{StaffId, TicketId},
};
use sqlx::PgPool;

use super::{Office, office};
use crate::support::instant;

impl Office {
    async fn sweep(&self) -> usize {
        self.test.run::<WatchTickets>().await
    }

    /// The requests of which somebody is told, and whether it says "late".
    async fn told(&self, staff: StaffId) -> Vec<(String, bool)> {
        let notices = tickets::notices(&self.test.app.db, staff).await.unwrap();
        notices.into_iter().map(|notice| (notice.number.clone(), notice.is_late())).collect()
    }

    async fn answer(&self, id: TicketId) {
        let now = self.test.now();
        tickets::note_answer(&self.test.app.db, id, Some(self.claire), now, now).await.unwrap();
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_owner_is_told_before_and_the_manager_when_it_is_over(db: PgPool) {
    let office = office(db).await;
    // An hour for the first answer, from 9:00.
    let (_, number) = office.ticket(Source::Portal, Priority::P2, None).await;
    office.until("2026-11-23T08:47:00Z");
    assert_eq!(office.sweep().await, 0, "a fifth of the time is left");
    office.until("2026-11-23T08:48:00Z");
    assert_eq!(office.sweep().await, 1);
    assert_eq!(office.told(office.claire).await, [(number.clone(), false)]);
    assert!(office.told(office.denis).await.is_empty());
    assert!(office.told(office.sofia).await.is_empty());
    office.until("2026-11-23T09:00:00Z");
    assert_eq!(office.sweep().await, 1);
    assert_eq!(office.sweep().await, 0, "once is enough");
    assert_eq!(office.told(office.denis).await, [(number.clone(), true)]);
    assert_eq!(office.told(office.claire).await, [(number, true)], "late, and no more soon");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn nobody_is_told_after_the_answer(db: PgPool) {
    let office = office(db).await;
    let (id, number) = office.ticket(Source::Portal, Priority::P2, None).await;
    office.until("2026-11-23T08:50:00Z");
    office.sweep().await;
    assert_eq!(office.told(office.claire).await, [(number, false)]);
    office.answer(id).await;
    assert!(office.told(office.claire).await.is_empty(), "the notice goes with the answer");
    office.until("2026-11-23T09:30:00Z");
    assert_eq!(office.sweep().await, 0);
    assert!(office.told(office.denis).await.is_empty());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_promise_that_was_kept_is_an_answer(db: PgPool) {
    let office = office(db).await;
    let (id, number) = office.ticket(Source::Portal, Priority::P2, None).await;
    let new = NewPromise {
        kind: Kind::Ticket,
        what: "Rappeler".to_owned(),
        customer: Some(office.home.customer),
        call: None,
        ticket: Some(id),
        owner: Some(office.claire),
        due_at: instant("2026-11-23T10:00:00Z"),
        created_by: None,
    };
    let app = &office.test.app;
    let mut connection = app.db.acquire().await.unwrap();
    let promise = promises::create(&mut connection, &new, office.test.now()).await.unwrap();
    office.until("2026-11-23T08:30:00Z");
    let answered_at = office.test.now();
    promises::keep(&app.db, promise.unwrap(), "Rappelé", office.claire, answered_at).await.unwrap();
    office.until("2026-11-23T09:10:00Z");
    assert_eq!(office.sweep().await, 0);
    assert_eq!(office.details(&number).await.responded_at, Some(answered_at));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn nobody_is_told_while_the_office_is_closed_but_of_danger(db: PgPool) {
    let office = office(db).await;
    // Due on Monday at 18:00, when the office closes.
    office.until("2026-11-23T16:00:00Z");
    let (_, number) = office.ticket(Source::Portal, Priority::P2, None).await;
    office.until("2026-11-23T16:50:00Z");
    assert_eq!(office.sweep().await, 1, "soon");
    scheduling::close_on(&office.test.app.db, "2026-11-24".parse().unwrap(), "inventaire")
        .await
        .unwrap();
    for at in [
        "2026-11-23T17:00:00Z",
        "2026-11-23T22:00:00Z",
        "2026-11-24T09:00:00Z",
        "2026-11-25T06:59:00Z",
    ] {
        office.until(at);
        assert_eq!(office.sweep().await, 0, "{at}");
    }
    let (_, danger) = office.ticket(Source::Field, Priority::P0, None).await;
    assert!(office.sweep().await > 0, "danger waits for no office");
    for staff in [office.denis, office.claire, office.sofia] {
        assert_eq!(office.told(staff).await.last(), Some(&(danger.clone(), true)));
    }
    office.until("2026-11-25T07:00:00Z");
    assert_eq!(office.sweep().await, 1, "the office opens");
    assert!(office.told(office.denis).await.contains(&(number, true)));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn two_processes_tell_once_and_a_sweep_cut_off_tells_at_the_next(db: PgPool) {
    let office = office(db).await;
    for _ in 0..130 {
        office.ticket(Source::Portal, Priority::P2, None).await;
    }
    office.until("2026-11-23T09:00:00Z");
    // Cut off wherever it stands.
    tokio::select! {
        biased;
        _ = office.sweep() => panic!("it cannot end at its first step"),
        () = std::future::ready(()) => {}
    }
    let (one, other) = tokio::join!(office.sweep(), office.sweep());
    assert_eq!(one + other + office.sweep().await, 2 * 130, "each soon, and late");
    let told = "select count(*) from ticket_notices where stage = 'late' and staff_id = $1";
    let told = sqlx::query_scalar::<_, i64>(told).bind(office.denis);
    assert_eq!(told.fetch_one(&office.test.app.db).await.unwrap(), 130);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_request_that_came_without_clocks_gets_them(db: PgPool) {
    let office = office(db).await;
    let (_, number) = office.ticket(Source::Portal, Priority::P3, None).await;
    let stands = office.details(&number).await;
    sqlx::query("update tickets set response_due_at = null, resolution_due_at = null")
        .execute(&office.test.app.db)
        .await
        .unwrap();
    office.until("2026-11-23T08:10:00Z");
    office.sweep().await;
    let ticket = office.details(&number).await;
    assert_eq!(ticket.response_due_at, stands.response_due_at);
    assert_eq!(ticket.resolution_due_at, stands.resolution_due_at);
    assert_eq!(ticket.version, stands.version, "nobody changed it");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_day_shows_the_notice_until_it_is_put_away(db: PgPool) {
    let office = office(db).await;
    let claire = office.test.session_of(office.claire).await;
    let (_, number) = office.ticket(Source::Portal, Priority::P2, None).await;
    office.until("2026-11-23T08:50:00Z");
    office.sweep().await;
    let page = office.test.get_as(&claire, "/").await;
    page.assert_shows("à faire maintenant");
    page.assert_shows("Demandes en retard ou bientôt");
    page.assert_shows(&number);
    let id = tickets::notices(&office.test.app.db, office.claire).await.unwrap()[0].id;
    let seen = office.test.post_as(&claire, &format!("/demandes/avis/{id}/vu"), &[]).await;
    seen.assert_status(303);
    office.test.get_as(&claire, "/").await.assert_hides("à faire maintenant");
}
