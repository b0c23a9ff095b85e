use relais::{
    promises::{self, ChangeError},
    staff::Role,
};
use sqlx::PgPool;

use super::promise;
use crate::support::{TestApp, instant};

/// Monday 16:00 in Annecy.
const DUE: &str = "2026-11-23T15:00:00Z";

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_promise_is_put_off_with_a_reason_only_and_its_story_tells(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let id = promise(&test, "Rappeler le syndic", Some(claire.staff), instant(DUE)).await;
    let path = format!("/promesses/{id}/report");
    let refused = test
        .post_as(&claire, &path, &[("jour", "2026-11-24"), ("heure", "10:00"), ("raison", " ")])
        .await;
    refused.assert_status(422);
    refused.assert_shows("une promesse ne se reporte pas sans raison");
    let past = [("jour", "2026-11-20"), ("heure", "10:00"), ("raison", "absent")];
    let refused = test.post_as(&claire, &path, &past).await;
    refused.assert_status(422);
    assert_eq!(refused.input_value("raison"), "absent");

    let later = [("jour", "2026-11-24"), ("heure", "10:00"), ("raison", "il est en réunion")];
    test.post_as(&claire, &path, &later).await.assert_status(303);
    let page = test.get_as(&claire, &format!("/promesses/{id}")).await;
    page.assert_shows("il est en réunion");
    page.assert_shows("Noté par Claire Martin");
    let found = promises::find(&test.app.db, id).await.unwrap().unwrap();
    assert_eq!(found.due_at, instant("2026-11-24T09:00:00Z"));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_promise_given_to_a_colleague_is_theirs(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let sofia = test.staff("Sofia Rossi", Role::Office).await;
    let id = promise(&test, "Rappeler le syndic", Some(claire.staff), instant(DUE)).await;
    let to = sofia.to_string();
    test.post_as(&claire, &format!("/promesses/{id}/pour"), &[("pour", &to)])
        .await
        .assert_status(303);
    test.get_as(&claire, "/promesses?vue=moi").await.assert_shows("Tout est tenu.");
    let sofia = test.session_of(sofia).await;
    test.get_as(&sofia, "/promesses?vue=moi").await.assert_shows("Rappeler le syndic");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_was_kept_by_mistake_is_opened_again_with_its_story(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let id = promise(&test, "Rappeler le syndic", Some(claire.staff), instant(DUE)).await;
    let kept = format!("/promesses/{id}/suite");
    test.post_as(&claire, &kept, &[("outcome", "Fait hier")]).await.assert_status(303);
    test.get_as(&claire, "/promesses?vue=tenues").await.assert_shows("Fait hier");
    test.post_as(&claire, &format!("/promesses/{id}/retour"), &[]).await.assert_status(303);
    let page = test.get_as(&claire, &format!("/promesses/{id}")).await;
    page.assert_shows("il avait été noté\u{a0}: Fait hier");
    assert!(promises::find(&test.app.db, id).await.unwrap().unwrap().kept_at.is_none());
    let again = promises::reopen(&test.app.db, id, claire.staff, test.now()).await;
    assert!(matches!(again, Err(ChangeError::NotReopened)), "it is open");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_database_lets_no_promise_be_deleted_or_end_without_words(db: PgPool) {
    let test = TestApp::new(db);
    let id = promise(&test, "Rappeler le syndic", None, instant(DUE)).await;
    let deleted =
        sqlx::query("delete from promises where id = $1").bind(id).execute(&test.app.db).await;
    assert!(deleted.unwrap_err().to_string().contains("never deleted"));
    let ended = sqlx::query("update promises set kept_at = now() where id = $1")
        .bind(id)
        .execute(&test.app.db)
        .await;
    assert!(ended.unwrap_err().to_string().contains("promises_end_with_words"));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn closing_the_day_lists_what_would_be_forgotten_and_nothing_else(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    test.get_as(&claire, "/journee/fin").await.assert_shows("Tout est tenu.");
    let gaetan = test.technician("Gaëtan Morel").await;
    let dupont = test.dupont().await;
    promise(&test, "Rappeler le syndic", None, instant(DUE)).await;
    promise(&test, "Rappeler demain", None, instant("2026-11-24T15:00:00Z")).await;
    test.appointment(gaetan, dupont, instant("2026-11-23T13:00:00Z")).await;
    test.app.clock.advance(instant("2026-11-23T17:00:00Z") - test.now());
    let page = test.get_as(&claire, "/journee/fin").await;
    page.assert_shows("2\u{a0}choses seraient oubliées");
    page.assert_shows("Rappeler le syndic");
    page.assert_hides("Rappeler demain");
    page.assert_shows("Dupont Pierre");
}
