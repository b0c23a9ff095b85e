//! Every file of the old office, taken whole, taken again, and taken back.

use chrono::{DateTime, TimeDelta, Utc};
use relais::{
    customers,
    legacy::{self, FileKind, FollowUpFilter, ImportReport, ImportRequest, UndoError, undo_import},
    staff::Role,
    values::{CustomerId, StaffId},
};
use sqlx::PgPool;

use crate::support::{START, TestApp, instant};

const FILES: [(&str, FileKind, &[u8]); 8] = [
    ("mde_clients.csv", FileKind::MdeClients, include_bytes!("data/legacy/mde_clients.csv")),
    ("sage_clients.csv", FileKind::SageClients, include_bytes!("data/legacy/sage_clients.csv")),
    (
        "outlook_contacts.csv",
        FileKind::OutlookContacts,
        include_bytes!("data/legacy/outlook_contacts.csv"),
    ),
    ("relances.xlsx", FileKind::Relances, include_bytes!("data/legacy/relances.xlsx")),
    ("mde_chantiers.csv", FileKind::MdeChantiers, include_bytes!("data/legacy/mde_chantiers.csv")),
    ("sage_devis.csv", FileKind::SageDevis, include_bytes!("data/legacy/sage_devis.csv")),
    (
        "outlook_agenda.csv",
        FileKind::OutlookAgenda,
        include_bytes!("data/legacy/outlook_agenda.csv"),
    ),
    (
        "Gaetan_Novembre_2025.xlsx",
        FileKind::Planning,
        include_bytes!("data/legacy/Gaetan_Novembre_2025.xlsx"),
    ),
];

fn now() -> DateTime<Utc> {
    instant(START)
}

async fn import(db: &PgPool, name: &str, bytes: &[u8]) -> ImportReport {
    let request = ImportRequest {
        kind: None,
        file_name: name.to_owned(),
        bytes: bytes.to_vec(),
        staff: None,
        dry_run: false,
    };
    legacy::import(db, request, now()).await.unwrap()
}

fn sum(report: &ImportReport) -> usize {
    report.created + report.updated + report.linked + report.unchanged + report.rejected.len()
}

async fn somebody(db: &PgPool) -> StaffId {
    TestApp::new(db.clone()).sign_in(Role::Office).await.staff
}

/// Every row that an import may change, as text.
async fn everything(db: &PgPool) -> Vec<String> {
    let mut rows = Vec::new();
    for table in [
        "customers",
        "phones",
        "emails",
        "sites",
        "source_records",
        "worksites",
        "quotes",
        "follow_ups",
        "unconfirmed_visits",
    ] {
        let query = format!("select '{table} ' || to_jsonb(t)::text from {table} t order by id");
        let of_table: Vec<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_all(db).await.unwrap();
        rows.extend(of_table);
    }
    rows
}

