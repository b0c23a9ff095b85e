//! When two customers are not merged, and who wins a race.

use chrono::TimeDelta;
use relais::{
    merging::{self, MergeError, Relation, UndoError, Verdict},
    staff::Role,
};
use sqlx::PgPool;

use crate::support::{TestApp, instant};

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_same_merge_twice_is_one_and_a_card_that_changed_is_shown_again(db: PgPool) {
    let test = TestApp::new(db);
    let staff = test.staff("Claire Martin", Role::Office).await;
    let (one, two) =
        (test.dupont().await.customer, test.customer("Dupond", None, None).await.customer);
    let mut request = test.merge_request(two, one).await;
    request.versions[0] += 1;
    let stale = merging::merge(&test.app.db, &request, staff, test.now()).await;
    assert!(matches!(stale, Err(MergeError::Stale)));
    request.versions[0] -= 1;
    let (first, second) = tokio::join!(
        merging::merge(&test.app.db, &request, staff, test.now()),
        merging::merge(&test.app.db, &request, staff, test.now()),
    );
    assert_eq!(first.unwrap(), second.unwrap());
    assert_eq!(merging::survivor_of(&test.app.db, two).await.unwrap(), Some(one));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn two_merges_of_one_customer_at_once_end_with_one_of_them(db: PgPool) {
    let test = TestApp::new(db);
    let staff = test.staff("Claire Martin", Role::Office).await;
    let (one, two, three) = (
        test.dupont().await.customer,
        test.customer("Dupond", None, None).await.customer,
        test.customer("Dupont P.", None, None).await.customer,
    );
    let (left, right) =
        (test.merge_request(one, three).await, test.merge_request(two, three).await);
    let (left, right) = tokio::join!(
        merging::merge(&test.app.db, &left, staff, test.now()),
        merging::merge(&test.app.db, &right, staff, test.now()),
    );
    assert_eq!(left.is_ok(), right.is_err(), "{left:?} {right:?}");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_visit_booked_during_a_merge_is_the_survivors_or_is_not_booked(db: PgPool) {
    let test = TestApp::new(db);
    let staff = test.staff("Claire Martin", Role::Office).await;
    let one = test.dupont().await;
    let two = test.customer("Dupond", None, None).await;
    let insert = sqlx::query(
        "insert into tickets (number, customer_id, site_id, source, subject, priority, owner_id, next_action, next_action_at,
                              created_at, updated_at)
         values ('SAV-1', $1, $2, 'office', 'Tableau', 'p2', $3, 'Rappeler', now(), now(), now())",
    )
    .bind(two.customer)
    .bind(two.site)
    .bind(staff);
    let (merged, booked) =
        tokio::join!(test.merge(one.customer, two.customer, staff), insert.execute(&test.app.db));
    merged.unwrap();
    let of_survivor = sqlx::query_scalar!(
        r#"select count(*) as "count!" from tickets where customer_id = $1 and site_id = $2"#,
        one.customer as _,
        one.site as _,
    );
    let expected = i64::from(booked.is_ok());
    assert_eq!(of_survivor.fetch_one(&test.app.db).await.unwrap(), expected);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_import_under_way_keeps_merges_away(db: PgPool) {
    let test = TestApp::new(db);
    let staff = test.staff("Claire Martin", Role::Office).await;
    let (one, two) =
        (test.dupont().await.customer, test.customer("Dupond", None, None).await.customer);
    let mut import = test.app.db.begin().await.unwrap();
    sqlx::raw_sql("select pg_advisory_xact_lock(hashtextextended('legacy import', 2))")
        .execute(&mut *import)
        .await
        .unwrap();
    assert!(matches!(test.merge(one, two, staff).await, Err(MergeError::ImportUnderWay)));
    import.commit().await.unwrap();
    test.merge(one, two, staff).await.unwrap();
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn after_thirty_days_a_merge_stands(db: PgPool) {
    let test = TestApp::new(db);
    let staff = test.staff("Claire Martin", Role::Office).await;
    let (one, two) =
        (test.dupont().await.customer, test.customer("Dupond", None, None).await.customer);
    let (merge, _) = test.merge(one, two, staff).await.unwrap();
    let late = test.now() + TimeDelta::days(30);
    let refused = merging::undo(&test.app.db, merge, staff, late).await;
    assert!(matches!(refused, Err(UndoError::TooLate)));
    assert!(merging::forget_before(&test.app.db, late).await.unwrap() > 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_was_decided_is_out_of_the_queue_until_it_is_taken_back(db: PgPool) {
    let test = TestApp::new(db);
    let staff = test.staff("Claire Martin", Role::Office).await;
    let ids = [test.dupont().await.customer, test.customer("Dupond", None, None).await.customer];
    sqlx::query!(
        "insert into match_proposals values ($1, $2, 'same', 0.93, 3.9, '[]', $3)",
        ids[0] as _,
        ids[1] as _,
        instant("2026-11-20T08:00:00Z"),
    )
    .execute(&test.app.db)
    .await
    .unwrap();
    let open = || merging::count_open(&test.app.db, Relation::Same, 999);
    assert_eq!(open().await.unwrap(), 1);
    assert!(
        merging::decide(&test.app.db, ids, Verdict::Household, staff, test.now()).await.unwrap()
    );
    assert_eq!(open().await.unwrap(), 0);
    let household = merging::households_of(&test.app.db, ids[1]).await.unwrap();
    assert_eq!(household[0].id, ids[0]);
    assert!(merging::withdraw(&test.app.db, ids, staff, test.now()).await.unwrap());
    assert_eq!(merging::open_proposals_of(&test.app.db, ids[1]).await.unwrap()[0].other, ids[0]);
}
