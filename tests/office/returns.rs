//! What goes back to Sage and the ERP.

use relais::{
    customers,
    exports::returns::{self, Kind, Program},
    staff::Role,
};
use sqlx::PgPool;

use crate::support::{TestApp, factory::Home};

/// Known by the ERP since a while, as `C00001`.
async fn filed(test: &TestApp) -> Home {
    let home = test.customer("Dupont Pierre", Some("+33639981234"), None).await;
    sqlx::query(
        "with import as (
            insert into imports (kind, file_name, started_at) values ('mde-clients', 'x.csv', '2026-11-01T00:00Z') returning id
         )
         insert into source_records (source, external_id, customer_id, line, raw, fingerprint, imported_at, import_id)
         select 'mde', 'C00001', $1, 2,
                '{\"Code client\": \"C00001\", \"Nom\": \"DUPONT Pierre\", \"Adresse\": \"12 R DE LA MAIRIE, 74000 ANNECY\",
                  \"Tél\": \"06 39 98 12 34\", \"Email\": \"\", \"Nb chantiers\": \"2\", \"Dernière intervention\": \"\"}',
                '', '2026-11-01T00:00Z', id
         from import",
    )
    .bind(home.customer)
    .execute(&test.app.db)
    .await
    .unwrap();
    home
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn each_change_leaves_once(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let home = filed(&test).await;
    let page = test.get_as(&claire, "/reglages/retours").await;
    page.assert_shows("Rien n’attend");

    // The ERP has no room for a second number; the mailbox has a column.
    let customer = format!("/clients/{}", home.customer);
    test.post_as(&claire, &format!("{customer}/emails"), &[("email", "dupont@neuf.example")])
        .await
        .assert_status(303);
    let page = test.get_as(&claire, "/reglages/retours").await;
    page.assert_shows("1\u{a0}fiche attend");
    page.assert_shows("dupont@neuf.example");

    let taken = test.post_as(&claire, "/reglages/retours/mde/changed", &[]).await;
    taken.assert_status(303);
    let page = test.get_as(&claire, "/reglages/retours").await;
    page.assert_shows("Rien n’attend");
    page.assert_shows("ERP MDE, fiches modifiées");
    page.assert_shows("Claire Martin");
    let batch = returns::batches(&test.app.db).await.unwrap().remove(0);
    let (.., file) = returns::content(&test.app.db, batch.id).await.unwrap().unwrap();
    let text: String = file.iter().map(|byte| char::from(*byte)).collect();
    assert_eq!(
        text,
        "Code client;Nom;Adresse;Tél;Email;Nb chantiers;Dernière intervention\r\n\
         C00001;DUPONT Pierre;12 R DE LA MAIRIE, 74000 ANNECY;06 39 98 12 34;dupont@neuf.example;2;\r\n"
    );
    let again = returns::take(&test.app.db, Program::Mde, Kind::Changed, None, test.now()).await;
    assert_eq!(again.unwrap(), None);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn two_who_take_at_once_take_it_once(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let home = filed(&test).await;
    let email = relais::values::EmailAddress::parse("dupont@neuf.example").unwrap();
    let mut connection = test.app.db.acquire().await.unwrap();
    customers::add_email(&mut connection, home.customer, &email, claire.staff, test.now())
        .await
        .unwrap();
    drop(connection);
    let take = || returns::take(&test.app.db, Program::Mde, Kind::Changed, None, test.now());
    let (one, other) = tokio::join!(take(), take());
    assert_eq!(one.unwrap().is_some(), other.unwrap().is_none());
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn who_has_no_code_yet_leaves_apart(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let fields = [
        ("genre", "person"),
        ("nom", "Zwyx"),
        ("prenom", "Albert"),
        ("telephone", "06 39 98 45 61"),
    ];
    test.post_as(&claire, "/clients/nouveau", &fields).await.assert_status(303);
    let waiting = returns::waiting(&test.app.db, Program::Sage, Kind::New).await.unwrap();
    assert_eq!(waiting[0].cells[0], "");
    assert_eq!(waiting[0].cells[1], "Zwyx Albert");
    assert_eq!(waiting[0].cells[7], "06 39 98 45 61");
    test.post_as(&claire, "/reglages/retours/sage/new", &[]).await.assert_status(303);
    assert!(returns::waiting(&test.app.db, Program::Sage, Kind::New).await.unwrap().is_empty());
    assert_eq!(returns::waiting(&test.app.db, Program::Mde, Kind::New).await.unwrap().len(), 1);
    test.post_as(&claire, "/reglages/retours/sage/all", &[]).await.assert_status(404);
}
