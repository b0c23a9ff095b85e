//! Prendre le relais, and giving it back.

use chrono::TimeDelta;
use relais::{business_time::Span, jobs::WatchPromises, promises, scheduling, staff::Role};
use sqlx::PgPool;

use super::promise;
use crate::support::{TestApp, instant};

/// Monday 16:00 in Annecy.
const DUE: &str = "2026-11-23T15:00:00Z";

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn one_press_takes_over_all_that_somebody_owes_and_another_gives_it_back(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let sofia = test.session_of(test.staff("Sofia Rossi", Role::Office).await).await;
    let dupont = test.dupont().await;
    let first = promise(&test, "Rappeler le syndic", Some(claire.staff), instant(DUE)).await;
    promise(&test, "Envoyer le devis", Some(claire.staff), instant("2026-11-24T15:00:00Z")).await;
    let ticket = test.ticket(dupont).await;
    sqlx::query("update tickets set owner_id = $2 where id = $1")
        .bind(ticket)
        .bind(claire.staff)
        .execute(&test.app.db)
        .await
        .unwrap();

    let page = test.get_as(&sofia, &format!("/relais/{}", claire.staff)).await;
    page.assert_shows("Rappeler le syndic");
    page.assert_shows("Bonjour, ici Sofia de");
    page.assert_shows("Noté par Claire Martin");
    let taken = test.post_as(&sofia, &format!("/relais/{}", claire.staff), &[]).await;
    assert_eq!(taken.location.as_deref(), Some("/promesses?vue=moi"));
    let mine = test.get_as(&sofia, "/promesses?vue=moi").await;
    mine.assert_shows("3\u{a0}choses");
    mine.assert_shows("Envoyer le devis");
    test.post_as(&sofia, &format!("/relais/{}", claire.staff), &[]).await.assert_status(303);
    test.get_as(&sofia, "/relais").await.assert_shows("Il n’y a rien à reprendre.");

    promises::keep(&test.app.db, first, "Rappelé", sofia.staff, test.now()).await.unwrap();
    let relay = relais::relays::open(&test.app.db).await.unwrap()[0].id;
    for _ in 0..2 {
        test.post_as(&sofia, &format!("/relais/{relay}/rendre"), &[]).await.assert_status(303);
    }
    let back = test.get_as(&claire, "/promesses?vue=moi").await;
    back.assert_shows("Envoyer le devis");
    back.assert_hides("Rappeler le syndic");
    let owner: Option<i64> = sqlx::query_scalar("select owner_id from tickets where id = $1")
        .bind(ticket)
        .fetch_one(&test.app.db)
        .await
        .unwrap();
    assert_eq!(owner, Some(claire.staff.0));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_relay_goes_back_by_itself_when_the_absent_one_returns(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let sofia = test.staff("Sofia Rossi", Role::Office).await;
    let away = Span::new(test.now(), test.now() + TimeDelta::days(1));
    scheduling::declare_absence(&test.app.db, claire.staff, away, "maladie", sofia, test.now())
        .await
        .unwrap();
    let id =
        promise(&test, "Envoyer le devis", Some(claire.staff), instant("2026-11-30T15:00:00Z"))
            .await;
    relais::relays::take_over(&test.app.db, claire.staff, sofia, test.now()).await.unwrap();
    test.run::<WatchPromises>().await;
    let owner = || async { promises::find(&test.app.db, id).await.unwrap().unwrap().owner_id };
    assert_eq!(owner().await, Some(sofia));
    test.app.clock.advance(TimeDelta::days(1));
    assert_eq!(test.run::<WatchPromises>().await, 1);
    assert_eq!(owner().await, Some(claire.staff));
    let story = promises::story(&test.app.db, id).await.unwrap();
    assert!(story.iter().any(|one| one.text.starts_with("Relais pris par Sofia")), "{story:?}");
    assert!(story.iter().any(|one| one.text == "Rendu à Claire Martin"), "{story:?}");
}