async fn count(db: &PgPool, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(db).await.unwrap()
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn every_file_is_taken_whole_and_again_without_change(db: PgPool) {
    for (name, kind, bytes) in FILES {
        let report = import(&db, name, bytes).await;
        assert_eq!((report.kind, sum(&report)), (kind, report.rows), "{name}");
        assert_eq!(report.rejected, [], "{name}");
    }
    let before = everything(&db).await;
    for (name, _, bytes) in FILES {
        let report = import(&db, name, bytes).await;
        assert_eq!(report.unchanged, report.rows, "{name}");
    }
    assert!(everything(&db).await == before, "the same files again change no row");

    assert_eq!(count(&db, "select count(*) from worksites").await, 3012);
    assert!(count(&db, "select count(*) from quotes where vat_rate = 550").await > 0);
    let lines = "select min(external_id::int) from source_records where source = 'relances'";
    assert_eq!(sqlx::query_scalar::<_, i32>(lines).fetch_one(&db).await.unwrap(), 4);
    let open = FollowUpFilter { is_open: Some(true), ..FollowUpFilter::default() };
    let open = legacy::follow_ups(&db, &open, 500).await.unwrap();
    assert!(open.iter().any(|row| row.chased == "semaine 42" && row.chased_on.is_none()));
    assert_eq!(count(&db, "select count(*) from appointments").await, 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn an_undone_import_leaves_every_row_as_it_was(db: PgPool) {
    let staff = somebody(&db).await;
    let header = "Code client;Nom;Adresse;Tél;Email\n";
    let old = "C1;DUPONT P.;12 rue Carnot, Annecy;0639981234;old@mail.example\nC2;PETIT Jean;;0639985678;\nC3;ROUX Anne;1 rue A, Annecy;0639980001;\n";
    import(&db, "vieux.csv", format!("{header}{old}").as_bytes()).await;
    let quotes = "N° pièce;Date;Code client;Objet;Total HT\nDE1;01/02/2025;S1;Tableau;1 000,00\n";
    let sage = "Numéro;Intitulé;Adresse;Complément;Code postal;Ville;Téléphone\n\
        S1;Dupont Pierre;12 rue Carnot;;74000;Annecy;0639981234\nS2;Roux Anne;;;;;0639980001\nS3;Blanc Luc;;;;;0639980009\n";
    import(&db, "sage.csv", sage.as_bytes()).await;
    import(&db, "devis.csv", quotes.as_bytes()).await;
    let before = everything(&db).await;

    // Renames one, moves one, makes two one, adds one.
    let newer = "C1;DUPONT Pierre;9 rue Neuve, Annecy;0639984444;new@mail.example\nC2;PETIT Jean;;0639985678;jean@mail.example\n\
        C3;BLANC Luc;;0639980009;\nC4;NEUF Paul;3 rue B, Annecy;0639980010;\n";
    let report = import(&db, "neuf.csv", format!("{header}{newer}").as_bytes()).await;
    assert_eq!((report.updated, report.created), (3, 1), "{report:?}");
    assert!(everything(&db).await != before);

    let undone = undo_import(&db, report.id.unwrap(), staff, now()).await.unwrap();
    assert_eq!((undone.kept_rows, undone.kept_customers), (0, 0));
    assert_eq!(everything(&db).await, before);
    let again = undo_import(&db, report.id.unwrap(), staff, now()).await;
    assert!(matches!(again, Err(UndoError::AlreadyUndone)), "{again:?}");
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_whole_file_goes_and_comes_again(db: PgPool) {
    let staff = somebody(&db).await;
    let (name, _, bytes) = FILES[3];
    let first = import(&db, name, bytes).await;
    undo_import(&db, first.id.unwrap(), staff, now()).await.unwrap();
    assert_eq!(everything(&db).await, Vec::<String>::new());
    let again = import(&db, name, bytes).await;
    assert_eq!(again.created, first.created);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn what_the_office_worked_with_stays_when_its_import_is_undone(db: PgPool) {
    let staff = somebody(&db).await;
    let file =
        "Code client;Nom;Adresse;Tél\nC1;DUPONT Pierre;;0639981234\nC2;PETIT Jean;;0639985678\n";
    let report = import(&db, "clients.csv", file.as_bytes()).await;
    let dupont: CustomerId =
        sqlx::query_scalar("select customer_id from source_records where external_id = 'C1'")
            .fetch_one(&db)
            .await
            .unwrap();
    customers::add_phones(&db, dupont, "04 65 71 12 34", None, staff, now()).await.unwrap();

    let undone = undo_import(&db, report.id.unwrap(), staff, now()).await.unwrap();
    assert_eq!(undone.kept_customers, 1);
    let kept = legacy::kept_customers(&db, report.id.unwrap()).await.unwrap();
    assert_eq!(kept[0].name, "Dupont Pierre");
    assert_eq!(customers::count(&db).await.unwrap(), 1);
    assert_eq!(customers::phones(&db, dupont).await.unwrap().len(), 2);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn imports_are_undone_newest_first_and_for_seven_days(db: PgPool) {
    let staff = somebody(&db).await;
    let first = import(&db, "un.csv", b"Code client;Nom\nC1;DUPONT Pierre\n").await.id.unwrap();
    let second = import(&db, "deux.csv", b"Code client;Nom\nC2;PETIT Jean\n").await.id.unwrap();
    // Changes nothing, and is in nobody's way.
    import(&db, "deux.csv", b"Code client;Nom\nC2;PETIT Jean\n").await;
    let refused = undo_import(&db, first, staff, now()).await;
    assert!(matches!(&refused, Err(UndoError::Newer(name)) if name == "deux.csv"), "{refused:?}");
    let late = now() + TimeDelta::days(7) + TimeDelta::seconds(1);
    let refused = undo_import(&db, second, staff, late).await;
    assert!(matches!(refused, Err(UndoError::TooOld)), "{refused:?}");
    undo_import(&db, second, staff, now()).await.unwrap();
    undo_import(&db, first, staff, now()).await.unwrap();
    assert_eq!(customers::count(&db).await.unwrap(), 0);
}

#[sqlx::test(migrator = "relais::db::MIGRATOR")]
async fn a_quote_of_somebody_unknown_waits_for_their_file(db: PgPool) {
    let quotes = "N° pièce;Date;Code client;Objet;Total HT;Taux TVA\nDE1;01/02/2025;S1;Tableau;1\u{a0}000,50;5,5\n";
    let early = import(&db, "devis.csv", quotes.as_bytes()).await;
    assert_eq!((early.created, early.rejected.len(), early.rows), (0, 1, 1));
    assert!(early.rejected[0].reason.contains("S1 n’est pas connu"), "{early:?}");
    import(&db, "sage.csv", b"Num\xE9ro;Intitul\xE9;T\xE9l\xE9phone\nS1;Dupont P.;0639981234\n")
        .await;
    assert_eq!(import(&db, "devis.csv", quotes.as_bytes()).await.created, 1);
    let newer = quotes.replace("Tableau", "Tableau et prises");
    assert_eq!(import(&db, "devis.csv", newer.as_bytes()).await.updated, 1);
    assert_eq!(count(&db, "select total_net_cents from quotes").await, 100_050);

    // Their account becomes one with another: the quote goes along.
    import(&db, "mde.csv", b"Code client;Nom;T\xE9l\nC1;DUPONT Pierre;0639981234\n").await;
    let astray = "select count(*) from quotes join source_records r on r.external_id = client_code
                  where r.customer_id <> quotes.customer_id";
    assert_eq!(count(&db, astray).await, 0);
    assert_eq!(customers::count(&db).await.unwrap(), 1);
}
