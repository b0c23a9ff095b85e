use axum::{
    body::Body,
    http::{Request, header},
};
use relais::{customers, staff::Role};
use sqlx::PgPool;

use crate::support::{Reply, SignedIn, TestApp};

const FILE: &str = "Code client;Nom;Adresse;T\u{e9}l;Email\nC1;DUPONT Pierre;12 rue Carnot, Annecy;0639981234;\n\
    ;=HYPERLINK(\"http://x.example\");;;\nC2;PETIT H\u{e9}l\u{e8}ne;;;\n";

/// As the old program wrote it.
fn windows_1252(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}

async fn upload(test: &TestApp, who: &SignedIn, name: &str, content: &[u8]) -> Reply {
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

    let confirmation = format!("{preview_path}/confirmation");
    let done = test.post_as(&claire, &confirmation, &[]).await;
    done.assert_status(303);
    let report_path = done.location.unwrap();
    let report = test.get_as(&claire, &report_path).await;
    report.assert_shows("<b>2</b> nouveaux clients");
    report.assert_shows("2\u{a0}lignes importées.");
    test.get_as(&claire, "/clients").await.assert_shows("Petit Hélène");
    let list = test.get_as(&claire, &format!("{report_path}/rejets.csv")).await;
    assert!(list.body.starts_with('\u{feff}'), "{:?}", list.body);
    assert!(list.body.contains("3;Il manque le code du client."), "{}", list.body);

    // Pressed again, or the same file again: nothing changes.
    test.post_as(&claire, &confirmation, &[]).await.assert_status(303);
    let again = upload(&test, &claire, "clients.csv", &windows_1252(FILE)).await;
    let preview = test.get_as(&claire, &again.location.unwrap()).await;
    preview.assert_shows("<b>2</b> lignes inchangées");
    assert_eq!(customers::count(&test.app.db).await.unwrap(), 2);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_no_client_file_is_refused_with_words(db: PgPool) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    for (name, content, words) in [
        ("photo.png", &b"\x89PNG\r\n\x1a\n\0\0"[..], "n’est pas un tableau"),
        ("vide.csv", b"", "Ce fichier est vide."),
        ("autre.csv", b"Date;Objet\n1;2\n", "ne sont celles d’aucun export connu"),
        ("", b"", "Choisissez un fichier."),
    ] {
        let reply = upload(&test, &claire, name, content).await;
        reply.assert_status(422);
        reply.assert_shows(words);
    }
}
