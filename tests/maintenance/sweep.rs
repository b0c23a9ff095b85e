//! One visit ahead of time for each contract, whoever looks and however often.

use relais::{
    db as database,
    maintenance::{self, Frequency, State},
    scheduling, tickets,
};
use sqlx::PgPool;

use super::{day, office};
use crate::support::instant;

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_visit_is_asked_for_once_some_weeks_ahead(db: PgPool) {
    let office = office(db).await;
    let id = office.yearly(1, 20, "a").await;
    assert_eq!(office.sweep().await, 0, "eight weeks ahead is too early");
    office.pass(30);
    assert_eq!(office.sweep().await, 1);
    assert_eq!(office.sweep().await, 0, "once is enough");

    let visits = office.visits(id).await;
    assert_eq!(visits.len(), 1);
    let ticket = tickets::details(&office.test.app.db, &visits[0].number).await.unwrap().unwrap();
    assert_eq!(ticket.source, tickets::Source::Maintenance);
    assert_eq!(ticket.subject, "Visite d’entretien, vers le mercredi 20 janvier");
    assert!(ticket.description.contains("Clé chez le gardien"), "{}", ticket.description);
    assert_eq!(ticket.wanted_on, Some(day("2027-01-20")));
    assert_eq!(ticket.site_id, Some(office.home.site));
    // To be placed a week before, at the opening of the office.
    assert_eq!(ticket.next_action_at, Some(instant("2027-01-13T07:00:00Z")));
    assert!(ticket.responded_at.is_some(), "nobody waits for an answer");

    // It waits in the tray of the planning, and leads back to its contract.
    let tray = office.get("/planning").await;
    tray.assert_shows(&format!("tray-{}", ticket.number));
    let page = office.get(&format!("/demandes/{}", ticket.number)).await;
    page.assert_shows(&format!("/entretien/{id}"));
    // Slots are shown from a week before its day on.
    let path = format!("/rendez-vous/nouveau?demande={}", ticket.number);
    let form = office.get(&path).await;
    assert_eq!(form.input_value("free_date"), "2027-01-13");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_next_one_is_made_when_the_one_before_is_over_and_its_time_has_come(db: PgPool) {
    let office = office(db).await;
    let id = office.monthly(10, "a").await;
    assert_eq!(office.sweep().await, 1);
    office.pass(30);
    assert_eq!(office.sweep().await, 0, "never two at once, even when the first is late");

    let number = office.visits(id).await[0].number.clone();
    office.close(&number).await;
    assert_eq!(office.sweep().await, 1, "10 January is less than four weeks ahead");
    let due: Vec<_> = office.visits(id).await.iter().map(|visit| visit.due_on).collect();
    assert_eq!(due, [day("2027-01-10"), day("2026-12-10")]);

    // Closed long after its day: what passed meanwhile is not caught up.
    office.pass(80);
    let number = office.visits(id).await[0].number.clone();
    office.close(&number).await;
    office.sweep().await;
    assert_eq!(office.contract(id).await.due_on, Some(day("2027-04-10")));
    assert_eq!(office.visits(id).await.len(), 3);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_visit_that_is_planned_is_still_the_open_one(db: PgPool) {
    let office = office(db).await;
    let gaetan = office.test.technician("Gaëtan Morel").await;
    let id = office.monthly(10, "a").await;
    office.sweep().await;
    let number = office.visits(id).await[0].number.clone();
    office.book(&number, gaetan).await;
    office.pass(60);
    assert_eq!(office.sweep().await, 0);
    let contract = office.contract(id).await;
    assert_eq!(contract.open_status, Some(tickets::Status::Planned));
    assert!(contract.visit_at.is_some());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_request_that_is_opened_again_holds_the_next_one_back(db: PgPool) {
    let office = office(db).await;
    let id = office.monthly(10, "a").await;
    office.sweep().await;
    let number = office.visits(id).await[0].number.clone();
    office.close(&number).await;
    office.sweep().await;
    assert_eq!(office.contract(id).await.due_on, Some(day("2027-01-10")));
    let ticket = tickets::details(&office.test.app.db, &number).await.unwrap().unwrap();
    let now = office.test.now();
    tickets::reopen(&office.test.app.db, ticket.id, office.claire.staff, now).await.unwrap();
    office.pass(40);
    assert_eq!(office.sweep().await, 0, "two would be open");
    office.close(&number).await;
    assert_eq!(office.sweep().await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn of_many_sweeps_at_once_one_makes_each_visit(db: PgPool) {
    let office = office(db).await;
    for key in ["a", "b", "c", "d", "e"] {
        office.monthly(10, key).await;
    }
    let (one, two, three, four) =
        tokio::join!(office.sweep(), office.sweep(), office.sweep(), office.sweep());
    // Who finds a contract in hand leaves it to whom it is in.
    let later = office.sweep().await;
    assert_eq!(one + two + three + four + later, 5);
    let made = sqlx::query_scalar!(r#"select count(*) as "count!" from maintenance_visits"#)
        .fetch_one(&office.test.app.db)
        .await
        .unwrap();
    let asked = sqlx::query_scalar!(
        r#"select count(*) as "count!" from tickets where source = 'maintenance'"#
    )
    .fetch_one(&office.test.app.db)
    .await
    .unwrap();
    assert_eq!((made, asked), (5, 5));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_database_refuses_a_second_visit_of_a_day_and_a_second_open_one(db: PgPool) {
    let office = office(db).await;
    let id = office.monthly(10, "a").await;
    office.sweep().await;
    let other = office.test.ticket(office.home).await;
    let insert = async |due_on: &str| {
        let refused = sqlx::query!(
            "insert into maintenance_visits (contract_id, due_on, planned_on, ticket_id, made_at)
             values ($1, $2, $2, $3, now())",
            id as _,
            day(due_on),
            other as _,
        )
        .execute(&office.test.app.db)
        .await
        .unwrap_err();
        database::violated_constraint(&refused).unwrap().to_owned()
    };
    assert_eq!(insert("2027-01-10").await, "maintenance_visits_open_key");
    sqlx::query!("update maintenance_visits set ended_at = now()")
        .execute(&office.test.app.db)
        .await
        .unwrap();
    assert_eq!(insert("2026-12-10").await, "maintenance_visits_due_key");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_visit_leaves_holidays_and_closures_and_says_why(db: PgPool) {
    let office = office(db).await;
    let christmas = office.yearly(12, 25, "a").await;
    scheduling::close_on(&office.test.app.db, day("2026-12-16"), "Inventaire").await.unwrap();
    let closed = office.yearly(12, 16, "b").await;
    office.pass(6);
    assert_eq!(office.sweep().await, 2);
    // Friday 25 December, then a weekend.
    let visit = &office.visits(christmas).await[0];
    assert_eq!(visit.planned_on, day("2026-12-28"));
    assert_eq!(visit.moved_because.as_deref(), Some("vendredi 25 décembre, férié (Noël)"));
    let visit = &office.visits(closed).await[0];
    assert_eq!(visit.planned_on, day("2026-12-17"));
    let because = "mercredi 16 décembre, fermeture (Inventaire)";
    assert_eq!(visit.moved_because.as_deref(), Some(because));
    // The rule itself is not moved: next year's day is that of the rule.
    assert_eq!(visit.due_on, day("2026-12-16"));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_contract_whose_last_visit_is_over_is_ended_and_a_suspended_one_asks_for_nothing(
    db: PgPool,
) {
    let office = office(db).await;
    let frequency = Frequency::Months { every: 1, month: 1, day: 10 };
    let mut terms = office.terms(frequency, "2026-11-01").await;
    terms.last_on = Some(day("2026-12-31"));
    let id = office.add(&terms, "a").await;
    let suspended = office.monthly(11, "b").await;
    let staff = office.claire.staff;
    let (db, now) = (&office.test.app.db, office.test.now());
    maintenance::turn(db, suspended, &maintenance::Turn::Suspend, staff, now).await.unwrap();
    assert_eq!(office.sweep().await, 1);
    let number = office.visits(id).await[0].number.clone();
    office.close(&number).await;
    office.sweep().await;
    let contract = office.contract(id).await;
    assert_eq!((contract.state, contract.due_on), (State::Ended, None));
    assert_eq!(office.contract(suspended).await.state, State::Suspended);
    assert!(office.visits(suspended).await.is_empty());
}
