//! Lists that leave as files.

use relais::{
    exports::{self, Format, List},
    legacy::{self, ImportRequest},
    staff::Role,
};
use sqlx::PgPool;

use crate::support::TestApp;

async fn file(test: &TestApp, list: List, format: Format) -> Vec<u8> {
    let (out, mut parts) = tokio::sync::mpsc::channel(1);
    let (db, now) = (test.app.db.clone(), test.now());
    let writing = tokio::spawn(async move { exports::write(&db, &list, format, now, out).await });
    let mut file = Vec::new();
    while let Some(part) = parts.recv().await {
        file.extend(part.unwrap());
    }
    writing.await.unwrap().unwrap();
    file
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn every_list_leaves_with_french_headers_and_the_filter_of_its_page(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let gaetan = test.technician("Gaëtan Morel").await;
    let home = test.dupont().await;
    test.customer("Petit Jean", None, None).await;
    test.appointment(gaetan, home, "2026-11-26T08:00:00Z".parse().unwrap()).await;
    for (path, header, shown) in [
        ("/exports/clients.csv", "Fiche;Genre;Civilité;Prénom;Nom;", "Petit Jean"),
        ("/exports/clients.csv?q=dupont", "Fiche;", "06 39 98 12 34"),
        ("/exports/appels.csv?vue=tous", "Date;Heure;Sens;Numéro;", ""),
        ("/exports/demandes.csv?vue=toutes", "Numéro;Créée le;Client;", "SAV-2611-001"),
        ("/exports/promesses.csv", "Échéance;Genre;Promesse;", ""),
        (
            "/exports/rendez-vous.csv?date=2026-11-26&vue=jour",
            "Début;Fin;Technicien;",
            "26/11/2026 09:00",
        ),
        (
            "/exports/rendez-vous.csv?date=2026-11-24&vue=semaine",
            "Début;Fin;Technicien;",
            "Dupont Pierre",
        ),
        ("/exports/relances.csv?vue=toutes", "Fiche;Client;Objet;", ""),
        ("/exports/doublons.csv?vue=foyer", "Vraisemblance;Fiche 1;Client 1;", ""),
        ("/exports/imports.csv", "Quand;Fichier;Genre;", ""),
        (
            "/exports/messages.csv?canal=email",
            "Créé le;Genre;Voie;",
            "pierre.dupont@laposte.example",
        ),
    ] {
        let reply = test.get_as(&claire, path).await;
        reply.assert_status(200);
        assert!(reply.body.starts_with(&format!("\u{feff}{header}")), "{path}: {}", reply.body);
        assert!(reply.body.contains(shown), "{path}: {}", reply.body);
        assert!(reply.body.ends_with("\r\n"), "{path}");
        let kept = reply.headers["content-disposition"].to_str().unwrap();
        assert!(kept.starts_with("attachment; filename="), "{kept}");
    }
    let found = test.get_as(&claire, "/exports/clients.csv?q=dupont").await;
    assert!(!found.body.contains("Petit"), "{}", found.body);
    let other_day = test.get_as(&claire, "/exports/rendez-vous.csv?date=2026-11-27").await;
    assert!(!other_day.body.contains("Dupont"), "{}", other_day.body);
    for path in ["/exports/clients.pdf", "/exports/secrets.csv", "/exports/clients"] {
        test.get_as(&claire, path).await.assert_status(404);
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn no_cell_is_a_formula(db: PgPool) {
    let test = TestApp::new(db);
    test.customer("=HYPERLINK(\"http://x.example\")", None, None).await;
    let csv = file(&test, List::Customers(String::new()), Format::Csv).await;
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.contains("\"'=HYPERLINK("), "{csv}");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn rows_that_were_not_taken_leave_as_the_file_that_they_come_from(db: PgPool) {
    let test = TestApp::new(db);
    let rows = "Client;Tel;Objet;Dernière relance;Statut\nDupond;0639981234;Devis;;\n;+33 6 39 98 56 78;Borne;;=1+1;trop\n";
    let request = ImportRequest {
        kind: None,
        file_name: "relances.csv".to_owned(),
        bytes: rows.as_bytes().to_vec(),
        staff: None,
        dry_run: false,
    };
    let import = legacy::import(&test.app.db, request, test.now()).await.unwrap().id.unwrap();
    for format in [Format::Csv, Format::Xlsx] {
        let file = file(&test, List::Rejections(import), format).await;
        let sheet = legacy::read_sheet(&file).unwrap();
        assert_eq!(sheet.headers[..3], ["Client", "Tel", "Objet"], "{format:?}");
        assert_eq!(sheet.rows.len(), 1, "{format:?}");
        assert_eq!(sheet.rows[0].line, 3, "{format:?}");
        assert_eq!(sheet.rows[0].cells, ["", "+33 6 39 98 56 78", "Borne", "", "=1+1", "trop"]);
    }
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_workbook_is_one_and_holds_many_rows(db: PgPool) {
    let test = TestApp::new(db);
    for at in 0..60 {
        test.customer(&format!("Martin {at}"), None, None).await;
    }
    for list in [List::Customers(String::new()), List::Customers("martin".into()), List::Promises] {
        let file = file(&test, list, Format::Xlsx).await;
        assert!(file.starts_with(b"PK"), "no zip");
        assert!(file.len() > 2_000, "{} bytes", file.len());
    }
}
