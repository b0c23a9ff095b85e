use axum::{
    body::Body,
    http::{Request, header},
};
use relais::{customers, jobs::ImportFiles, legacy, staff::Role};
use sqlx::PgPool;

use crate::support::{Reply, SignedIn, TestApp};

const FILE: &str = "Code client;Nom;Adresse;T\u{e9}l;Email\nC1;DUPONT Pierre;12 rue Carnot, Annecy;0639981234;\n\
    ;=HYPERLINK(\"http://x.example\");;;\nC2;PETIT H\u{e9}l\u{e8}ne;;;\n";

/// As the old program wrote it.
fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

pub(super) async fn upload(test: &TestApp, who: &SignedIn, name: &str, content: &[u8]) -> Reply {
    let mut body = format!(
        "--limit\r\ncontent-disposition: form-data; name=\"fichier\"; filename=\"{name}\"\r\n\
         content-type: text/csv\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--limit--\r\n");
    let request = Request::post("/import")
        .header(header::COOKIE, &who.cookie)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=limit")
        .header("sec-fetch-site", "same-origin");
    test.send(request.body(Body::from(body)).unwrap()).await
}

/// Says yes to the preview, lets the worker work, and returns where the report is.
async fn confirm(test: &TestApp, who: &SignedIn, preview: &str) -> String {
    let asked = test.post_as(who, &format!("{preview}/confirmation"), &[]).await;
    asked.assert_status(303);
    assert_eq!(test.run::<ImportFiles>().await, 1);
    test.get_as(who, &asked.location.unwrap()).await.location.unwrap()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_file_is_looked_at_before_anything_is_written(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let chosen = upload(&test, &claire, "clients.csv", &windows_1252(FILE)).await;
    chosen.assert_status(303);
    let preview_path = chosen.location.unwrap();
    let preview = test.get_as(&claire, &preview_path).await;
    preview.assert_shows("<b>2</b> nouveaux clients");
    preview.assert_shows("<b>1</b> ligne non prise");
    preview.assert_shows("Il manque le code du client.");
    assert_eq!(customers::count(&test.app.db).await.unwrap(), 0);

    let sofia = test.session_of(test.staff("Sofia Lenoir", Role::Office).await).await;
    test.get_as(&sofia, &preview_path).await.assert_status(404);

    let report_path = confirm(&test, &claire, &preview_path).await;
    let report = test.get_as(&claire, &report_path).await;
    report.assert_shows("<b>2</b> nouveaux clients");
    test.get_as(&claire, "/clients").await.assert_shows("Petit Hélène");
    let list = test.get_as(&claire, &format!("{report_path}/rejets.csv")).await;
    assert!(list.body.starts_with('\u{feff}'), "{:?}", list.body);
    assert!(list.body.starts_with("\u{feff}Ligne;Motif;Code client;Nom;Adresse;Tél;Email\r\n"));
    assert!(list.body.contains("3;Il manque le code du client.;;\"'=HYPERLINK("), "{}", list.body);

    // Mended in the downloaded list, the row comes in.
    let mended = list.body.replace("client.;;", "client.;C3;").replace("'=HYPERLINK", "=HYPERLINK");
    let preview = upload(&test, &claire, "corrige.csv", mended.as_bytes()).await.location.unwrap();
    let report = test.get_as(&claire, &confirm(&test, &claire, &preview).await).await;
    report.assert_shows("<b>1</b> nouveau client");

    // The same file again: nothing changes.
    let again = upload(&test, &claire, "clients.csv", &windows_1252(FILE)).await;
    let preview = test.get_as(&claire, &again.location.unwrap()).await;
    preview.assert_shows("<b>2</b> lignes inchangées");
    assert_eq!(customers::count(&test.app.db).await.unwrap(), 3);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_no_client_file_is_refused_with_words(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    for (name, content, words) in [
        ("photo.png", &b"\x89PNG\r\n\x1a\n\0\0"[..], "n’est pas un tableau"),
        ("vide.csv", b"", "Ce fichier est vide."),
        ("", b"", "Choisissez un fichier."),
    ] {
        let reply = upload(&test, &claire, name, content).await;
        reply.assert_status(422);
        reply.assert_shows(words);
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn columns_that_nobody_knows_are_told_once_and_known_from_then_on(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let file = b"Ident;Qui;Fixe\nB1;DUPONT Pierre;0465711234\nB2;;0465711235\n";
    let chosen = upload(&test, &claire, "batigest.csv", file).await;
    let path = chosen.location.unwrap();
    assert!(path.starts_with("/import/colonnes/"), "{path}");
    let page = test.get_as(&claire, &path).await;
    page.assert_shows("DUPONT Pierre");

    let without_name = [
        ("source", "sage-clients"),
        ("nom", "Batigest"),
        ("colonne", "code"),
        ("colonne", "rien"),
        ("colonne", "telephone"),
    ];
    let refused = test.post_as(&claire, &path, &without_name).await;
    refused.assert_status(422);
    refused.assert_shows("Dites quelle colonne est le nom du client");
    refused.assert_shows("value=\"Batigest\"");

    let mapping = [
        ("source", "sage-clients"),
        ("nom", "Batigest"),
        ("colonne", "code"),
        ("colonne", "nom"),
        ("colonne", "telephone"),
    ];
    let told = test.post_as(&claire, &path, &mapping).await;
    told.assert_status(303);
    let preview_path = told.location.unwrap();
    let preview = test.get_as(&claire, &preview_path).await;
    preview.assert_shows("<b>1</b> nouveau client");
    preview.assert_shows("Il manque le nom du client.");
    confirm(&test, &claire, &preview_path).await;
    test.get_as(&claire, "/clients").await.assert_shows("Dupont Pierre");

    let again = upload(&test, &claire, "batigest.csv", file).await.location.unwrap();
    assert!(again.starts_with("/import/apercu/"), "{again}");
    test.get_as(&claire, &again).await.assert_shows("<b>1</b> ligne inchangée");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_import_is_undone_from_its_report(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let preview =
        upload(&test, &claire, "clients.csv", &windows_1252(FILE)).await.location.unwrap();
    let report = confirm(&test, &claire, &preview).await;
    test.get_as(&claire, &report).await.assert_shows("Annuler cet import");
    test.post_as(&claire, &format!("{report}/annulation"), &[]).await.assert_status(303);
    assert_eq!(customers::count(&test.app.db).await.unwrap(), 0);
    test.get_as(&claire, &report).await.assert_shows("Cet import a été annulé");
    let again = test.post_as(&claire, &format!("{report}/annulation"), &[]).await;
    again.assert_status(422);
    again.assert_shows("déjà annulé");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn follow_ups_and_half_days_are_shown_and_half_days_are_settled(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    test.get_as(&claire, "/relances").await.assert_shows("Personne n’est à relancer.");
    test.get_as(&claire, "/planning/a-confirmer")
        .await
        .assert_shows("Rien n’attend d’être confirmé.");
    let files: [(&str, &[u8]); 2] = [
        ("relances.csv", "Client;Tel;Objet;Dernière relance;Statut\nDupond;0639981234;Devis en attente;semaine 42;à relancer\nPetit;0639985678;SAV;;OK\n".as_bytes()),
        ("Gaetan_Novembre_2025.csv", "Jour;8h-12h;14h-18h\nLundi 4 novembre 2025;M. Durand?;\n".as_bytes()),
    ];
    for (name, file) in files {
        let preview = upload(&test, &claire, name, file).await.location.unwrap();
        confirm(&test, &claire, &preview).await;
    }
    let list = test.get_as(&claire, "/relances").await;
    list.assert_shows("semaine 42");
    assert!(!list.body.contains("Petit"), "closed ones are on another tab");
    test.get_as(&claire, "/relances?vue=closes").await.assert_shows("Petit");

    test.get_as(&claire, "/planning/a-confirmer")
        .await
        .assert_shows("Le 04/11/2025 est un mardi, pas un lundi.");
    let visit = legacy::unconfirmed_visits(&test.app.db, None, 1).await.unwrap().remove(0);
    let path = format!("/planning/a-confirmer/{}", visit.id);
    test.post_as(&claire, &path, &[("suite", "ignore")]).await.assert_status(303);
    let settled = test.get_as(&claire, "/planning/a-confirmer").await;
    settled.assert_shows("Rien n’attend");
    let back = format!("{path}/retour");
    settled.assert_shows(&back);
    test.post_as(&claire, &back, &[]).await.assert_status(303);
    test.get_as(&claire, "/planning/a-confirmer").await.assert_shows("M. Durand?");

    // What is owed stands on the customer's page, and in their time line.
    let dupond = legacy::source_links(&test.app.db).await.unwrap().remove(0).customer;
    let page = test.get_as(&claire, &format!("/clients/{dupond}")).await;
    page.assert_shows("À relancer&nbsp;: Devis en attente");
    page.assert_shows("Relance\u{a0}: Devis en attente");
    let list = test.get_as(&claire, "/exports/relances.csv").await;
    assert!(list.body.contains(";Devis en attente;semaine 42;à relancer;"), "{}", list.body);
    assert!(!list.body.contains("Petit"), "{}", list.body);
    let list = test.get_as(&claire, "/exports/imports.csv").await;
    assert!(list.body.contains(";relances.csv;Relances;Claire Martin;2;2;"), "{}", list.body);
}
