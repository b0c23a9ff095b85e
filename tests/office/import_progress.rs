//! An import is a worker's: how far it is can be seen, and nothing is done twice or by halves.

use chrono::TimeDelta;
use relais::{
    customers,
    jobs::ImportFiles,
    legacy::{self, Asked, Teller},
    staff::Role,
    values::StaffId,
};
use sqlx::PgPool;

use super::imports::upload;
use crate::support::{SignedIn, TestApp};

const FILE: &str = "Code client;Nom;Tél\nC1;DUPONT Pierre;0639981234\nC2;PETIT Hélène;\n";

/// A file that is chosen and confirmed: where its progress is shown.
async fn confirmed(test: &TestApp, who: &SignedIn) -> String {
    let preview = upload(test, who, "clients.csv", FILE.as_bytes()).await.location.unwrap();
    let asked = test.post_as(who, &format!("{preview}/confirmation"), &[]).await;
    asked.assert_status(303);
    let progress = asked.location.unwrap();
    let again = test.post_as(who, &format!("{preview}/confirmation"), &[]).await;
    assert_eq!(again.location.as_ref(), Some(&progress), "a second press leads to the same");
    let back = test.get_as(who, &preview).await;
    assert_eq!(back.location.as_ref(), Some(&progress), "and so does going back");
    progress
}

/// A file that waits for a worker.
async fn waiting(test: &TestApp, staff: StaffId, content: &[u8]) -> i64 {
    let mut connection = test.app.db.acquire().await.unwrap();
    let draft = legacy::keep_draft(&mut connection, staff, "clients.csv", content, test.now())
        .await
        .unwrap();
    assert!(legacy::ask(&test.app.db, draft, staff, Asked::Import, test.now()).await.unwrap());
    draft
}

async fn claim(test: &TestApp) -> Option<legacy::Claimed> {
    legacy::claim(&mut test.app.db.acquire().await.unwrap(), test.now()).await.unwrap()
}

async fn imports(test: &TestApp) -> usize {
    legacy::past_imports(&test.app.db, None).await.unwrap().len()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_office_sees_how_far_an_import_is_and_then_its_report(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let progress = confirmed(&test, &claire).await;
    assert_eq!(customers::count(&test.app.db).await.unwrap(), 0);
    let page = test.get_as(&claire, &progress).await;
    page.assert_shows("Import en cours");
    page.assert_shows("En attente…");
    page.assert_shows("every 1s");
    test.get_as(&claire, "/import").await.assert_shows(&progress);
    let sofia = test.session_of(test.staff("Sofia Lenoir", Role::Office).await).await;
    test.get_as(&sofia, &progress).await.assert_shows("Claire Martin");

    assert_eq!(test.run::<ImportFiles>().await, 1);
    let part = test.get_htmx(&claire, &progress).await;
    let report = part.headers["hx-redirect"].to_str().unwrap().to_owned();
    assert_eq!(test.get_as(&claire, &progress).await.location.as_ref(), Some(&report));
    test.get_as(&claire, &report).await.assert_shows("<b>2</b> nouveaux clients");
    test.get_as(&claire, "/import").await.assert_hides("/import/suivi/");
    assert_eq!(test.run::<ImportFiles>().await, 0, "two presses are one import");
    assert_eq!(imports(&test).await, 1);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_file_is_taken_again_when_its_worker_died(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    waiting(&test, claire.staff, FILE.as_bytes()).await;
    let dead = claim(&test).await.unwrap();
    assert_eq!(test.run::<ImportFiles>().await, 0, "the worker may still live");
    test.app.clock.advance(legacy::LEASE + TimeDelta::seconds(1));
    assert_eq!(test.run::<ImportFiles>().await, 1);
    assert_eq!(customers::count(&test.app.db).await.unwrap(), 2);

    // It was not dead, only slow: it makes nothing a second time.
    legacy::work_on(&test.app.db, dead, &Teller::new().0, test.now()).await.unwrap();
    assert_eq!(imports(&test).await, 1);
    assert_eq!(customers::count(&test.app.db).await.unwrap(), 2);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_file_that_ends_its_worker_again_and_again_is_given_up_with_words(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let draft = waiting(&test, claire.staff, FILE.as_bytes()).await;
    for attempt in 1..=3 {
        assert!(claim(&test).await.is_some(), "attempt {attempt}");
        test.app.clock.advance(legacy::LEASE + TimeDelta::seconds(1));
    }
    assert_eq!(test.run::<ImportFiles>().await, 0);
    let page = test.get_as(&claire, &format!("/import/suivi/{draft}")).await;
    page.assert_shows("s’est interrompu plusieurs fois");
    page.assert_hides("every 1s");
    assert_eq!(customers::count(&test.app.db).await.unwrap(), 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_file_that_a_worker_cannot_read_says_why(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let draft = waiting(&test, claire.staff, b"Ident;Qui\n1;DUPONT\n").await;
    assert_eq!(test.run::<ImportFiles>().await, 1);
    let page = test.get_as(&claire, &format!("/import/suivi/{draft}")).await;
    page.assert_shows("L’import n’a pas eu lieu");
    page.assert_shows("ne sont celles d’aucun export connu");
    assert_eq!(imports(&test).await, 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_long_file_is_previewed_by_a_worker_too(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let note = "x".repeat(3_900);
    let row = |at| format!("C{at};Client{at} Jean;06399810{at:02};{note};{note}\n");
    let rows: String = (1..=80).map(row).collect();
    let file = format!("Code client;Nom;Tél;Remarque;Notes\nC0;;;;\n{rows}");
    let path = upload(&test, &claire, "clients.csv", file.as_bytes()).await.location.unwrap();
    let progress = test.get_as(&claire, &path).await.location.unwrap();
    test.get_as(&claire, &progress).await.assert_shows("L’aperçu se prépare");
    assert_eq!(test.run::<ImportFiles>().await, 1);
    assert_eq!(test.get_as(&claire, &progress).await.location.as_ref(), Some(&path));
    let preview = test.get_as(&claire, &path).await;
    preview.assert_shows("</b> nouveaux clients");
    preview.assert_shows("Il manque le nom du client.");
    assert_eq!(customers::count(&test.app.db).await.unwrap(), 0, "nothing is written");

    test.post_as(&claire, &format!("{path}/confirmation"), &[]).await.assert_status(303);
    assert_eq!(test.run::<ImportFiles>().await, 1);
    assert!(customers::count(&test.app.db).await.unwrap() > 1);
}
