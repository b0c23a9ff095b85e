//! Who is told of a promise, when, and when not.

use chrono::TimeDelta;
use relais::{
    jobs::WatchPromises,
    promises::{self, Kind},
    scheduling,
    staff::Role,
    values::StaffId,
};
use sqlx::PgPool;

use super::{promise, promise_of};
use crate::support::{TestApp, instant};

/// Monday 16:00 in Annecy.
const DUE: &str = "2026-11-23T15:00:00Z";

fn until(test: &TestApp, at: &str) {
    test.app.clock.advance(instant(at) - test.now());
}

/// What somebody is told, and whether it says "late".
async fn told(test: &TestApp, staff: StaffId) -> Vec<(String, bool)> {
    let notices = promises::notices(&test.app.db, staff).await.unwrap();
    notices.into_iter().map(|notice| (notice.what.clone(), notice.is_late())).collect()
}

struct Team {
    test: TestApp,
    claire: StaffId,
    sofia: StaffId,
    denis: StaffId,
}

async fn team(db: PgPool) -> Team {
    let test = TestApp::new(db);
    let claire = test.staff("Claire Martin", Role::Office).await;
    let sofia = test.staff("Sofia Rossi", Role::Office).await;
    let denis = test.staff("Denis Duret", Role::Manager).await;
    Team { test, claire, sofia, denis }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_owner_is_told_an_hour_before_and_the_manager_when_it_is_late(db: PgPool) {
    let Team { test, claire, sofia, denis } = team(db).await;
    promise(&test, "Rappeler", Some(claire), instant(DUE)).await;
    until(&test, "2026-11-23T13:59:00Z");
    assert_eq!(test.run::<WatchPromises>().await, 0, "more than an hour is left");
    until(&test, "2026-11-23T14:00:00Z");
    assert_eq!(test.run::<WatchPromises>().await, 1);
    assert_eq!(told(&test, claire).await, [("Rappeler".to_owned(), false)]);
    assert!(told(&test, denis).await.is_empty() && told(&test, sofia).await.is_empty());
    until(&test, DUE);
    assert_eq!(test.run::<WatchPromises>().await, 1);
    assert_eq!(test.run::<WatchPromises>().await, 0, "once is enough");
    assert_eq!(told(&test, denis).await, [("Rappeler".to_owned(), true)]);
    assert_eq!(
        told(&test, sofia).await,
        [("Rappeler".to_owned(), true)],
        "a colleague can still call"
    );
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn nobody_is_told_of_what_was_kept(db: PgPool) {
    let Team { test, claire, denis, .. } = team(db).await;
    let id = promise(&test, "Rappeler", Some(claire), instant(DUE)).await;
    until(&test, "2026-11-23T14:30:00Z");
    test.run::<WatchPromises>().await;
    promises::keep(&test.app.db, id, "Rappelé", claire, test.now()).await.unwrap();
    assert!(told(&test, claire).await.is_empty(), "the notice goes with the promise");
    until(&test, "2026-11-23T15:30:00Z");
    assert_eq!(test.run::<WatchPromises>().await, 0);
    assert!(told(&test, denis).await.is_empty());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn nobody_is_told_at_night_at_lunch_on_holidays_or_on_closed_days_but_of_danger(db: PgPool) {
    let Team { test, claire, denis, .. } = team(db).await;
    // A Thursday's end; Friday 1 January is a holiday.
    until(&test, "2026-12-31T16:30:00Z");
    promise(&test, "Rappeler", Some(claire), instant("2026-12-31T17:00:00Z")).await;
    assert_eq!(test.run::<WatchPromises>().await, 1, "soon");
    scheduling::close_on(&test.app.db, "2027-01-04".parse().unwrap(), "inventaire").await.unwrap();
    let closed = [
        "2026-12-31T17:00:00Z",
        "2026-12-31T23:00:00Z",
        "2027-01-01T09:00:00Z",
        "2027-01-02T09:00:00Z",
        "2027-01-04T09:00:00Z",
        "2027-01-05T06:59:00Z",
    ];
    for at in closed {
        until(&test, at);
        assert_eq!(test.run::<WatchPromises>().await, 0, "{at}");
    }
    promise_of(&test, Kind::Danger, "Odeur de brûlé", None, test.now()).await;
    assert_eq!(test.run::<WatchPromises>().await, 1, "danger waits for no office");
    assert_eq!(told(&test, denis).await, [("Odeur de brûlé".to_owned(), true)]);
    until(&test, "2027-01-05T07:00:00Z");
    assert_eq!(test.run::<WatchPromises>().await, 1, "the office opens");
    assert_eq!(told(&test, denis).await.len(), 2);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn two_processes_tell_once_and_a_sweep_cut_off_tells_at_the_next(db: PgPool) {
    let Team { test, claire, denis, .. } = team(db).await;
    for n in 0..150 {
        promise(&test, &format!("Rappeler {n}"), Some(claire), instant(DUE)).await;
    }
    until(&test, DUE);
    // Cut off wherever it stands.
    tokio::select! {
        biased;
        _ = test.run::<WatchPromises>() => panic!("it cannot end at its first step"),
        () = std::future::ready(()) => {}
    }
    let (one, other) = tokio::join!(test.run::<WatchPromises>(), test.run::<WatchPromises>());
    assert_eq!(one + other + test.run::<WatchPromises>().await, 150);
    let count =
        sqlx::query_scalar::<_, i64>("select count(*) from promise_notices where staff_id = $1")
            .bind(denis)
            .fetch_one(&test.app.db)
            .await
            .unwrap();
    assert_eq!(count, 150);
    let told = sqlx::query_scalar::<_, i64>(
        "select count(*) from promise_events where kind = 'told_late'",
    )
    .fetch_one(&test.app.db)
    .await
    .unwrap();
    assert_eq!(told, 150);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_promise_of_somebody_absent_is_told_to_those_who_are_there(db: PgPool) {
    let Team { test, claire, sofia, .. } = team(db).await;
    let span = relais::business_time::Span::new(test.now(), test.now() + TimeDelta::days(2));
    scheduling::declare_absence(&test.app.db, claire, span, "maladie", sofia, test.now())
        .await
        .unwrap();
    promise(&test, "Rappeler", Some(claire), instant(DUE)).await;
    promise(&test, "À prendre", None, instant(DUE)).await;
    until(&test, "2026-11-23T14:30:00Z");
    assert_eq!(test.run::<WatchPromises>().await, 2);
    assert_eq!(told(&test, sofia).await.len(), 2);
    assert!(told(&test, claire).await.is_empty());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_put_off_is_told_again_before_its_new_time(db: PgPool) {
    let Team { test, claire, denis, .. } = team(db).await;
    let id = promise(&test, "Rappeler", Some(claire), instant(DUE)).await;
    until(&test, DUE);
    test.run::<WatchPromises>().await;
    let later = instant("2026-11-24T10:00:00Z");
    promises::put_off(&test.app.db, id, later, "il est en réunion", claire, test.now())
        .await
        .unwrap();
    assert!(told(&test, denis).await.is_empty(), "it is not late any more");
    until(&test, "2026-11-24T09:10:00Z");
    assert_eq!(test.run::<WatchPromises>().await, 1);
    assert_eq!(told(&test, claire).await, [("Rappeler".to_owned(), false)]);
}
