//! What happens after a merge, and where it stays when the merge is undone.

use chrono::TimeDelta;
use relais::{customers, merging, staff::Role, tickets, values::CustomerId};
use sqlx::PgPool;

use crate::support::{TestApp, instant};

async fn phones(db: &PgPool, customer: CustomerId) -> Vec<String> {
    let phones = customers::phones(db, customer).await.unwrap();
    phones.iter().map(|phone| phone.shown().replace('\u{a0}', " ")).collect()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_comes_after_the_merge_stays_with_the_survivor_and_is_said(db: PgPool) {
    let test = TestApp::new(db);
    let staff = test.staff("Claire Martin", Role::Office).await;
    let one = test.dupont().await;
    let two = test.customer("Dupond Pierre", Some("+33639985678"), None).await;
    let (merge, survivor) = test.merge(one.customer, two.customer, staff).await.unwrap();
    assert_eq!(survivor, one.customer);
    assert_eq!(phones(&test.app.db, survivor).await, ["06 39 98 12 34", "06 39 98 56 78"]);
    assert_eq!(customers::sites(&test.app.db, survivor).await.unwrap().len(), 1);

    let later = test.now() + TimeDelta::hours(1);
    customers::add_phones(&test.app.db, survivor, "06 39 98 11 11", None, staff, later)
        .await
        .unwrap();
    sqlx::query!(
        "insert into calls (provider, provider_call_id, state, customer_id, started_at) values ('cti', 'x', 'ended', $1, $2)",
        survivor as _,
        later,
    )
    .execute(&test.app.db)
    .await
    .unwrap();
    let (_, stays) = merging::undo(&test.app.db, merge, staff, later).await.unwrap();
    assert_eq!(stays.words().as_deref(), Some("1\u{a0}appel"));
    assert_eq!(phones(&test.app.db, one.customer).await, ["06 39 98 12 34", "06 39 98 11 11"]);
    assert_eq!(phones(&test.app.db, two.customer).await, ["06 39 98 56 78"]);
    assert_eq!(customers::sites(&test.app.db, two.customer).await.unwrap()[0].id, two.site);
    let again = merging::undo(&test.app.db, merge, staff, later).await.unwrap();
    assert!(again.0.undone_at.is_some(), "the second press says the same");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_visit_booked_after_the_merge_follows_its_request_and_finds_its_address(db: PgPool) {
    let test = TestApp::new(db);
    let staff = test.staff("Claire Martin", Role::Office).await;
    let technician = test.technician("Gaëtan Morel").await;
    let one = test.dupont().await;
    let two = test.customer("Dupond Pierre", None, None).await;
    let ticket = test.ticket(two).await;
    let (merge, _) = test.merge(one.customer, two.customer, staff).await.unwrap();
    test.app.clock.advance(TimeDelta::hours(1));
    let home = crate::support::factory::Home { customer: one.customer, site: one.site };
    let visit = test.appointment(technician, home, instant("2026-11-24T08:00:00Z")).await;
    sqlx::query!("update appointments set ticket_id = $2 where id = $1", visit as _, ticket as _)
        .execute(&test.app.db)
        .await
        .unwrap();
    merging::undo(&test.app.db, merge, staff, test.now()).await.unwrap();
    let (customer, site) = sqlx::query_as::<_, (i64, i64)>(
        "select a.customer_id, s.customer_id from appointments a join sites s on s.id = a.site_id",
    )
    .fetch_one(&test.app.db)
    .await
    .unwrap();
    assert_eq!((customer, site), (two.customer.0, two.customer.0));
    assert_eq!(tickets::open_of_customer(&test.app.db, two.customer).await.unwrap().len(), 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_the_office_wrote_since_is_not_overwritten(db: PgPool) {
    let test = TestApp::new(db);
    let staff = test.staff("Claire Martin", Role::Office).await;
    let one = test.dupont().await;
    let two = test.customer("Dupond Pierre", None, None).await;
    let (merge, _) = test.merge(one.customer, two.customer, staff).await.unwrap();
    let merged = customers::find(&test.app.db, one.customer).await.unwrap().unwrap();
    let name = customers::CustomerName::read_filed("Durand Paul").unwrap();
    let note = Some("Appeler le soir");
    customers::change(&test.app.db, one.customer, merged.version, &name, note, staff, test.now())
        .await
        .unwrap();
    merging::undo(&test.app.db, merge, staff, test.now()).await.unwrap();
    let one = customers::find(&test.app.db, one.customer).await.unwrap().unwrap();
    assert_eq!((one.name.as_str(), one.pinned_note.as_deref()), ("Durand Paul", note));
    let two = customers::find(&test.app.db, two.customer).await.unwrap().unwrap();
    assert_eq!(two.name, "Dupond Pierre");
}
