//! When what is owed is due: set at every door, stopped by what is awaited, set anew when it is opened again.

use relais::{
    catalog::Priority,
    scheduling,
    tickets::{self, PauseError, PauseReason, Source, Status, Wait},
};
use sqlx::PgPool;

use super::office;
use crate::support::instant;

fn wait(reason: PauseReason, until: &str) -> Wait {
    Wait { reason, note: "attend le propriétaire".to_owned(), ask_again_at: instant(until) }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn each_priority_has_its_times_and_each_door_its_first_answer(db: PgPool) {
    let office = office(db).await;
    // Monday 9:00 in Annecy.
    for (priority, response, resolution) in [
        (Priority::P0, "2026-11-23T08:00:00Z", Some("2026-11-23T12:00:00Z")),
        (Priority::P1, "2026-11-23T08:15:00Z", Some("2026-11-23T14:00:00Z")),
        (Priority::P2, "2026-11-23T09:00:00Z", Some("2026-11-24T08:00:00Z")),
        (Priority::P3, "2026-11-23T14:00:00Z", Some("2026-11-26T08:00:00Z")),
        (Priority::P4, "2026-11-24T08:00:00Z", None),
    ] {
        let (_, number) = office.ticket(Source::Portal, priority, None).await;
        let ticket = office.details(&number).await;
        assert_eq!(ticket.response_due_at, Some(instant(response)), "{priority:?}");
        assert_eq!(ticket.resolution_due_at, resolution.map(instant), "{priority:?}");
        assert_eq!(ticket.next_action.as_deref(), Some("Répondre au client"));
        assert_eq!(ticket.next_action_at, ticket.response_due_at);
    }
    for (source, is_answered) in [
        (Source::Phone, true),
        (Source::Office, true),
        (Source::FollowUp, true),
        (Source::Portal, false),
        (Source::Field, false),
        (Source::Promise, false),
    ] {
        let (_, number) = office.ticket(source, Priority::P3, Some(office.claire)).await;
        let ticket = office.details(&number).await;
        assert_eq!(ticket.responded_at.is_some(), is_answered, "{source:?}");
        assert_eq!(ticket.owner_id, Some(office.claire));
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_closure_of_the_company_does_not_count(db: PgPool) {
    let office = office(db).await;
    scheduling::close_on(&office.test.app.db, "2026-11-24".parse().unwrap(), "inventaire")
        .await
        .unwrap();
    let (_, number) = office.ticket(Source::Portal, Priority::P2, None).await;
    let due = office.details(&number).await.resolution_due_at;
    assert_eq!(due, Some(instant("2026-11-25T08:00:00Z")));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_clocks_stand_still_while_a_customer_is_waited_for(db: PgPool) {
    let office = office(db).await;
    let db = &office.test.app.db;
    let (id, number) = office.ticket(Source::Phone, Priority::P2, Some(office.claire)).await;
    office.until("2026-11-23T09:00:00Z");
    let customer = wait(PauseReason::Customer, "2026-11-25T09:00:00Z");
    tickets::pause(db, id, &customer, office.claire, office.test.now()).await.unwrap();
    let ticket = office.details(&number).await;
    assert_eq!(ticket.pause_reason, Some(PauseReason::Customer));
    assert_eq!(ticket.pause_note.as_deref(), Some("attend le propriétaire"));
    assert_eq!(ticket.next_action.as_deref(), Some("Relancer le client"));
    // Another reason is another wait; nothing is lost between both.
    office.until("2026-11-24T09:00:00Z");
    let part = wait(PauseReason::Part, "2026-11-26T09:00:00Z");
    tickets::pause(db, id, &part, office.claire, office.test.now()).await.unwrap();

    // An hour of eight was used on Monday; seven are left on Thursday at 8:00.
    office.until("2026-11-26T07:00:00Z");
    assert!(tickets::resume(db, id, office.claire, office.test.now()).await.unwrap());
    assert!(!tickets::resume(db, id, office.claire, office.test.now()).await.unwrap());
    let ticket = office.details(&number).await;
    assert_eq!(ticket.resolution_due_at, Some(instant("2026-11-26T16:00:00Z")));
    assert_eq!(ticket.pause_reason, None);
    let pauses = "select count(*) from ticket_pauses where ended_at is not null";
    assert_eq!(sqlx::query_scalar::<_, i64>(pauses).fetch_one(db).await.unwrap(), 2);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn danger_and_what_is_ended_do_not_wait(db: PgPool) {
    let office = office(db).await;
    let db = &office.test.app.db;
    let customer = wait(PauseReason::Customer, "2026-11-25T09:00:00Z");
    let (danger, _) = office.ticket(Source::Phone, Priority::P0, None).await;
    let refused = tickets::pause(db, danger, &customer, office.claire, office.test.now()).await;
    assert!(matches!(refused, Err(PauseError::Danger)));
    let (id, _) = office.ticket(Source::Phone, Priority::P3, None).await;
    let past = wait(PauseReason::Customer, "2026-11-22T09:00:00Z");
    let refused = tickets::pause(db, id, &past, office.claire, office.test.now()).await;
    assert!(matches!(refused, Err(PauseError::Past)));
    tickets::close(db, id, "réglé", office.claire, office.test.now()).await.unwrap();
    let refused = tickets::pause(db, id, &customer, office.claire, office.test.now()).await;
    assert!(matches!(refused, Err(PauseError::Ended)));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_opened_again_has_its_whole_time(db: PgPool) {
    let office = office(db).await;
    let db = &office.test.app.db;
    let (id, number) = office.ticket(Source::Phone, Priority::P2, Some(office.claire)).await;
    tickets::close(db, id, "réglé", office.claire, office.test.now()).await.unwrap();
    let closed = office.details(&number).await;
    assert_eq!(closed.resolved_at, Some(office.test.now()));
    office.until("2026-12-01T08:00:00Z");
    tickets::reopen(db, id, office.sofia, office.test.now()).await.unwrap();
    let ticket = office.details(&number).await;
    assert_eq!((ticket.status, ticket.resolved_at, ticket.closed_at), (Status::Open, None, None));
    assert_eq!(ticket.reopened_at, [office.test.now()]);
    assert_eq!(ticket.resolution_due_at, Some(instant("2026-12-02T08:00:00Z")));
    assert_eq!(ticket.owner_id, Some(office.claire), "whoever saw to it still does");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn visits_answer_plan_and_solve_a_request(db: PgPool) {
    let office = office(db).await;
    let gaetan = office.test.technician("Gaëtan Morel").await;
    office.test.appointment(gaetan, office.home, instant("2026-11-24T09:00:00Z")).await;
    let ticket = office.details("SAV-2611-001").await;
    assert_eq!(ticket.status, Status::Planned);
    assert_eq!(ticket.next_action.as_deref(), Some("S’assurer que le rendez-vous est fait"));
    assert_eq!(ticket.next_action_at, Some(instant("2026-11-24T11:00:00Z")), "its end");
    assert!(ticket.responded_at.is_some(), "who has an appointment was answered");

    sqlx::query("update appointments set status = 'done'")
        .execute(&office.test.app.db)
        .await
        .unwrap();
    let mut connection = office.test.app.db.acquire().await.unwrap();
    office.until("2026-11-24T11:00:00Z");
    tickets::follow_visits(&mut connection, ticket.id, None, office.test.now()).await.unwrap();
    let ticket = office.details("SAV-2611-001").await;
    assert_eq!((ticket.status, ticket.resolved_at), (Status::Done, Some(office.test.now())));

    sqlx::query("update appointments set status = 'no_show'")
        .execute(&office.test.app.db)
        .await
        .unwrap();
    tickets::follow_visits(&mut connection, ticket.id, None, office.test.now()).await.unwrap();
    let ticket = office.details("SAV-2611-001").await;
    assert_eq!((ticket.status, ticket.resolved_at), (Status::Open, None));
    assert_eq!(ticket.next_action.as_deref(), Some("Proposer un nouveau rendez-vous"));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn work_that_is_covered_says_so_until_the_office_says_otherwise(db: PgPool) {
    let office = office(db).await;
    let db = &office.test.app.db;
    sqlx::query(
        "insert into equipment (customer_id, label, received_on, work, created_at, updated_at)
         values ($1, 'Tableau', '2026-01-15', 'building', now(), now())",
    )
    .bind(office.home.customer)
    .execute(db)
    .await
    .unwrap();
    let (id, number) = office.ticket(Source::Phone, Priority::P3, Some(office.claire)).await;
    let ticket = office.details(&number).await;
    assert!(ticket.under_warranty);
    assert_eq!(ticket.warranty_ends_on, Some("2028-01-15".parse().unwrap()));
    assert!(tickets::set_warranty(db, id, false, office.claire, office.test.now()).await.unwrap());
    assert!(!tickets::set_warranty(db, id, false, office.claire, office.test.now()).await.unwrap());
    assert!(!office.details(&number).await.under_warranty);
}
