//! The page of one customer: what covers their installations, what the old programs know, where each value comes from.

use relais::staff::Role;
use sqlx::PgPool;

use crate::support::{SignedIn, TestApp, factory::Home};

const SWITCHBOARD: [(&str, &str); 5] = [
    ("appareil", "Tableau électrique"),
    ("marque", "Hager"),
    ("serie", "4711"),
    ("reception", "2025-05-15"),
    ("travaux", "building"),
];

async fn start(db: PgPool) -> (TestApp, SignedIn, Home) {
    let test = TestApp::new(db);
    let claire = test.sign_in(Role::Office).await;
    let home = test.dupont().await;
    (test, claire, home)
}

async fn run(test: &TestApp, statement: &'static str, home: Home) {
    sqlx::query(statement).bind(home.customer).execute(&test.app.db).await.unwrap();
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_installation_shows_until_when_it_is_covered(db: PgPool) {
    let (test, claire, home) = start(db).await;
    let page = format!("/clients/{}", home.customer);
    let form = test.get_as(&claire, &format!("{page}/equipements/nouveau")).await;
    form.assert_shows("12 rue de la Mairie");
    test.post_as(&claire, &format!("{page}/equipements/nouveau"), &SWITCHBOARD)
        .await
        .assert_status(303);
    let shown = test.get_as(&claire, &page).await;
    shown.assert_shows("Hager, n°\u{a0}4711");
    shown.assert_shows("Parfait achèvement terminé le 15/05/2026");
    shown.assert_shows("Biennale jusqu’au 15/05/2027");
    shown.assert_shows("Décennale jusqu’au 15/05/2035");
    shown.assert_shows("Équipement ajouté");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_is_written_of_an_installation_is_checked_and_nobody_overwrites_anybody(db: PgPool) {
    let (test, claire, home) = start(db).await;
    let page = format!("/clients/{}/equipements", home.customer);
    let mistakes = [("appareil", " "), ("reception", "hier"), ("marque", "Hager")];
    let refused = test.post_as(&claire, &format!("{page}/nouveau"), &mistakes).await;
    refused.assert_status(422);
    refused.assert_shows("Dites de quel appareil il s’agit.");
    refused.assert_shows("Écrivez la date ainsi");
    assert_eq!(refused.input_value("marque"), "Hager");

    test.post_as(&claire, &format!("{page}/nouveau"), &SWITCHBOARD).await.assert_status(303);
    let id: i64 =
        sqlx::query_scalar("select id from equipment").fetch_one(&test.app.db).await.unwrap();
    let one = format!("{page}/{id}");
    let changed = [
        ("appareil", "Tableau"),
        ("version", "1"),
        ("travaux", "replacement"),
        ("reception", "15/05/2025"),
    ];
    test.post_as(&claire, &one, &changed).await.assert_status(303);
    test.get_as(&claire, &format!("/clients/{}", home.customer))
        .await
        .assert_shows("Conformité jusqu’au 15/05/2027");
    let late = test.post_as(&claire, &one, &changed).await;
    late.assert_status(409);
    late.assert_shows("modifié entre-temps");

    let stranger = test.customer("Petit Jean", None, None).await;
    let elsewhere = format!("/clients/{}/equipements/{id}", stranger.customer);
    test.get_as(&claire, &elsewhere).await.assert_status(404);
    test.post_as(&claire, &format!("{one}/retrait"), &[]).await.assert_status(303);
    test.get_as(&claire, &one).await.assert_status(404);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn worksites_and_quotes_stand_in_the_time_line(db: PgPool) {
    let (test, claire, home) = start(db).await;
    run(&test, WORKSITE, home).await;
    run(
        &test,
        "insert into quotes (source, external_id, customer_id, quoted_on, subject, total_gross_cents, status, raw,
                             fingerprint, import_id, imported_at)
         select 'sage', 'DE00012', $1, '2026-10-28', 'Borne de recharge', 124000, 'En attente', '{}', '', min(id), now()
         from imports",
        home,
    )
    .await;
    let page = format!("/clients/{}", home.customer);
    let all = test.get_as(&claire, &page).await;
    all.assert_shows("Chantier CH00118");
    all.assert_shows("reçu le 15/05/2025");
    all.assert_shows("Biennale jusqu’au 15/05/2027");
    all.assert_shows("Devis DE00012");
    all.assert_shows("1\u{202f}240,00\u{a0}€ TTC");
    let quotes = test.get_as(&claire, &format!("{page}?fil=devis")).await;
    quotes.assert_shows("Devis DE00012");
    quotes.assert_hides("Chantier CH00118");
    let found = test.get_as(&claire, "/recherche?q=de00012").await;
    assert_eq!(found.location, Some(format!("{page}?fil=devis#fil")));
}

const WORKSITE: &str =
    "with import as (
        insert into imports (kind, file_name, started_at) values ('mde-clients', 'x.csv', '2026-11-01T00:00Z') returning id
     )
     insert into worksites (source, external_id, customer_id, label, ended_on, status, received_on, raw, fingerprint,
                            import_id, imported_at)
     select 'mde', 'CH00118', $1, 'Rénovation électrique', '2025-05-10', 'Réceptionné', '2025-05-15', '{}', '', id, now()
     from import";

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn each_value_says_where_it_comes_from(db: PgPool) {
    let (test, claire, home) = start(db).await;
    run(
        &test,
        "with import as (
            insert into imports (kind, file_name, started_at) values ('mde-clients', 'x.csv', '2026-11-01T00:00Z') returning id
         )
         insert into source_records (source, external_id, customer_id, line, raw, fingerprint, imported_at, import_id)
         select 'mde', 'C00001', $1, 2,
                '{\"Nom\": \"DUPONT Pierre\", \"Tél\": \"06 39 98 12 34\", \"Adresse\": \"12 R DE LA MAIRIE, 74000 ANNECY\"}',
                '', now(), id
         from import",
        home,
    )
    .await;
    let page = test.get_as(&claire, &format!("/clients/{}", home.customer)).await;
    let origins: Vec<&str> = page
        .body
        .split("origine&nbsp;: </span>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect();
    // The name, the number, the e-mail, the site.
    assert_eq!(origins, ["ERP MDE", "ERP MDE", "Relais", "ERP MDE"]);
    let found = test.get_as(&claire, "/recherche?q=c00001").await;
    assert_eq!(found.location, Some(format!("/clients/{}", home.customer)));
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn the_pinned_note_is_written_where_it_is_read(db: PgPool) {
    let (test, claire, home) = start(db).await;
    let page = format!("/clients/{}", home.customer);
    let note = format!("{page}/note");
    test.post_as(&claire, &note, &[("note", "Code 12A4"), ("version", "1")])
        .await
        .assert_status(303);
    test.get_as(&claire, &page).await.assert_shows("Code 12A4");
    let late = test.post_as(&claire, &note, &[("note", "Chien"), ("version", "1")]).await;
    late.assert_status(422);
    late.assert_shows("modifiée entre-temps");
    late.assert_shows("Chien");
    test.post_as(&claire, &note, &[("note", ""), ("version", "2")]).await.assert_status(303);
    test.get_as(&claire, &page).await.assert_hides("Code 12A4");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn who_shares_the_home_is_one_link_away(db: PgPool) {
    let (test, claire, home) = start(db).await;
    let marie = test.customer("Dupont Marie", None, None).await;
    sqlx::query(
        "insert into match_verdicts (customer_a, customer_b, verdict, decided_at) values ($1, $2, 'household', now())",
    )
    .bind(home.customer)
    .bind(marie.customer)
    .execute(&test.app.db)
    .await
    .unwrap();
    for (one, other) in [(home, "Dupont Marie"), (marie, "Dupont Pierre")] {
        let page = test.get_as(&claire, &format!("/clients/{}", one.customer)).await;
        page.assert_shows("même foyer");
        page.assert_shows(other);
    }
}
